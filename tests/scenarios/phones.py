"""The phones of a story, and what they show."""

from typing import TYPE_CHECKING, Any, NamedTuple

from chalicelib.texts import say
from simulator.wire import Text

if TYPE_CHECKING:
    from .story import Story


class Got(NamedTuple):
    """A text as a phone shows it: the number it came from, and its words."""

    sender: str
    body: str


class Phone:
    """Somebody's phone."""

    def __init__(self, story: "Story", address: str, language: str) -> None:
        self.address, self.language = address, language
        self._story = story
        self._read = 0

    def texts(self, to: str, body: str, media: int = 0, **more: Any) -> str:
        """Sends a text, and lets everything come to rest; returns its sid.

        `more` as in `Carrier.text`: `pictures`, and `extra` parameters of the webhook.
        """
        self._story.move(seconds=1)
        sid = self._story.carrier.text(self.address, to, body, media, **more)
        self._story.settle()
        return sid

    def answers(self, to: str, body: str) -> str:
        """The same half a minute later, when whatever came last has long been read."""
        self._story.move(seconds=30)
        return self.texts(to, body)

    def signs(self, name: str, to: str, body: str) -> str:
        """Sends a text with the name of its writer, as WhatsApp and RCS do; so from now on."""
        self._story.profiles[self.address] = name
        return self.texts(to, body)

    def quotes(self, to: str, sid: str, body: str) -> None:
        """Sends an answer to the text `sid`, as WhatsApp marks it."""
        form = self._story.form(self.address, to, body, OriginalRepliedMessageSid=sid)
        assert self._story.post(form).status == 200
        self._story.settle()

    def shown(self) -> list[Text]:
        """Every text that came to this phone, oldest first."""
        came = [t for t in self._story.carrier.texts() if t.to == self.address]
        return [t for t in came if t.status in ("sent", "delivered")]

    def hears(self) -> list[Got]:
        """What came since this was last asked."""
        came = self.shown()[self._read :]
        self._read += len(came)
        return [Got(t.sender, t.body) for t in came]

    def sid(self, body: str) -> str:
        """The sid of the last text shown here that has these words in it."""
        return next(t.sid for t in reversed(self.shown()) if body in t.body)

    def words(self, key: str, *texts: str, **values: Any) -> str:
        """The desk's own words to this phone, with what people wrote on the lines below."""
        values.setdefault("c", None)
        return "\n".join((say(key, self.language, **values), *texts))
