"""What comes with a text reaches the other side on any channel; or it is said that it does not."""

import re
import time
from urllib.parse import urlsplit

import pytest

from chalicelib import media as attachments
from chalicelib import settings
from chalicelib.store import outbox
from chalicelib.texts import say
from simulator.media import PICTURE
from simulator.wire import Text

from ..support.stage import PUBLIC_URL
from .conftest import OpenDesk
from .desks import R1, R2, SHOP, agent, desk
from .phones import Phone
from .story import Story
from .teams import TWO_CHANNELS, WHATSAPP, person
from .wire import goes_through, refused

WS = WHATSAPP + SHOP
PARIS = "+33639980001"
JPEG, VOICE = PICTURE, (b"OggS" + bytes(28) + b"OpusHead" + bytes(40), "audio/ogg")
PNG = (
    bytes.fromhex(
        "89504e470d0a1a0a0000000d49484452000000010000000108060000001f15c4890000000d49444154789c63f8"
        "cfc0f01f0005000201a5a2b5d50000000049454e44ae426082"
    ),
    "image/png",
)
LINK = re.compile(rf"{re.escape(PUBLIC_URL)}/media/[a-z2-7]{{26}}$", re.MULTILINE)


def sends(phone: Phone, to: str, body: str, *pictures: tuple[bytes, str]) -> str:
    """A phone sends a text with these attached."""
    story = phone._story
    story.move(seconds=1)
    sid = story.carrier.text(phone.address, to, body, pictures=pictures)
    story.settle()
    return sid


def came(phone: Phone) -> list[tuple[str, int]]:
    """The words of each text that came, and how much was attached."""
    since = phone._read
    phone.hears()
    return [(text.body, len(text.media_urls)) for text in phone.shown()[since:]]


def bytes_of(text: Text) -> list[bytes]:
    """What was attached to a text of ours, out of the bucket."""
    found = []
    for url in text.media_urls:
        key = urlsplit(url).path.lstrip("/").removeprefix(f"{settings.bucket()}/")
        found.append(settings.s3().get_object(Bucket=settings.bucket(), Key=key)["Body"].read())
    return found


def opened(story: Story, link: str) -> str:
    """Where a link in a text leads to."""
    answer = story._gateway.call("GET", link, {}, b"")
    headers = {name.lower(): value for name, value in answer.headers.items()}
    assert answer.status == 302
    assert (headers["cache-control"], headers["referrer-policy"]) == ("no-store", "no-referrer")
    return str(headers["location"])


@pytest.fixture
def shop(open_desk: OpenDesk) -> Story:
    """Customers on SMS and WhatsApp; Ana works from Montréal, Paul from Paris."""
    two = TWO_CHANNELS.replace(agent("Ben"), person("Paul", PARIS))
    story = open_desk(two.replace("whatsapp:+15145550201", "whatsapp:+15145550999"))
    story.nobody_hears()
    return story


@pytest.fixture
def lea(shop: Story) -> Phone:
    """A customer on WhatsApp."""
    return shop._phone(WHATSAPP + shop.customer(1).address, "en")


@pytest.fixture
def hurry(monkeypatch: pytest.MonkeyPatch) -> None:
    """Nobody waits seconds between two tries."""
    monkeypatch.setattr(attachments, "PAUSES", tuple(p / 100 for p in attachments.PAUSES))


# --- from a customer to agents -----------------------------------------------------------------


def test_a_picture_on_whatsapp_is_an_mms_in_montreal_and_a_link_in_paris(
    shop: Story, lea: Phone
) -> None:
    sends(lea, WS, "This one", JPEG)
    ana, paul = shop.agents()
    [mine] = ana.shown()
    assert mine.body.endswith("This one\n(1 picture)")
    assert bytes_of(mine) == [JPEG[0]]
    [his] = paul.shown()
    assert his.media_urls == ()
    [link] = LINK.findall(his.body)
    assert his.body.endswith(f"This one\n(1 picture)\n{link}")
    where = opened(shop, link)
    assert "response-content-disposition=inline" in where
    assert "response-content-type=image%2Fjpeg" in where


