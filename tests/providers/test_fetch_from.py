"""Where Twilio and Meta keep attachments, and who is told the credentials."""

import base64
import json
from collections.abc import Iterator

import pytest

from chalicelib.errors import MediaRefused, TryLater
from chalicelib.models import Media
from chalicelib.providers import meta, twilio
from chalicelib.providers.base import Provider
from chalicelib.settings import Credentials
from tests.support.graph import ACCESS_TOKEN, graph
from tests.support.network import LeftTheMachine

from .hostile import Host, gives, host, jpeg, leads_to, png

SID, TOKEN = "AC" + "1" * 32, "2" * 32
BASIC = "Basic " + base64.b64encode(f"{SID}:{TOKEN}".encode()).decode()
PATH = f"/2010-04-01/Accounts/{SID}/Messages/MM{'3' * 32}/Media/ME{'4' * 32}"
BEARER = f"Bearer {ACCESS_TOKEN}"
GRAPH = "https://graph.facebook.com/v25.0"
MOST = 10_000


@pytest.fixture
def api() -> Iterator[Host]:
    with host() as made:
        yield made


def _twilio(url: str = "https://api.twilio.com") -> Provider:
    secrets = {"TWILIO_ACCOUNT_SID": SID, "TWILIO_AUTH_TOKEN": TOKEN}
    return twilio.Provider(Credentials(secrets=secrets, urls={"TWILIO_API_URL": url}))


def _meta(url: str = "https://graph.facebook.com") -> Provider:
    secrets = {"META_ACCESS_TOKEN": ACCESS_TOKEN}
    return meta.Provider(Credentials(secrets=secrets, urls={"META_API_URL": url}))


def _why(provider: Provider, url: str) -> str:
    with pytest.raises(MediaRefused) as refused:
        provider.fetch(Media(url=url, kind="image/jpeg"), MOST)
    assert not url or url not in str(refused.value)
    return refused.value.why


@pytest.mark.parametrize(
    "named", ["", "https://api.twilio.com", "https://api.ie1.twilio.com"], ids=lambda n: n[8:]
)
def test_twilio_is_asked_with_credentials_and_its_network_without(api, named):
    api.holds(PATH, leads_to("/signed?signature=x", 307))
    api.holds("/signed?signature=x", gives(jpeg()))
    media = Media(url=f"{named or api.url}{PATH}", kind="image/jpeg")
    assert _twilio(f"{api.url}/").fetch(media, MOST).body == jpeg()
    assert [one.path for one in api.asked] == [PATH, "/signed?signature=x"]
    assert [one.credentials for one in api.asked] == [BASIC, None]


def test_twilio_is_asked_again_where_it_is_not_there_yet(api):
    media = Media(url=api.holds(PATH, gives(b"", 404), gives(png())), kind="image/jpeg")
    with pytest.raises(TryLater):
        _twilio(api.url).fetch(media, MOST)
    assert _twilio(api.url).fetch(media, MOST).kind == "image/png"


@pytest.mark.parametrize(
    "path",
    [
        "/2010-04-01/Accounts.json",
        f"/2010-04-01/Accounts/{SID}/Messages.json",
        f"{PATH}/../../../../Messages.json",
        f"{PATH}?a=b",
        f"{PATH}.json",
        PATH.rpartition("/")[0],
    ],
)
def test_twilio_is_told_the_credentials_for_nothing_but_an_attachment(api, path):
    for start in (api.url, "https://api.twilio.com"):
        assert _why(_twilio(api.url), f"{start}{path}") == "media_gone"
    assert api.asked == []


def test_twilio_leads_to_no_stranger(api, elsewhere):
    there = elsewhere.holds(PATH, gives(jpeg()))
    assert _why(_twilio(api.url), there) == "media_refused"
    assert _why(_twilio(api.url), api.holds(PATH, leads_to(there))) == "media_refused"
    assert elsewhere.asked == []


TWILIOS = [
    "https://mms.twiliocdn.com/AC1/2?Expires=1&Signature=2",
    "https://media.twiliocdn.com/AC1/2",
    "https://s3-external-1.amazonaws.com/media.twiliocdn.com/AC1/2",
]
METAS = [
    "https://lookaside.fbsbx.com/whatsapp_business/attachments/?mid=1",
    "https://lookaside.fbsbx.com/ig_messaging_cdn/?asset_id=1&signature=2",
    "https://scontent.xx.fbcdn.net/v/t1.15752-9/1.jpg?oh=2",
    "https://cdn.fbsbx.com/v/1.mp4",
    "https://scontent.cdninstagram.com/v/1.jpg",
]


