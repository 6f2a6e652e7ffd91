"""Every provider that is there, held against the contract where it calls its own interface.

Where `<NAME>_API_URL` says, a server on the loopback answers what is no answer: so it shows what is
asked for, and what a provider makes of silence and of nonsense.
"""

import json
from collections.abc import Iterator
from dataclasses import replace
from urllib.parse import unquote_plus

import pytest

from chalicelib.errors import MediaRefused, OutcomeUnknown, Refused, SendError, TryLater
from chalicelib.models import Media
from chalicelib.providers import base
from chalicelib.providers.base import OutboundText, SentMedia, SentTemplate
from chalicelib.settings import Credentials

from .contract import each_provider, signer, table_of
from .hostile import Answer, Host, gives, host, leads_to, writes

PICTURE = "https://desk.example/media/abc?signature=made-up"
TEMPLATE = SentTemplate("HX" + "0" * 32, "fr_CA", ("Zoé",))
WORDS = "Prêt à 17 h"


@pytest.fixture
def api(monkeypatch: pytest.MonkeyPatch) -> Iterator[Host]:
    monkeypatch.setenv("NO_PROXY", "127.0.0.1")
    with host() as made:
        yield made


def _provider(name: str, url: str) -> base.Provider:
    secrets = signer(name).credentials().secrets
    return base.load(name, Credentials(secrets, urls={f"{name.upper()}_API_URL": url}))


def _text(name: str) -> OutboundText:
    """The answer to the first text of the provider's table."""
    [first, *_] = next(iter(table_of(name, "messages").values()))["expect"]
    callback = base.callback("https://desk.example/prod", name, "c-1.2.0")
    ends = {"sender": first["recipient"], "to": first["sender"]}
    return OutboundText(**ends, body=WORDS, callback=callback, account="100", entry="c-1.2.0")


def _sent(name: str, url: str, text: OutboundText) -> SendError:
    """What comes of a text that nobody takes as it should; it tells no log whom it was for."""
    provider = _provider(name, url)
    with pytest.raises(SendError) as raised:
        provider.send(text)
    error = raised.value
    assert error.__suppress_context__ or error.__context__ is None
    for secret in (text.to, text.to.rpartition(":")[2], text.sender, WORDS, PICTURE, "made-up"):
        assert secret not in f"{error} {error!r}"
    return error


@each_provider
def test_what_cannot_have_left_is_tried_again(name):
    error = _sent(name, "http://127.0.0.1:9", _text(name))
    assert isinstance(error, TryLater)
    assert error.after > 0


SILENCE: dict[str, Answer] = {
    "hangs up": writes(b""),
    "in the middle": writes(b"HTTP/1.1 200 OK\r\nContent-Length: 99\r\n\r\n{"),
    "in trouble": gives(b"oops", 500),
    "in trouble at a gateway": gives(b"<html>", 502),
    "no JSON": gives(b"<html>welcome</html>"),
    "names no text": gives(b"{}"),
}


@each_provider
@pytest.mark.parametrize("how", SILENCE)
def test_what_may_have_left_is_not_known(api, name, how):
    api.otherwise = SILENCE[how]
    assert isinstance(_sent(name, api.url, _text(name)), OutcomeUnknown)
    assert len(api.asked) == 1


@each_provider
def test_a_redirect_is_not_followed(api, elsewhere, name):
    for status in (301, 302, 307, 308):
        api.otherwise = leads_to(f"{elsewhere.url}/a", status)
        _sent(name, api.url, _text(name))
    assert elsewhere.asked == []


@each_provider
def test_a_picture_leaves_by_its_url(api, name):
    api.otherwise = gives(b"{}")
    picture = SentMedia(PICTURE, "image/jpeg", "bike.jpg")
    for text in (_text(name), replace(_text(name), body="")):
        _sent(name, api.url, replace(text, media=(picture,)))
        assert PICTURE in _asked(api)


@each_provider
def test_a_template_leaves_or_is_refused(api, name):
    api.otherwise = gives(b"{}")
    text = replace(_text(name), body="", template=TEMPLATE)
    error = _sent(name, api.url, text)
    if isinstance(error, Refused):
        assert api.asked == []
        assert _provider(name, api.url).reason(error.code) != "reason_unknown"
    else:
        assert TEMPLATE.name in _asked(api)
        assert "Zoé" in _asked(api)


def _asked(api: Host) -> str:
    """What was last asked for, whatever way it was written."""
    body = unquote_plus(api.asked[-1].body.decode())
    with_escapes = body if body.startswith("{") else "{}"
    return f"{body} {json.dumps(json.loads(with_escapes), ensure_ascii=False)}"


@each_provider
@pytest.mark.parametrize(
    "url",
    [
        "",
        "https://elsewhere.example/a.jpg",
        "https://user:word@elsewhere.example/a.jpg",
        "http://127.0.0.1:9/a.jpg",
        "https://169.254.169.254/latest/meta-data",
        "file:///etc/passwd",
    ],
)
def test_an_attachment_anywhere_else_is_not_asked_for(api, name, url):
    provider = _provider(name, api.url)
    with pytest.raises(MediaRefused) as refused:
        provider.fetch(Media(url=url, kind="image/jpeg"), 1000)
    assert refused.value.why == "media_refused"
    assert not url or url not in str(refused.value)
    assert api.asked == []


@each_provider
def test_a_mark_is_made_or_fails_as_a_text_would(api, name):
    for url, answer in (("http://127.0.0.1:9", gives(b"")), (api.url, gives(b"oops", 500))):
        api.otherwise = answer
        try:
            _provider(name, url).mark_read("100", "raw-id-of-a-text")
        except SendError as error:
            assert "raw-id" not in str(error)  # noqa: PT017 - to have no mark is right too
    _provider(name, api.url).mark_read("", "")
