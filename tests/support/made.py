"""Made-up desks, agents, customers and texts: what rules and store are tested with.

Each builder takes what a test is about by name; the rest is as ordinary as can be. Times are
milliseconds; `NOW` is Monday 16 November 2026, noon in Montreal.
"""

from typing import Any

from chalicelib.models import (
    DAY,
    HOUR,
    MINUTE,
    Agent,
    ClosedThread,
    Contact,
    Desk,
    Entry,
    EntryKind,
    InboundMessage,
    Inbox,
    Line,
    Message,
    OpenThread,
    Profile,
    Roster,
    Shown,
    Spot,
    ThreadRecord,
    Told,
)
from chalicelib.rules.turn import Lists, Turn, View

NOW = 1_794_848_400_000

BUSINESS = "+15145550100"
SALES = "+15145550110"
RELAYS = ("+15145550101", "+15145550102")
SERVICE = "+15145550109"
CUSTOMER = "+15145550900"
ANNA, BEN, CHLOE = "+15145550201", "+15145550202", "+15145550203"

_KEY = "made-up"


def desk(agents: tuple[Agent, ...] | None = None, **changes: Any) -> Desk:
    """A desk of three agents, two inboxes (`support`, `sales`) and two relay numbers."""
    found = Desk(
        key=_KEY,
        name="Atelier Vélo",
        language="en",
        timezone="America/Montreal",
        relay_numbers=RELAYS,
        inboxes=(
            Inbox(name="support", addresses=(BUSINESS, f"whatsapp:{BUSINESS}")),
            Inbox(name="sales", addresses=(SALES,)),
        ),
        agents=agents if agents is not None else (anna(), ben(), chloe()),
    )
    return found.but(**changes)


def identify(address: str) -> str:
    """An address's id at every made-up desk."""
    empty = Desk(
        key=_KEY, name="", language="en", timezone="UTC", relay_numbers=(), inboxes=(), agents=()
    )
    return empty.identify(address)


def agent(name: str, address: str, **changes: Any) -> Agent:
    """An agent of the inbox `support` who reads English."""
    found = Agent(
        id=identify(address), name=name, addresses=(address,), inboxes=("support",), language="en"
    )
    return found.but(**changes)


def anna(**changes: Any) -> Agent:
    """Anna of `support`."""
    return agent("Anna", ANNA, **changes)


def ben(**changes: Any) -> Agent:
    """Ben of `support`."""
    return agent("Ben", BEN, **changes)


def chloe(**changes: Any) -> Agent:
    """Chloe of `support`, who reads French."""
    return agent("Chloe", CHLOE, **{"language": "fr", **changes})


def crew(count: int, **changes: Any) -> tuple[Agent, ...]:
    """So many agents of `support`: A00, A01, …"""
    return tuple(agent(f"A{i:02}", f"+1514556{i:04}", **changes) for i in range(count))


def spot(address: str = ANNA, number: str = RELAYS[0]) -> Spot:
    """Where an agent is shown something."""
    return Spot(address, number)


def shown(thread: int = 142, contact: str | None = None, **changes: Any) -> Shown:
    """A thread relayed ten minutes ago and not answered yet; a contact of its own by default."""
    found = Shown(
        thread=thread,
        contact=contact or f"k{thread}",
        name=f"Name{thread}",
        allotted=NOW - 10 * MINUTE,
        relayed=NOW - 10 * MINUTE,
        pending=True,
    )
    return found.but(**changes)


def line(
    *threads: Shown, who: Agent | None = None, where: Spot | None = None, **changes: Any
) -> Line:
    """A line of Anna's that showed these threads, the last one last."""
    owner = who or anna()
    here = where or Spot(owner.addresses[0], RELAYS[0])
    last = threads[-1] if threads else None
    found = Line(
        id=desk().line_id(here),
        agent=owner.id,
        spot=here,
        version=1,
        shown=threads,
        last="thread" if last else "",
        last_thread=last.thread if last else None,
        at=max((max(s.relayed, s.wrote) for s in threads), default=0),
    )
    return found.but(**changes)


def thread(number: int = 142, **changes: Any) -> OpenThread:
    """An open thread of `support` that nobody has, whose texts were all shown."""
    found = OpenThread(
        number=number,
        inbox="support",
        ours=BUSINESS,
        theirs=CUSTOMER,
        opened=NOW - HOUR,
        heard=NOW - 10 * MINUTE,
        shown=NOW - 10 * MINUTE,
    )
    return found.but(**changes)


