"""Requests that nobody should have sent: thousands, drawn by hypothesis, through Lambda's handler.

None is answered 5xx, none asks AWS to write or send anything, none is left without an answer.
`tests/routes/test_refusals.py` has the plain cases, one by one.
"""

import hashlib
import json
from collections.abc import Iterator, Mapping, Sequence
from typing import Any
from urllib.parse import quote, urlencode

import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st
from moto import mock_aws
from twilio.request_validator import RequestValidator  # type: ignore[import-untyped]

from ..support.desk import BUSINESS, MESSAGES, RELAYS, STATUSES, Driver, agent, customer
from ..support.figures import Figures
from ..support.stage import AUTH_TOKEN, PUBLIC_URL, stage

pytestmark = pytest.mark.slow

ROOT = f"{PUBLIC_URL}/webhooks/twilio"
CALLS = f"{ROOT}/calls"
FORM = "application/x-www-form-urlencoded"
READS = frozenset({"GetItem", "Query", "BatchGetItem"})

Pairs = Sequence[tuple[str, str]]

many = settings(
    max_examples=1000,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)

ODD = st.one_of(
    st.sampled_from(
        [
            *("", " ", "0", "-1", "1e9999", "NaN", "null", "true", "[]", "{}", "%", "%zz", "\x00"),
            *("../../etc/passwd", "{{7*7}}", "${jndi:ldap://x}", "' OR 1=1 --", "<!DOCTYPE x>"),
            *("SM" + "0" * 32, "SM" + "0" * 2000, "+", "+1", "whatsapp:", "messenger:", "+" * 300),
            *(BUSINESS, RELAYS[0], agent(1), customer(1), "\u202e+15145550100", "٠١٢٣", "é" * 300),
            *("\ud800".encode("utf-8", "replace").decode(), "\U0010ffff", "a\r\nX-Evil: 1", "=&=&"),
        ]
    ),
    st.text(max_size=40),
    st.text(alphabet="0123456789+:whatsapp", max_size=30),
)
NAMES = st.one_of(
    st.sampled_from(
        [
            *("MessageSid", "SmsSid", "AccountSid", "From", "To", "Body", "NumMedia"),
            *("MediaUrl0", "MediaContentType0", "MediaUrl999", "MediaUrl١", "ProfileName"),
            *("OptOutType", "OriginalRepliedMessageSid", "MessageStatus", "SmsStatus"),
            *("ErrorCode", "Latitude", "Longitude", "bodySHA256", "From[]", "from", "\ufeffFrom"),
        ]
    ),
    st.text(max_size=12),
)
PAIRS = st.lists(st.tuples(NAMES, ODD), max_size=12)
TYPES = st.sampled_from(
    [
        *(FORM, FORM.upper(), f"{FORM}; charset=utf-16", f"{FORM};charset=latin-1", f" {FORM}"),
        *("application/json", "application/json; charset=nonsense", "multipart/form-data", ""),
        *("text/plain", "application/x-www-form-urlencoded, text/xml", "*/*", "é"),
    ]
)
RAW = st.one_of(
    st.binary(max_size=200),
    st.sampled_from(
        [
            *(b"", b"&", b"=", b"&&&===", b"From", b"%", b"From=%ff%fe&To=%00", b"\xff\xfe\x00"),
            *(b"From=" + b"9" * 100_000, b"a=1&" * 2_000, b"[" * 50_000, b'{"a":' * 5_000),
            *(b"<xml/>", b"null", b'"text"', b"1e400", "Body=é".encode("utf-16"), b"From;To;Body"),
        ]
    ),
)
TAILS = st.one_of(
    st.just(""),
    st.sampled_from(
        [
            *(
                "?e=",
                "?e=c-1.1.1",
                "?e=c-1.1.1&e=c-2.2.2",
                "?e=" + "9" * 3_000,
                "?e=a-.x.",
                "?e=..",
            ),
            *("?e=c-1.-1.1", "?e=c-1.99999999999999999999.1", "?e=c-1.%D9%A1.1", "?&&", "?e=%00"),
            *("?bodySHA256=", "?bodySHA256=x&bodySHA256=y", "?e=i-support.1.1", "?=", "?e=%F0%9F"),
        ]
    ),
)


