"""An attachment's way here, against a server that means no good."""

import gzip
import logging
import time
from collections.abc import Iterator
from contextlib import suppress
from typing import Any

import pytest

from chalicelib.errors import MediaRefused, TryLater
from chalicelib.providers import _fetch
from chalicelib.providers._fetch import Places
from tests.support.network import LeftTheMachine

from .hostile import Host, endless, gives, host, jpeg, leads_to, png, writes

SECRET = "Basic c2VjcmV0"
MOST = 100_000
OK = b"HTTP/1.1 200 OK\r\n"


@pytest.fixture
def cdn() -> Iterator[Host]:
    with host() as made:
        yield made


@pytest.fixture
def hurry(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(_fetch, "TIMEOUT", 0.6)
    monkeypatch.setattr(_fetch, "STEP", 0.4)


def _fetched(cdn: Host, url: str, claimed: str = "image/jpeg") -> Any:
    return _fetch.fetch(url, claimed, MOST, Places(cdn.url), {"Authorization": SECRET})


def _refused(cdn: Host, url: str, claimed: str = "image/jpeg") -> str:
    with pytest.raises(MediaRefused) as refused:
        _fetched(cdn, url, claimed)
    _says_nothing(refused.value, url)
    return refused.value.why


def _says_nothing(error: BaseException, url: str) -> None:
    """No URL, host or credential in the words or in what would be printed with them."""
    assert error.__suppress_context__ or error.__context__ is None
    for secret in (url, url.partition("?")[2], "127.0.0.1", SECRET, "signature"):
        assert not secret or secret not in f"{error!r} {error}"


def test_what_is_there_is_fetched(cdn):
    fetched = _fetched(cdn, cdn.holds("/a?b=c", gives(jpeg(), Content_Type="text/html")))
    assert (fetched.body, fetched.kind) == (jpeg(), "image/jpeg")
    assert [one.credentials for one in cdn.asked] == [SECRET]


@pytest.mark.parametrize("status", [301, 302, 303, 307, 308])
def test_credentials_go_along_no_redirect_not_even_to_the_same_host(cdn, status):
    cdn.holds("/signed?signature=x", gives(png()))
    url = cdn.holds("/a", leads_to("/signed?signature=x", status))
    assert _fetched(cdn, url).kind == "image/png"
    assert [one.credentials for one in cdn.asked] == [SECRET, None]


def test_another_host_is_not_called_at_all(cdn, elsewhere):
    there = elsewhere.holds("/a?signature=x", gives(jpeg()))
    assert _refused(cdn, there) == "media_refused"
    assert _refused(cdn, cdn.holds("/a", leads_to(there))) == "media_refused"
    assert _refused(cdn, cdn.holds("/b", leads_to(there.partition(":")[2]))) == "media_refused"
    assert elsewhere.asked == []


def test_a_third_redirect_is_followed_and_a_fourth_is_not(cdn):
    for n in range(5):
        cdn.holds(f"/{n}", leads_to(f"/{n + 1}"))
    cdn.holds("/5", gives(jpeg()))
    assert _fetched(cdn, f"{cdn.url}/2").kind == "image/jpeg"
    assert _refused(cdn, f"{cdn.url}/1") == "media_refused"


HOSTS = Places("https://api.example", ("cdn.example", ".below.example", "store.example/ours/"))


@pytest.mark.parametrize(
    "url",
    [
        "https://api.example/a",
        "https://cdn.example/a?b",
        "https://CDN.example:443/a",
        "https://one.below.example/a",
        "https://store.example/ours/a",
    ],
)
def test_the_providers_hosts_are_called(url):
    with pytest.raises(LeftTheMachine):  # only the loopback may be: it tried
        _fetch.get(url, MOST, HOSTS)


@pytest.mark.parametrize(
    "url",
    [
        "",
        "some.jpg",
        "//cdn.example/a",
        "http://cdn.example/a",
        "http://api.example/a",
        "ftp://cdn.example/a",
        "file:///etc/passwd",
        "https://cdn.example:8443/a",
        "https://cdn.example:0x50/a",
        "https://api.example@evil.example/a",
        "https://cdn.example@evil.example/a",
        "https://evil.example\\@cdn.example/a",
        "https://evil.example/https://cdn.example/a",
        "https://evil.example?cdn.example",
        "https://evil.example#cdn.example",
        "https://cdn.example.evil.example/a",
        "https://evilcdn.example/a",
        "https://evilbelow.example/a",
        "https://below.example/a",
        "https://cdn.example./a",
        "https://cdn%2eexample/a",
        "https://cdn.example/a b",
        "https://cdn.example/é",
        "https://store.example/a",
        "https://store.example/oursa",
        "https://store.example/",
        "https://127.0.0.1/a",
        "https://[::1]/a",
        "https://[::1/a",
        "https://169.254.169.254/latest/meta-data/",
        "https://2130706433/a",
        "https://localhost/a",
        f"https://{'a' * 300}.below.example/a",
        "https://x..below.example/a",
    ],
)
def test_no_other_host_is(url):
    with pytest.raises(MediaRefused) as refused:
        _fetch.get(url, MOST, HOSTS, {"Authorization": SECRET})
    assert refused.value.why == "media_refused"
    _says_nothing(refused.value, url)


# --- how much, and for how long ----------------------------------------------------------------


def test_what_says_that_it_is_too_large_is_not_read(cdn):
    url = cdn.holds("/a", writes(OK + b"Content-Length: 100001\r\n\r\n", b"x", every=2))
    began = time.monotonic()
    assert _refused(cdn, url) == "media_too_large"
    assert time.monotonic() - began < 1


@pytest.mark.parametrize("chunked", [True, False])
def test_what_never_ends_is_too_large(cdn, chunked):
    url = cdn.holds("/a", endless(jpeg() * 100, chunked=chunked))
    assert _refused(cdn, url) == "media_too_large"


def test_as_much_as_may_be_is_taken_and_a_byte_more_is_not(cdn):
    whole = jpeg().ljust(MOST, b"\0")
    for length in (True, False):
        taken = _fetched(cdn, cdn.holds("/a", gives(whole, length=length)))
        assert taken.body == whole
        assert _refused(cdn, cdn.holds("/b", gives(whole + b"x", length=length))) == (
            "media_too_large"
        )


DRIPS = {
    "the body": [OK + b"Content-Length: 5000\r\n\r\n", *[b"\xff"] * 40],
    "the body without a length": [OK + b"\r\n", *[b"\xff"] * 40],
    "a chunk's length": [OK + b"Transfer-Encoding: chunked\r\n\r\n", *[b"0"] * 40],
    "a chunk": [OK + b"Transfer-Encoding: chunked\r\n\r\n500\r\n", *[b"\xff"] * 40],
    "the headers": [OK, *[b"X"] * 40],
    "the status": [b"H", *[b"T"] * 40],
}


@pytest.mark.parametrize("part", DRIPS)
@pytest.mark.usefixtures("hurry")
def test_who_drips_is_not_waited_for(cdn, part):
    url = cdn.holds("/a", writes(*DRIPS[part], every=0.1))
    began = time.monotonic()
    with pytest.raises(TryLater) as later:
        _fetched(cdn, url)
    assert time.monotonic() - began < 1.2
    _says_nothing(later.value, url)


@pytest.mark.usefixtures("hurry")
def test_the_time_is_for_all_redirects_together(cdn):
    for n in range(3):
        moved = b"HTTP/1.1 302 F\r\nContent-Length: 0\r\nLocation: /%d\r\n\r\n" % (n + 1)
        cdn.holds(f"/{n}", writes(b"", moved, every=0.3))
    cdn.holds("/3", gives(jpeg()))
    with pytest.raises(TryLater):
        _fetched(cdn, f"{cdn.url}/0")


@pytest.mark.usefixtures("hurry")
def test_who_says_nothing_is_not_waited_for(cdn):
    url = cdn.holds("/a", writes(b"", b"", every=0.5))
    with pytest.raises(TryLater):
        _fetched(cdn, url)


# --- what is answered --------------------------------------------------------------------------


@pytest.mark.parametrize("status", [404, 409, 401, 408, 425, 429, 500, 502, 503, 504, 202, 204])
def test_it_may_be_there_later(cdn, status):
    url = cdn.holds("/a?signature=x", gives(b"", status), gives(jpeg()))
    with pytest.raises(TryLater) as later:
        _fetched(cdn, url)
    assert 0 < later.value.after <= 60
    _says_nothing(later.value, url)
    assert _fetched(cdn, url).kind == "image/jpeg"


@pytest.mark.parametrize("status", [400, 403, 406, 410, 451])
def test_it_is_gone(cdn, status):
    assert _refused(cdn, cdn.holds("/a", gives(b"", status))) == "media_gone"


@pytest.mark.parametrize("status", [300, 302, 304])
def test_a_redirect_to_nowhere_is_refused(cdn, status):
    assert _refused(cdn, cdn.holds("/a", gives(b"", status))) == "media_refused"


ODD = {
    "truncated": OK + b"Content-Length: 500\r\n\r\n" + jpeg(),
    "truncated in a chunk": OK + b"Transfer-Encoding: chunked\r\n\r\n500\r\n" + jpeg(),
    "truncated between chunks": OK + b"Transfer-Encoding: chunked\r\n\r\n2\r\n\xff\xd8\r\n",
    "no chunks": OK + b"Transfer-Encoding: chunked\r\n\r\nzz\r\n" + jpeg(),
    "two lengths": OK + b"Content-Length: 5\r\nContent-Length: 9\r\n\r\n" + jpeg(),
    "a huge header": OK + b"X: " + b"x" * 70_000 + b"\r\n\r\n" + jpeg(),
    "many headers": OK + b"X: x\r\n" * 200 + b"\r\n" + jpeg(),
    "no HTTP": b"\xff\xd8\xff\xe0 what?\r\n\r\n",
    "nothing": b"",
    "an empty body": OK + b"Content-Length: 0\r\n\r\n",
}


@pytest.mark.parametrize("what", ODD)
def test_no_whole_answer_is_asked_for_again(cdn, what):
    url = cdn.holds("/a?signature=x", writes(ODD[what]))
    with pytest.raises(TryLater) as later:
        _fetched(cdn, url)
    _says_nothing(later.value, url)


def test_nobody_listens_there(cdn):
    url = cdn.url.replace(cdn.url.rpartition(":")[2], "9")
    with pytest.raises(TryLater):
        _fetch.get(f"{url}/a", MOST, Places(url))


def test_a_length_that_is_none_says_nothing(cdn):
    url = cdn.holds("/a", writes(OK + b"Content-Length: lots\r\n\r\n" + jpeg()))
    assert _fetched(cdn, url).body == jpeg()


def test_what_is_compressed_is_not_opened(cdn):
    bomb = gzip.compress(b"\0" * 10_000_000)
    assert len(bomb) < MOST
    for name in ("gzip", "br", "deflate, gzip"):
        url = cdn.holds("/a", gives(bomb, Content_Encoding=name))
        assert _refused(cdn, url) == "media_refused"
    assert _refused(cdn, cdn.holds("/b", gives(bomb))) == "media_refused"
    assert cdn.asked[0].headers["Accept-Encoding"] == "identity"


@pytest.mark.parametrize("claimed", ["image/jpeg", "video/mp4", "application/pdf", "text/plain"])
def test_a_page_is_no_picture(cdn, claimed):
    page = b"\n <!DOCTYPE html><script>alert(1)</script>"
    url = cdn.holds("/a", gives(page, Content_Type=claimed))
    assert _refused(cdn, url, claimed) == "media_refused"


def test_a_picture_that_would_be_huge_is_not_opened(cdn):
    assert _refused(cdn, cdn.holds("/a", gives(png(60_000, 60_000)))) == "media_too_large"


def test_no_log_has_the_url(cdn, caplog):
    caplog.set_level(logging.DEBUG)
    odd = OK + b"Content-Length: 4\r\n not a header\r\nX\r\n\r\n"
    for answer in (gives(jpeg()), gives(b"", 500), writes(odd), leads_to("//evil.example/")):
        with suppress(MediaRefused, TryLater):
            _fetched(cdn, cdn.holds("/secret?signature=x", answer))
    assert "signature" not in caplog.text
    assert "127.0.0.1" not in caplog.text