def test_it_is_fetched_once_for_all_who_see_it(
    shop: Story, lea: Phone, monkeypatch: pytest.MonkeyPatch
) -> None:
    fetched = []
    put = settings.s3().put_object

    def counting(**asked: object) -> object:
        fetched.append(asked["Key"])
        return put(**asked)  # type: ignore[arg-type]

    monkeypatch.setattr(settings.s3(), "put_object", counting)
    sends(lea, WS, "This one", JPEG)
    assert len(fetched) == 1


def test_several_pictures_go_in_one_mms_and_in_order(shop: Story, lea: Phone) -> None:
    sends(lea, WS, "These", JPEG, PNG)
    [mine] = shop.agent("Ana").shown()
    assert bytes_of(mine) == [JPEG[0], PNG[0]]


def test_a_voice_message_is_a_link(shop: Story, lea: Phone) -> None:
    sends(lea, WS, "", VOICE)
    [(words, attached)] = came(shop.agent("Ana"))
    assert attached == 0
    assert "(1 voice message)\n" in words
    assert "audio%2Fogg" in opened(shop, LINK.findall(words)[0])


def test_a_link_that_nobody_was_sent_is_told_in_plain_words(shop: Story) -> None:
    for token in ("a" * 26, "x", "%2e%2e", "A" * 26, "a" * 2000):
        answer = shop._gateway.call("GET", f"{PUBLIC_URL}/media/{token}", {}, b"")
        words = answer.body.decode()
        assert answer.status == 404
        assert say("link_gone", "en") in words
        assert say("link_gone", "fr") in words


def test_a_link_runs_out_with_what_it_leads_to(shop: Story, lea: Phone) -> None:
    sends(lea, WS, "", VOICE)
    [(words, _)] = came(shop.agent("Ana"))
    [link] = LINK.findall(words)
    shop.move(days=89)
    opened(shop, link)
    shop.move(days=2)
    assert shop._gateway.call("GET", link, {}, b"").status == 404


def test_a_picture_that_is_not_there_at_first_is_waited_for(shop: Story, lea: Phone) -> None:
    shop.carrier.faults.media_absent = 1
    sends(lea, WS, "This one", JPEG)
    [mine] = shop.agent("Ana").shown()
    assert bytes_of(mine) == [JPEG[0]]


def test_one_that_is_there_seconds_later_does_not_wait_for_the_clock(
    shop: Story, lea: Phone, hurry: None
) -> None:
    shop.carrier.faults.media_absent = len(attachments.PAUSES)
    sends(lea, WS, "This one", JPEG)
    [mine] = shop.agent("Ana").shown()
    assert bytes_of(mine) == [JPEG[0]]


def test_one_that_is_there_a_minute_later_comes_then(shop: Story, lea: Phone, hurry: None) -> None:
    shop.carrier.faults.media_absent = 3 * len(attachments.PAUSES)
    sends(lea, WS, "This one", JPEG)
    assert shop.nobody_hears(*shop.agents())
    shop.carrier.faults.media_absent = 0
    shop.later(minutes=1)
    [mine] = shop.agent("Ana").shown()
    assert bytes_of(mine) == [JPEG[0]]


def test_the_words_do_not_wait_for_ever(shop: Story, lea: Phone, hurry: None) -> None:
    shop.carrier.faults.media_absent = 1000
    sends(lea, WS, "This one", JPEG)
    shop.later(minutes=1)
    [(words, attached)] = came(shop.agent("Ana"))
    lost = say("media_not_there", "en", what="1 picture")
    assert (words.endswith(f"This one\n{lost}"), attached) == (True, 0)