class _Values(dict[str, list[str]]):
    """A form as the validator reads one with several values of a name."""

    def getlist(self, name: str) -> list[str]:
        return self[name]


def signature(url: str, pairs: Pairs = ()) -> str:
    """What Twilio's signature of this would be."""
    form = _Values()
    for name, value in pairs:
        form.setdefault(name, []).append(value)
    return str(RequestValidator(AUTH_TOKEN).compute_signature(url, form))


@pytest.fixture(scope="module")
def desk() -> Iterator[Driver]:
    """One for all: nothing here writes anything."""
    with mock_aws(), stage() as made, Driver(made) as driver:
        driver.text(customer(1), BUSINESS, "Is my bike ready?")
        before = driver.items()
        yield driver
        assert driver.items() == before
        assert not driver.wake_next()


def _harmless(
    desk: Driver, method: str, url: str, headers: Mapping[str, str], body: bytes, figures: Figures
) -> int:
    """Asks for it; the status. Whatever it is, nothing has come of it."""
    found = desk.request(method, url, headers, body)
    status = found.answer.status
    assert status < 500, found.answer.body
    assert {call.operation for call in found.calls} <= READS
    if status >= 400:
        assert found.calls == []
    figures.add(requests=1, **{f"answered_{status}": 1})
    desk.log.clear()
    return status


@many
@given(
    url=st.sampled_from([MESSAGES, STATUSES, CALLS, ROOT]),
    tail=TAILS,
    kind=TYPES,
    pairs=PAIRS,
    raw=st.none() | RAW,
    mark=st.none() | st.text(max_size=40) | st.just("A" * 27 + "=") | st.just("A" * 100_000),
)
@example(MESSAGES, "", FORM, [], None, "\x00")
def test_unsigned(
    desk: Driver,
    figures: Figures,
    url: str,
    tail: str,
    kind: str,
    pairs: Pairs,
    raw: bytes | None,
    mark: str | None,
) -> None:
    body = raw if raw is not None else urlencode(pairs).encode("utf-8", "replace")
    headers = {"Content-Type": kind} | ({"X-Twilio-Signature": mark} if mark is not None else {})
    assert _harmless(desk, "POST", url + tail, headers, body, figures) in (403, 415)


CHANGES = ("body", "url", "name", "value", "order", "token", "path")


@many
@given(
    change=st.sampled_from(CHANGES),
    words=st.text(min_size=1, max_size=20),
    extra=st.lists(st.tuples(NAMES, ODD), max_size=3),
)
def test_signed_and_changed_on_the_way(
    desk: Driver, figures: Figures, change: str, words: str, extra: Pairs
) -> None:
    """A whole text with a signature of its own, of which one thing is not as it was signed."""
    sid = "SM" + hashlib.md5(words.encode("utf-8", "replace")).hexdigest()  # noqa: S324
    pairs = [("MessageSid", sid), ("From", customer(2)), ("To", BUSINESS), ("Body", words)]
    mark, url = signature(MESSAGES, pairs), MESSAGES
    if change == "body":
        pairs[3] = ("Body", words + "!")
    elif change == "url":
        url += "?e=1"
    elif change == "name":
        pairs[3] = ("body", words)
    elif change == "value":
        pairs += [("Body", words + "?"), *extra]
    elif change == "order":
        pairs[1], pairs[2] = ("From", BUSINESS), ("To", customer(2))
    elif change == "token":
        mark = str(RequestValidator("1" * 32).compute_signature(MESSAGES, dict(pairs)))
    else:
        url = STATUSES
    headers = {"Content-Type": FORM, "X-Twilio-Signature": mark}
    body = urlencode(pairs).encode("utf-8", "replace")
    assert _harmless(desk, "POST", url, headers, body, figures) == 403


LACKS = ("MessageSid", "From", "To")


