"""The desks that stories are played on, and how long things take there."""

from dataclasses import dataclass

from chalicelib.models import DAY, HOUR, MINUTE, SECOND, Agent, Desk, Inbox, Template

START = 1_772_460_000_000  # a Monday in March 2026, 14:00 UTC

WAITS = (
    *(SECOND, 5 * SECOND, 16 * SECOND, 95 * SECOND) * 3,
    *(125 * SECOND, 6 * MINUTE, 11 * MINUTE) * 2,
    *(HOUR, 13 * HOUR, DAY + HOUR, 49 * HOUR, 73 * HOUR),
)
"""How much time may pass in one step (ms)."""

DELAYS = (0, 0, 0, 0, 5 * SECOND, MINUTE, 20 * MINUTE, 3 * HOUR, 11 * HOUR, 23 * HOUR, 47 * HOUR)
"""How long a text may take from the hand-over until a phone shows it (ms)."""


@dataclass(frozen=True)
class Shape:
    """A desk to play on. `one_number`: the business number is the only relay number.
    `service`: the desk has a number for its own texts. `fallback`: what cannot leave on one channel
    goes by another without asking. `whatsapp`: so many of four texts of customers come by it.

    `latest` (ms) bounds how late a phone may show a text.
    """

    agents: int = 2
    customers: int = 2
    relays: int = 2
    inboxes: int = 1
    one_number: bool = False
    service: bool = False
    fallback: bool = False
    whatsapp: int = 1
    latest: int = 11 * HOUR

    def desk(self) -> Desk:
        """The desk: made-up numbers, English and French agents, always open."""
        relays = tuple(f"+1514555020{i}" for i in range(self.relays))
        businesses = relays if self.one_number else tuple(f"+1514555010{i}" for i in range(9))
        inboxes = tuple(
            Inbox(name=f"inbox{i}", addresses=(businesses[i], f"whatsapp:+1514555010{i}"))
            for i in range(self.inboxes)
        )
        desk = Desk(
            key="k" * 64,
            name="Atelier",
            language="fr",
            timezone="America/Montreal",
            relay_numbers=relays,
            inboxes=inboxes,
            agents=(),
            service_number="+15145550209" if self.service else None,
            fallback=self.fallback,
            templates={"fr": Template(twilio="HX" + "0" * 32)},
        )
        return desk.but(agents=tuple(_agent(desk, i) for i in range(self.agents)))

    @property
    def delays(self) -> list[int]:
        """How late a text may show here."""
        return [delay for delay in DELAYS if delay <= self.latest]


def _agent(desk: Desk, index: int) -> Agent:
    address = f"+1514555030{index}"
    return Agent(
        id=desk.identify(address),
        name=f"Agent{'abcdefghij'[index]}",
        addresses=(address,),
        inboxes=tuple(inbox.name for inbox in desk.inboxes),
        language=("en", "fr")[index % 2],
    )