@pytest.mark.parametrize(
    ("picture", "why"),
    [
        ((JPEG[0] + bytes(16_000_001), "image/jpeg"), "media_too_large"),
        ((b"<html><script>alert(1)</script></html>", "image/jpeg"), "media_refused"),
        ((b"MZ" + bytes(200), "application/x-msdownload"), "media_not_taken"),
    ],
)
def test_what_is_not_passed_on_is_said_plainly(
    shop: Story, lea: Phone, picture: tuple[bytes, str], why: str
) -> None:
    sends(lea, WS, "This one", picture)
    for phone in shop.agents():
        [(words, attached)] = came(phone)
        what = "1 picture" if picture[1].startswith("image") else "1 file"
        said = say(why, "en", what=what)
        assert (words.split("\n")[-2:], attached) == (["This one", said], 0)


@pytest.mark.parametrize("url", ["https://evil.example/1.jpg", "http://169.254.169.254/", "x"])
def test_nothing_is_fetched_from_anywhere_but_the_provider(
    shop: Story, lea: Phone, url: str
) -> None:
    form = shop.form(lea.address, WS, "This one", MediaUrl0=url, MediaContentType0="image/jpeg")
    assert shop.post(form | {"NumMedia": "1"}).status == 200
    shop.settle()
    for phone in shop.agents():
        [(words, attached)] = came(phone)
        assert words.split("\n")[-1].startswith("(1 picture: ")
        assert (LINK.findall(words), attached) == ([], 0)


def test_one_bad_of_two_does_not_keep_the_other(shop: Story, lea: Phone) -> None:
    sends(lea, WS, "These", (b"<html></html>", "image/jpeg"), PNG)
    [mine] = shop.agent("Ana").shown()
    said = say("media_refused", "en", what="1 picture")
    assert mine.body.split("\n")[-3:] == ["These", "(2 pictures)", said]
    assert bytes_of(mine) == [PNG[0]]


def test_fetching_ends_with_the_function(shop: Story, lea: Phone) -> None:
    ana = shop.agent("Ana")
    shop.begin(lea, ana, to=WS)
    shop.carrier.faults.media_absent = 1000
    shop.carrier.text(lea.address, WS, "These", pictures=[JPEG, PNG])
    assert shop.carrier.wait_idle(20)
    [entry] = outbox.pending(f"a-{shop.desk.agents[0].id}")
    assert attachments.kept(entry, time.monotonic() - 1) is None  # nothing was tried: go on later
    found = attachments.kept(entry, time.monotonic() + 0.5)
    assert found
    assert [one.why for one in found] == ["media_not_there", "media_not_there"]


def test_a_webhook_that_comes_twice_brings_one_picture(shop: Story, lea: Phone) -> None:
    shop.carrier.faults.deliver_twice = True
    sends(lea, WS, "This one", JPEG)
    assert [attached for _, attached in came(shop.agent("Ana"))] == [1]


def test_what_follows_stays_behind_it(shop: Story, lea: Phone) -> None:
    relay = shop.begin(lea, shop.agent("Ana"), to=WS)
    sends(lea, WS, "First", JPEG)
    lea.texts(WS, "Second")
    assert came(shop.agent("Ana")) == [("First\n(1 picture)", 1), ("Second", 0)]
    assert relay == R1


def test_who_takes_a_thread_gets_its_pictures(shop: Story, lea: Phone) -> None:
    sends(lea, WS, "This one", JPEG)
    ana, paul = shop.agents()
    ana.texts(R1, "Looking")
    shop.nobody_hears()
    paul.texts(R1, "/take 101")
    [(words, _)] = came(paul)
    assert len(LINK.findall(words)) == 1


def test_a_picture_in_a_story_reaches_who_is_passed_the_thread(shop: Story, lea: Phone) -> None:
    ana, paul = shop.agents()
    relay = shop.begin(lea, paul, to=WS)
    sends(lea, WS, "And this", JPEG)
    shop.nobody_hears()
    paul.texts(relay, "/pass ana")
    [mine] = [text for text in ana.shown() if text.media_urls]
    assert bytes_of(mine) == [JPEG[0]]


