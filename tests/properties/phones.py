"""What an agent's phone shows, late and out of order, and what its owner means by a text.

The owner answers what the phone shows. In the conversation with one relay number, a text without a
number is meant for the thread of the last thing seen there: a customer's words, or the owner's own
last text that was sent. That is book-keeping of the model's own; the rules never see it.

What the model leaves out is marked `The model's bound`, here and in `people.py` and `machines.py`.
"""

from collections.abc import Iterable
from dataclasses import dataclass, field

from chalicelib.models import HOUR
from chalicelib.rules.addressing import CROSSING
from chalicelib.rules.questions import READ

HINDSIGHT = 12 * HOUR
"""The model's bound: nobody adds a text, without its number, to a thread they have known for so
long (ms) to be somebody else's, or closed, or to have come back on another number. With
`Shape.latest` and the hour that an agent's text may take, it stays within the 24 hours for which a
thread that is gone is a candidate anyway."""

WORDS = frozenset(
    {"new", "more", "reopened", "took", "relay", "thanks", "rest", "passed", "remind"}
)
"""The kinds of entries that carry a customer's words."""


@dataclass(frozen=True)
class Item:
    """One thing in a conversation: `at` is when it shows. `kind` is an entry's, or `mine`."""

    at: int
    order: int
    kind: str
    body: str
    thread: int | None = None
    text_id: str = ""
    over: bool = False
    """It says that its thread is somebody else's, or closed."""
    claimed: tuple[int, int] = (0, 0)
    """When the drain claimed it, so that the line counts it as shown: in the order of things, and
    the time."""
    about: tuple[str, ...] = ()
    """The owner's texts that it asks about, for a question."""
    held: int = 0
    """The stamp of what it asks about."""


@dataclass
class Phone:
    """An agent's phone: a conversation for each relay number."""

    address: str
    conversations: dict[str, list[Item]] = field(default_factory=dict)
    left: dict[int, tuple[int, int]] = field(default_factory=dict)
    """Threads that its owner closed or gave back: when, and its place in the order of things."""
    held: list[int] = field(default_factory=list)
    """What texts that were held had been meant for: their owner may write them again."""
    not_sent: set[str] = field(default_factory=set)
    """The owner's texts that were not passed on."""
    taken_in: dict[str, tuple[int, int]] = field(default_factory=dict)
    """The owner's texts that were: when, in the order of things, and the time."""

    def add(self, number: str, item: Item) -> None:
        self.conversations.setdefault(number, []).append(item)

    def seen(self, number: str, now: int) -> list[Item]:
        """A conversation as it shows now, oldest first."""
        items = (item for item in self.conversations.get(number, ()) if item.at <= now)
        return sorted(items, key=lambda item: (item.at, item.order))

    def meant(self, number: str, now: int) -> int | None:
        """The thread that a text without a number is for, written here now; None: for none."""
        about = [item for item in self.seen(number, now) if item.thread and self._speaks(item)]
        if not about:
            return None
        thread = about[-1].thread or 0
        over = any(self._is_over(thread, where, now) for where in (self.conversations, [number]))
        doubtful = over or self._crossed(number, about[-1])
        return None if doubtful else thread

    def is_up_to_date(self, number: str, now: int) -> bool:
        """Whether what was handed over last for this conversation also shows last."""
        came = [item for item in self.conversations.get(number, ()) if item.kind != "mine"]
        shown = [item for item in self.seen(number, now) if item.kind != "mine"]
        return bool(shown) and shown[-1] is max(came, key=lambda item: item.claimed)

    def overtaken(self, number: str, item: Item) -> list[Item]:
        """What was claimed for this conversation after `item`, shown or not."""
        came = self.conversations.get(number, ())
        return [other for other in came if other.claimed > item.claimed and other.kind != "mine"]

    def question(self, number: str, now: int) -> Item | None:
        """The question that shows last in a conversation, when there was time to read it."""
        shown = self.seen(number, now)[::-1]
        last = next((item for item in shown if item.kind == "question"), None)
        return last if last and now - last.at > READ else None

    def known(self, now: int) -> list[int]:
        """Every thread whose customer's words show anywhere on the phone."""
        items = [item for number in self.conversations for item in self.seen(number, now)]
        return sorted({item.thread for item in items if item.thread and item.kind in WORDS})

    def _is_over(self, thread: int, numbers: Iterable[str], now: int) -> bool:
        """Known for long to be somebody else's or closed: nothing newer of it has shown since.

        `numbers` are the conversations looked at: a thread may come back on another number.
        """
        items = [
            item
            for number in numbers
            for item in self.seen(number, now)
            if item.thread == thread and (item.kind in WORDS or item.kind == "gone")
        ]
        newest = max(items, key=lambda item: item.order, default=None)
        left, order = self.left.get(thread, (0, 0))
        # What was under way when its owner left the thread does not give it back.
        told = order > (newest.claimed[0] or newest.order) if newest else bool(left)
        told = told or (newest is not None and newest.over)
        return told and now - max(left, *(item.at for item in items), 0) > HINDSIGHT

    def _crossed(self, number: str, last: Item) -> bool:
        """Whether `last` was under way while its thread was answered here, and another one was
        written to after that. Then the line counts `last` as answered, which its owner never saw.

        The model's bound, for what took longer than `CROSSING`: the rules hold it within that.
        """
        mine = [
            (*self.taken_in[item.text_id], item.thread)
            for item in self.conversations.get(number, ())
            if item.kind == "mine" and item.text_id in self.taken_in
        ]
        order, left = last.claimed
        answered = [
            at
            for at, time, thread in mine
            if thread == last.thread and at > order > 0 and time - left >= CROSSING
        ]
        return any(t != last.thread and at > min(answered, default=at) for at, _, t in mine)

    def _speaks(self, item: Item) -> bool:
        sent = item.kind == "mine" and item.text_id not in self.not_sent
        return sent or item.kind in WORDS