def closed(number: int = 142, **changes: Any) -> ClosedThread:
    """A thread of `support` that Anna resolved half an hour ago."""
    found = ClosedThread(
        number=number,
        inbox="support",
        ours=BUSINESS,
        theirs=CUSTOMER,
        opened=NOW - DAY,
        closed=NOW - 30 * MINUTE,
        owner=anna().id,
        spot=spot(),
    )
    return found.but(**changes)


def contact(*threads: OpenThread | ClosedThread, **changes: Any) -> Contact:
    """Marie, a customer on SMS, with these threads."""
    found = Contact(
        id=identify(CUSTOMER),
        version=3,
        stamp=NOW - 10 * MINUTE,
        addresses=(CUSTOMER,),
        name="Marie",
        threads=tuple(t for t in threads if isinstance(t, OpenThread)),
        closed=tuple(t for t in threads if isinstance(t, ClosedThread)),
    )
    return found.but(**changes)


def inbound(body: str = "Hello", **changes: Any) -> InboundMessage:
    """A customer's text to the business number."""
    found = InboundMessage(
        provider="twilio", id="SM0000000001", sender=CUSTOMER, recipient=BUSINESS, body=body
    )
    return found.but(**changes)


def from_agent(body: str, **changes: Any) -> InboundMessage:
    """Anna's text on her first line."""
    return inbound(body, **{"sender": ANNA, "recipient": RELAYS[0], **changes})


def turn(
    body: str = "On our way",
    *lines: Line,
    whose: Contact | None = None,
    profile: Profile | None = None,
    lists: Lists | None = None,
    who: Agent | None = None,
    at: Desk | None = None,
    now: int = NOW,
    **changes: Any,
) -> Turn:
    """A text of Anna's on her first line, with what she was shown; `changes` are the text's."""
    author = who or anna()
    state = profile or Profile(agent=author.id, version=1, stamp=NOW - HOUR)
    return Turn(
        agent=author,
        desk=at or desk(),
        message=from_agent(body, **{"sender": author.addresses[0], **changes}),
        view=View(profile=state, lines=lines),
        now=now,
        contact=whose,
        lists=lists or Lists(),
    )


def entry(kind: EntryKind = "relay", text: str = "Hello", **changes: Any) -> Entry:
    """A text for Anna about Marie's thread 142, on her first line."""
    found = Entry(
        recipient=f"a-{anna().id}",
        stamp=NOW,
        n="0000000001-0",
        kind=kind,
        due=NOW + 30_000,
        sender=RELAYS[0],
        to=ANNA,
        text=text,
        agent=anna().id,
        contact=identify(CUSTOMER),
        thread=142,
        written=NOW,
    )
    return found.but(**changes)


def look(**changes: Any) -> Entry:
    """A look at Marie's thread 142 by the worker of `support`."""
    found = Entry(
        recipient="i-support",
        stamp=NOW - 1000,
        n="0000000001-9",
        kind="look",
        contact=identify(CUSTOMER),
        thread=142,
    )
    return found.but(**changes)


def record(number: int = 142, **changes: Any) -> ThreadRecord:
    """The record of Marie's open thread, told to nobody."""
    found = ThreadRecord(
        number=number,
        contact=identify(CUSTOMER),
        inbox="support",
        opened=NOW - HOUR,
        name="Marie",
        told=(),
    )
    return found.but(**changes)


def told(
    *agents: Agent, number: str = RELAYS[0], shown: int = NOW - 10 * MINUTE
) -> tuple[Told, ...]:
    """These agents, told on a line of what was written up to `shown`."""
    return tuple(Told(agent=a.id, spot=Spot(a.addresses[0], number), shown=shown) for a in agents)


def rows(*agents: Agent, **changes: Any) -> tuple[Roster, ...]:
    """The roster's rows of these agents."""
    return tuple(Roster(agent=a.id).but(**changes) for a in agents)


def text(body: str, stamp: int = NOW - 10 * MINUTE, **changes: Any) -> Message:
    """One of Marie's texts in thread 142."""
    found = Message(contact=identify(CUSTOMER), stamp=stamp, thread=142, text=body)
    return found.but(**changes)