@pytest.mark.parametrize(
    ("provider", "urls"), [(_twilio(), TWILIOS), (_meta(), METAS)], ids=["twilio", "meta"]
)
def test_each_calls_its_own_network_and_not_the_others(provider, urls):
    for url in urls:
        with pytest.raises(LeftTheMachine):  # only the loopback may be: it tried
            provider.fetch(Media(url=url, kind="image/jpeg"), MOST)
    strangers = {*TWILIOS, *METAS, "https://s3-external-1.amazonaws.com/another/AC1/2"}
    for url in strangers - set(urls):
        assert _why(provider, url) == "media_refused"


def test_what_was_never_there_is_refused():
    assert _why(_twilio(), "") == _why(_meta(), "") == "media_refused"


def test_without_credentials_it_waits_for_the_operator():
    for provider, url in (
        (twilio.Provider(Credentials()), f"https://api.twilio.com{PATH}"),
        (meta.Provider(Credentials()), f"{GRAPH}/1"),
    ):
        with pytest.raises(TryLater):
            provider.fetch(Media(url=url, kind="image/jpeg"), MOST)


def test_meta_says_where_a_picture_of_whatsapp_is(api):
    with graph() as stand_in:
        mine = stand_in.hold(png(), "image/png")
        media = Media(url=f"{GRAPH}/{mine}", kind="image/jpeg")
        fetched = stand_in.provider().fetch(media, MOST)
        assert (fetched.body, fetched.kind) == (png(), "image/png")
        assert [one.headers["Authorization"] for one in stand_in.fetched] == [BEARER] * 2


@pytest.mark.parametrize("status", [400, 401, 403, 404, 429, 500])
def test_a_picture_is_not_lost_because_metas_token_ran_out_meanwhile(api, status):
    """Or because of too many calls: what is refused for good is never asked for again."""
    api.holds("/v25.0/7", gives(b'{"error": {"code": 190}}', status))
    with pytest.raises(TryLater) as raised:
        _meta(api.url).fetch(Media(url=f"{GRAPH}/7", kind="image/jpeg"), MOST)
    assert "http" not in f"{raised.value!r}"


def _says(api: Host, **found: object) -> str:
    api.holds("/v25.0/7", gives(json.dumps(found).encode()))
    return f"{GRAPH}/7"


def test_meta_leads_to_no_stranger_and_tells_none_the_token(api, elsewhere):
    there = elsewhere.holds("/a", gives(jpeg()))
    assert _why(_meta(api.url), _says(api, url=there)) == "media_refused"
    assert _why(_meta(api.url), _says(api, url="")) == "media_refused"
    url = _says(api, url=api.holds("/file", leads_to("/other")))
    api.holds("/other", gives(jpeg()))
    assert _meta(api.url).fetch(Media(url=url, kind="image/jpeg"), MOST).body == jpeg()
    assert [one.credentials for one in api.asked][-3:] == [BEARER, BEARER, None]
    assert elsewhere.asked == []


def test_the_graph_itself_leads_nowhere(api):
    api.holds("/v25.0/7", leads_to("https://lookaside.fbsbx.com/1"))
    assert _why(_meta(api.url), f"{GRAPH}/7") == "media_refused"


def test_meta_says_beforehand_that_it_is_too_large(api):
    url = _says(api, url=f"{api.url}/file", file_size=MOST + 1)
    assert _why(_meta(api.url), url) == "media_too_large"
    assert [one.path for one in api.asked] == ["/v25.0/7"]
    for size in ("9" * 5000, None, "much"):
        url = _says(api, url=api.holds("/file", gives(jpeg())), file_size=size)
        assert _meta(api.url).fetch(Media(url=url, kind="image/*"), MOST).kind == "image/jpeg"


@pytest.mark.parametrize("said", [b"[]", b"{", b"\xff", b"[" * 50_000, b'{"url": 7}'])
def test_what_meta_says_may_be_nonsense(api, said):
    api.holds("/v25.0/7", gives(said))
    with pytest.raises((MediaRefused, TryLater)):
        _meta(api.url).fetch(Media(url=f"{GRAPH}/7", kind="image/jpeg"), MOST)