@many
@given(pairs=PAIRS, lacks=st.sampled_from(LACKS), how=st.sampled_from(["absent", "twice", "odd"]))
def test_signed_texts_that_are_none(
    desk: Driver, figures: Figures, pairs: Pairs, lacks: str, how: str
) -> None:
    """What a text must have is not there, there twice, or is nothing of the kind."""
    whole = {"MessageSid": "SM" + "1" * 32, "From": customer(3), "To": BUSINESS}
    form = [(name, value) for name, value in pairs if name not in whole]
    form += [(name, value) for name, value in whole.items() if name != lacks]
    if how == "twice":
        form += [(lacks, whole[lacks]), (lacks, whole[lacks] + "0")]
    elif how == "odd":
        form += [(lacks, "\x07" if lacks != "MessageSid" else "no sid at all")]
    form = _as_sent(form)
    headers = {"Content-Type": FORM, "X-Twilio-Signature": signature(MESSAGES, form)}
    body = urlencode(form).encode()
    assert _harmless(desk, "POST", MESSAGES, headers, body, figures) == 400


@many
@given(
    pairs=PAIRS,
    tail=TAILS,
    sid=st.sampled_from(["SM" + "2" * 32, "lost-SM2", "MM1", "_", "-"]) | ODD,
    status=st.sampled_from(["delivered", "failed", "undelivered", "read", "sent"]) | ODD,
)
def test_signed_statuses_of_nothing(
    desk: Driver, figures: Figures, pairs: Pairs, tail: str, sid: str, status: str
) -> None:
    """Of a text that we never sent, for an entry that never was."""
    form = [pair for pair in pairs if pair[0] not in ("MessageStatus", "MessageSid")]
    form = _as_sent([*form, ("MessageSid", sid), ("MessageStatus", status)])
    url = STATUSES + tail
    headers = {"Content-Type": FORM, "X-Twilio-Signature": signature(url, form)}
    found = _harmless(desk, "POST", url, headers, urlencode(form).encode(), figures)
    assert found in (200, 400, 403)  # 403: a query that a client may write in several ways


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=10),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(NAMES, inner, max_size=4),
    max_leaves=12,
)


@many
@given(url=st.sampled_from([MESSAGES, STATUSES, CALLS]), what=JSON, kind=TYPES)
def test_signed_json(desk: Driver, figures: Figures, url: str, what: Any, kind: str) -> None:
    """Signed as Twilio signs JSON. A call is refused in words, whatever it holds."""
    body = json.dumps(what).encode()
    whole = f"{url}?bodySHA256={hashlib.sha256(body).hexdigest()}"
    headers = {"Content-Type": kind, "X-Twilio-Signature": signature(whole)}
    status = _harmless(desk, "POST", whole, headers, body, figures)
    assert status in ((200, 403, 415) if url == CALLS else (400, 403, 415))


@many
@given(
    method=st.sampled_from(["GET", "POST", "PUT", "DELETE", "HEAD", "OPTIONS", "PATCH", "BREW"]),
    parts=st.lists(
        st.sampled_from(["webhooks", "twilio", "meta", "messages", "statuses", "calls", "health"])
        | st.text(max_size=12),
        max_size=5,
    ),
    pairs=PAIRS,
    signs=st.booleans(),
)
def test_any_path(
    desk: Driver, figures: Figures, method: str, parts: list[str], pairs: Pairs, signs: bool
) -> None:
    """Doors that are none. A whole, signed text is not among these."""
    form = _as_sent([pair for pair in pairs if pair[0] != "MessageSid"])
    url = "/".join([PUBLIC_URL, *(quote(part, safe="", errors="replace") for part in parts)])
    headers = {"Content-Type": FORM}
    if signs:
        headers["X-Twilio-Signature"] = signature(url, form)
    _harmless(desk, method, url, headers, urlencode(form).encode(), figures)


def _as_sent(pairs: Pairs) -> list[tuple[str, str]]:
    """The pairs as UTF-8 can carry them."""
    return [tuple(t.encode("utf-8", "replace").decode() for t in pair) for pair in pairs]  # type: ignore[misc]