# --- on WhatsApp to an agent ----------------------------------------------------------------------


@pytest.fixture
def app(open_desk: OpenDesk) -> tuple[Story, Phone, Phone]:
    """Ana works from WhatsApp alone: the desk, her phone, a customer's."""
    toml = desk(
        person("Ana", f"{WHATSAPP}+15145550201"),
        relays=(WHATSAPP + R1, WHATSAPP + R2),
        inboxes=f'[[inboxes]]\nname = "support"\naddresses = ["{SHOP}", "{WS}"]',
    )
    story = open_desk(toml)
    story.nobody_hears()
    return story, story.agent("Ana"), story.customer(1)


def test_several_pictures_follow_one_another(app: tuple[Story, Phone, Phone]) -> None:
    _, ana, lea = app
    sends(lea, SHOP, "These", JPEG, PNG, JPEG)
    first, second, third = ana.shown()
    assert first.body.endswith("These\n(3 pictures)")
    assert [second.body, third.body] == ["", ""]
    found = [bytes_of(one) for one in (first, second, third)]
    assert found == [[JPEG[0]], [PNG[0]], [JPEG[0]]]


def test_words_come_before_a_voice_message(app: tuple[Story, Phone, Phone]) -> None:
    _, ana, lea = app
    sends(lea, SHOP, "Listen", VOICE)
    words, voice = ana.shown()
    assert (words.body.endswith("Listen\n(1 voice message)"), words.media_urls) == (True, ())
    assert (voice.body, bytes_of(voice)) == ("", [VOICE[0]])


def test_a_picture_counts_as_shown(app: tuple[Story, Phone, Phone]) -> None:
    """The answer to it is for who sent it."""
    _, ana, lea = app
    sends(lea, SHOP, "These", JPEG, PNG)
    ana.texts(WHATSAPP + R1, "Nice")
    assert lea.hears()[-1].body == "Nice"


# --- from an agent to a customer ------------------------------------------------------------------


def answered(shop: Story, customer: Phone, to: str = SHOP) -> tuple[Phone, str]:
    """Ana's phone, and the number on which she and this customer write to each other."""
    ana = shop.agent("Ana")
    return ana, shop.begin(customer, ana, to=to)


@pytest.mark.parametrize("words", ["Like this", ""])
def test_an_agents_picture_reaches_the_customer_by_mms(shop: Story, words: str) -> None:
    customer = shop.customer(2)
    ana, relay = answered(shop, customer)
    sends(ana, relay, words, JPEG)
    last = customer.shown()[-1]
    assert (last.body, last.sender, bytes_of(last)) == (words, SHOP, [JPEG[0]])
    assert shop.nobody_hears(ana)


def test_and_by_whatsapp_one_after_the_other(shop: Story, lea: Phone) -> None:
    ana, relay = answered(shop, lea, WS)
    sends(ana, relay, "Like these", JPEG, PNG)
    assert came(lea) == [("Like these", 1), ("", 1)]
    assert shop.nobody_hears(ana)


def test_and_by_a_link_where_the_channel_cannot(shop: Story) -> None:
    customer = shop._phone("+33639980077", "en")
    ana, relay = answered(shop, customer)
    sends(ana, relay, "Like this", JPEG)
    [(words, attached)] = came(customer)
    [link] = LINK.findall(words)
    assert (words, attached) == (f"Like this\n(1 picture) {link}", 0)
    opened(shop, link)


def test_a_refused_one_is_told_to_its_writer_and_the_words_leave(shop: Story) -> None:
    customer = shop.customer(2)
    ana, relay = answered(shop, customer)
    sends(ana, relay, "Like this", (b"<html></html>", "image/jpeg"))
    assert came(customer) == [("Like this", 0)]
    reason = say("reason_media_refused", "en")
    said = ana.words("not_delivered", n=101, q="(1 picture)", reason=reason)
    assert came(ana) == [(said, 0)]


