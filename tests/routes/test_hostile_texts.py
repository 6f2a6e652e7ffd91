"""Words that break careless programs arrive at the other phone as they were written."""

import pytest

from chalicelib.store import contacts

from ..support.desk import BUSINESS, RELAYS, Driver, agent, customer

LONG = ("0123456789" * 160)[:1600]
TEXTS = {
    "twiml": "</Message></Response><Response><Message to='+15145550999'>gotcha</Message>",
    "cdata": "]]><!--<Message>x</Message>-->&lt;&amp;&#0;&#x1F6B2;",
    "html": "<script>alert('x')</script><img src=x onerror=alert(1)>&nbsp;",
    "emoji": "👩‍👩‍👧‍👦 is here with 🚲🇨🇦 and ❤️‍🔥 👍🏽",
    "right to left": "מתי האופניים מוכנים? \u202egnp.exe\u202c متى؟",
    "nul": "before\x00after\x01\x1b[31m and more",
    "ends of line": "  two\r\nlines\rand\n\n\ttabs  ",
    "percent": "100%25 sure? a=b&c=d+e %00 %s {n} {c} $1 \\n",
    "json": '{"thread": 1, "told": null, "body": "\\u0000"} [#101]',
    "typography": "“Curly” – ‘quotes’ … œuvre à l’été, ﬁn, e\u0301 ≠ é",
    "astral": "𝔉𝔯𝔞𝔨𝔱𝔲𝔯 𠮷 \U0010fffd \ufffd \ufeff.",
    "zalgo": "Z" + "\u0335\u0321\u0347" * 200 + "!",
    "long": LONG,
    "long in UCS-2": "é✓" * 800,
}


@pytest.fixture(params=list(TEXTS.values()), ids=list(TEXTS))
def words(request: pytest.FixtureRequest) -> str:
    return str(request.param)


def test_word_for_word_at_every_step(desk: Driver, words: str) -> None:
    """As the first text, the answer that claims, and both ways after it.

    The desk's own words stand in front of the first, or before it where both are too long for one.
    """
    answered = desk.text(customer(1), BUSINESS, words)
    assert len(answered.replies) == 1
    for n in (1, 2):
        whole = "\n".join(desk.got(agent(n)))
        assert whole.startswith("* NEW #101")
        assert whole.partition("\n")[2] == words
    before = len(desk.got(agent(1)))
    desk.text(agent(1), RELAYS[0], words)
    assert desk.text(customer(1), BUSINESS, words).replies == []
    desk.text(agent(1), RELAYS[0], words)
    assert desk.got(agent(1), before) == [words]
    assert desk.got(customer(1))[1:] == [words] * 2
    history = contacts.history(desk.contact(customer(1)).id)
    assert [message.text for message in history] == [words] * 4


def test_as_a_name(desk: Driver, words: str) -> None:
    """WhatsApp's profile name: in the desk's words it is folded, and it breaks nothing."""
    answered = desk.text(customer(1), BUSINESS, "Is my bike ready?", ProfileName=words)
    assert len(answered.replies) == 1
    for n in (1, 2):
        (told,) = desk.got(agent(n))
        header, _, text = told.rpartition("\n")
        assert text == "Is my bike ready?"
        assert header.startswith("* NEW #101")
    desk.text(agent(1), RELAYS[0], "Yes, at five.")
    assert desk.got(customer(1))[1:] == ["Yes, at five."]
