"""What goes with a text on which channel, what follows behind, and what becomes a link."""

import pytest

from chalicelib.models import Agent, Desk, Entry, Kept, Media, Message
from chalicelib.rules import carriage
from chalicelib.rules.carriage import MB, Ways
from chalicelib.texts import say

MONTREAL, TORONTO = "+15145550100", "+14165550123"
PARIS, KINGSTON = "+33639980001", "+18765550123"
WHATSAPP = "whatsapp:+33639980001"
URL = "https://desk.example/api"


def kept(kind: str = "image/jpeg", size: int = MB // 2, why: str = "", n: int = 1) -> Kept:
    return Kept(token=f"t{n}{kind}", contact="c", kind=kind, size=size, why=why)


def several(count: int, kind: str = "image/jpeg", size: int = MB // 2) -> list[Kept]:
    return [kept(kind, size, n=n) for n in range(count)]


def of(found: list[Kept], theirs: str, ours: str = MONTREAL) -> Ways:
    return carriage.ways(found, ours, theirs)


@pytest.mark.parametrize(
    ("theirs", "ours", "attached"),
    [
        (TORONTO, MONTREAL, 1),
        (PARIS, MONTREAL, 0),
        (TORONTO, PARIS, 0),
        (KINGSTON, MONTREAL, 0),
        (TORONTO, "514555", 0),
        ("+1", MONTREAL, 0),
    ],
)
def test_pictures_go_by_mms_between_numbers_of_the_united_states_and_canada_alone(
    theirs: str, ours: str, attached: int
) -> None:
    ways = of([kept()], theirs, ours)
    assert (len(ways.attached), len(ways.linked)) == (attached, 1 - attached)


@pytest.mark.parametrize(
    ("theirs", "kind", "size", "goes"),
    [
        (TORONTO, "image/gif", 4 * MB, True),
        (TORONTO, "image/jpeg", 5 * MB + 1, False),
        (TORONTO, "image/webp", 1, False),
        (TORONTO, "audio/ogg", 1, False),
        (TORONTO, "video/mp4", 1, False),
        (TORONTO, "text/vcard", 1, False),
        (WHATSAPP, "image/jpeg", 5 * MB, True),
        (WHATSAPP, "image/jpeg", 5 * MB + 1, False),
        (WHATSAPP, "image/gif", 1, False),
        (WHATSAPP, "image/webp", 1, False),
        (WHATSAPP, "audio/ogg", 16 * MB, True),
        (WHATSAPP, "video/mp4", 16 * MB, True),
        (WHATSAPP, "video/quicktime", 1, False),
        (WHATSAPP, "application/pdf", 16 * MB, True),
        ("messenger:123", "audio/ogg", 16 * MB, True),
        ("messenger:123", "image/png", 8 * MB + 1, False),
        ("instagram:123", "image/png", 8 * MB, True),
        ("instagram:123", "application/pdf", 1, False),
        ("rcs:+15145550199", "image/png", 5 * MB, True),
        ("rcs:+15145550199", "audio/ogg", 1, False),
        ("toy:ana", "image/jpeg", 1, False),
    ],
)
def test_each_channel_has_its_kinds_and_sizes(
    theirs: str, kind: str, size: int, goes: bool
) -> None:
    assert bool(of([kept(kind, size)], theirs).attached) is goes


def test_what_is_refused_is_neither_attached_nor_linked() -> None:
    bad, fine = kept(why="media_too_large"), kept("video/mp4")
    assert of([bad, fine], TORONTO) == Ways((), (fine,), (bad,))


def test_where_no_link_can_be_made_what_needs_one_could_not_be_fetched() -> None:
    ways = carriage.ways([kept(), kept("video/mp4")], MONTREAL, TORONTO, linkable=False)
    assert [one.kind for one in ways.attached] == ["image/jpeg"]
    assert [one.why for one in ways.refused] == [carriage.NOT_THERE]


def test_mms_takes_ten_at_once_and_five_megabytes_together() -> None:
    assert carriage.at_once(several(12, size=1), MONTREAL, TORONTO, words=True) == 10
    assert carriage.at_once(several(12, size=2 * MB), MONTREAL, TORONTO, words=True) == 2
    assert carriage.at_once(several(3, size=5 * MB), MONTREAL, TORONTO, words=False) == 1


@pytest.mark.parametrize(
    ("theirs", "kind", "words", "count"),
    [
        (WHATSAPP, "image/jpeg", True, 1),
        (WHATSAPP, "image/jpeg", False, 1),
        (WHATSAPP, "audio/ogg", True, 0),
        (WHATSAPP, "audio/ogg", False, 1),
        (WHATSAPP, "application/pdf", True, 0),
        ("messenger:123", "image/jpeg", True, 0),
        ("messenger:123", "image/jpeg", False, 1),
        ("instagram:123", "image/jpeg", True, 0),
        ("rcs:+15145550199", "image/jpeg", True, 1),
        (PARIS, "image/jpeg", False, 0),
    ],
)
def test_other_channels_take_one_and_some_none_beside_words(
    theirs: str, kind: str, words: bool, count: int
) -> None:
    assert carriage.at_once(several(3, kind), WHATSAPP, theirs, words=words) == count


# --- words -----------------------------------------------------------------------------------


ANA = Agent(id="ana", name="Ana", addresses=(TORONTO,), inboxes=(), language="fr")
DESK = Desk(
    key="k",
    name="Vélo",
    language="en",
    timezone="UTC",
    relay_numbers=(),
    inboxes=(),
    agents=(ANA,),
)


def worded(text: str, found: list[Kept], theirs: str = PARIS, *, to_agent: bool = True) -> str:
    recipient = "a-ana" if to_agent else "c-c"
    entry = Entry(recipient=recipient, stamp=1, n="1", kind="relay", text=text, agent="ana")
    return carriage.worded(entry, of(found, theirs), URL, DESK, "fr")


def test_an_agent_reads_a_line_with_the_link() -> None:
    assert worded("Regardez\n(1 photo)", [kept(n=7)]) == (
        f"Regardez\n(1 photo)\n{URL}/media/t7image/jpeg"
    )


def test_a_customer_reads_what_it_is_too() -> None:
    said = worded("Voici", [kept("application/pdf"), kept()], to_agent=False)
    assert said.split("\n") == [
        "Voici",
        f"(1 fichier) {URL}/media/t1application/pdf",
        f"(1 photo) {URL}/media/t1image/jpeg",
    ]


def test_what_is_refused_stands_in_place_of_its_own_words() -> None:
    said = worded("Regardez\n(1 photo)", [kept(why="media_too_large")])
    assert said == f"Regardez\n{say('media_too_large', 'fr', what='1 photo')}"


def test_or_behind_them_where_they_name_others_too() -> None:
    refused = kept("video/mp4", why="media_not_there")
    said = worded("Regardez\n(1 photo, 1 vidéo)", [kept(), refused], TORONTO)
    assert said.split("\n") == [
        "Regardez",
        "(1 photo, 1 vidéo)",
        say("media_not_there", "fr", what="1 vidéo"),
    ]


def test_a_customer_is_not_told_what_an_agent_could_not_send() -> None:
    assert worded("Voici", [kept(why="media_gone")], to_agent=False) == "Voici"
    assert worded("", [kept(why="media_gone")], to_agent=False) == ""


# --- which go, which follow --------------------------------------------------------------------


def entry(recipient: str, count: int) -> Entry:
    media = tuple(Media(url=f"u{n}", kind="image/jpeg", provider="p") for n in range(count))
    return Entry(recipient=recipient, stamp=1, n="1", kind="reply", media=media)


def test_those_that_follow_are_parted_from_those_that_go() -> None:
    found = several(3)
    now, later = carriage.parted(entry("c-c", 3), found, of(found, WHATSAPP), 1)
    assert ([m.url for m in now], [m.url for m in later]) == (["u0"], ["u1", "u2"])


def test_what_is_refused_in_a_reply_is_done_with_and_in_an_agents_text_is_kept() -> None:
    found = [kept(n=0, why="media_gone"), kept(n=1)]
    ways = of(found, WHATSAPP)
    now, later = carriage.parted(entry("c-c", 2), found, ways, 1)
    assert ([m.url for m in now], later) == (["u1"], ())
    now, later = carriage.parted(entry("a-ana", 2), found, ways, 1)
    assert ([m.url for m in now], later) == (["u0", "u1"], ())


def test_only_what_has_an_address_and_a_provider_can_be_sent() -> None:
    url, kind = "https://p.example/1", "image/jpeg"
    media = [
        Media(url="", kind="unknown/poll", provider="p"),
        Media(url=url, kind=kind),
        Media(url=url, kind=kind, provider="p"),
    ]
    assert carriage.sendable(media) == (media[2],)


def test_a_hundred_texts_full_of_pictures_fit_into_one_item() -> None:
    """What nobody answered is shown as one, and addresses of Messenger's pictures are long."""
    url = f"https://scontent.example/{'x' * 1000}"
    picture = Media(url=url, kind="image/jpeg", provider="meta")
    text = Message(contact="c", stamp=1, thread=101, text="", media=(picture,) * 10)
    found = carriage.of([text] * 100)
    assert len(found) > carriage.MOST_IN_ONE
    assert sum(len(one.model_dump_json()) for one in found) < 100_000