def test_a_refused_one_without_words_leaves_nothing(shop: Story) -> None:
    customer = shop.customer(2)
    ana, relay = answered(shop, customer)
    sends(ana, relay, "", (b"<html></html>", "image/jpeg"))
    assert shop.nobody_hears(customer)
    reason = say("reason_media_refused", "en")
    said = ana.words("not_delivered", n=101, q="(1 picture)", reason=reason)
    assert came(ana) == [(said, 0)]


def test_a_held_picture_is_asked_about_and_sent(open_desk: OpenDesk) -> None:
    story = open_desk(desk(agent("Ana"), relays=(R1,)))
    ana, first, second = story.agent("Ana"), story.customer(1), story.customer(2)
    story.begin(first, ana)
    second.texts(SHOP, "And mine?")
    story.nobody_hears()
    sends(ana, R1, "", JPEG)
    [(asked, _)] = came(ana)
    assert asked.startswith('* NOT SENT yet: "(1 picture)". For whom?')
    assert story.nobody_hears(first, second)
    digit = re.findall(r"(\d) = customer #101", asked)[0]
    ana.answers(R1, digit)
    assert came(first) == [("", 1)]
    assert story.nobody_hears(second)


def test_a_picture_with_a_command_is_said_not_to_go(shop: Story, lea: Phone) -> None:
    ana, relay = answered(shop, lea, WS)
    sends(ana, relay, "/done", JPEG)
    assert came(ana) == [(ana.words("held_media", q="/done"), 0)]


# --- what goes wrong ----------------------------------------------------------------------------


def test_without_a_bucket_the_words_leave(
    shop: Story, lea: Phone, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("GUICHET_BUCKET")
    sends(lea, WS, "This one", JPEG)
    shop.later(minutes=1)
    [(words, _)] = came(shop.agent("Ana"))
    assert words.endswith(say("media_not_there", "en", what="1 picture"))


@pytest.mark.parametrize("late", [False, True], ids=["at once", "by a status"])
def test_what_the_provider_does_not_take_attached_goes_as_a_link(
    shop: Story, lea: Phone, late: bool
) -> None:
    ana, relay = answered(shop, lea, WS)
    shop.carrier.faults.no_callbacks = late
    shop.wire.next_sends(goes_through if late else refused(400, 21620))
    sends(lea, WS, "This one", JPEG)
    if late:
        [failed] = [text for text in ana.shown() if text.media_urls]
        for _ in range(2):
            shop.report(failed, "undelivered", 30011)
        shop.settle()
    [words] = [words for words, attached in came(ana) if not attached]
    assert words.startswith("This one\n(1 picture)\nhttps://")
    opened(shop, LINK.findall(words)[0])
    ana.texts(relay, "Nice")
    assert lea.hears()[-1].body == "Nice"


def test_so_does_an_agents_and_nobody_has_to_do_anything(shop: Story, lea: Phone) -> None:
    ana, relay = answered(shop, lea, WS)
    shop.wire.next_sends(refused(400, 63021))
    sends(ana, relay, "Like these", JPEG, PNG)
    [(words, attached), follows] = came(lea)
    assert (words.split(" https")[0], attached) == ("Like these\n(1 picture)", 0)
    assert follows == ("", 1)
    assert shop.nobody_hears(ana)


def test_a_text_that_is_put_back_takes_its_pictures_along_later(shop: Story, lea: Phone) -> None:
    ana, relay = answered(shop, lea, WS)
    shop.carrier.faults.rest_status = 429
    sends(ana, relay, "Like these", JPEG, PNG)
    assert shop.nobody_hears(lea)
    shop.carrier.faults.rest_status = 0
    shop.later(minutes=2)
    assert came(lea) == [("Like these", 1), ("", 1)]
