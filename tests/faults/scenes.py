"""What happens at a desk, for each of whose calls something is to go wrong."""

from simulator.wire import Text

from ..properties.questions import options
from ..support.places import RELAYS, agent
from .network import Weather
from .points import Act, Scene
from .stage import Stage


class Losing(Weather):
    """No webhook comes for what phones write."""

    def text(self, text: Text) -> list[float]:
        return []


def _nothing(stage: Stage) -> None:
    """Nobody has written yet."""


def asked(stage: Stage) -> None:
    """A customer has asked, and both agents know."""
    stage.asks(1)
    stage.passes(20)


def owned(stage: Stage) -> None:
    """The first agent has answered."""
    asked(stage)
    stage.says(1, 1)
    stage.passes(20)


def _two(stage: Stage) -> None:
    """The first agent has two customers on one number, and has answered the first."""
    owned(stage)
    stage.asks(2)
    stage.passes(20)
    stage.says(1, 2, mark="#102 ")
    stage.passes(20)
    stage.asks(1)
    stage.passes(20)
    stage.asks(2)
    stage.passes(20)


def _held(stage: Stage) -> None:
    """The first agent wrote, and was asked whom it is for."""
    _two(stage)
    stage.says(1, 2)
    stage.passes(30)


def _customer_asks(stage: Stage) -> None:
    stage.asks(1)


def _customer_goes_on(stage: Stage) -> None:
    stage.asks(1)
    stage.world.run()
    stage.asks(1)
    stage.passes(16)
    stage.world.tick()


def _agent_says(stage: Stage) -> None:
    stage.says(1, 1)


def _two_in_a_row(stage: Stage) -> None:
    stage.says(1, 1)
    stage.says(1, 1)


def _both_agents_say(stage: Stage) -> None:
    stage.says(1, 1)
    stage.says(2, 1)


def _agent_is_asked(stage: Stage) -> None:
    stage.says(1, 2)


def _agent_answers(stage: Stage) -> None:
    """The second choice is the second customer: each is offered, the earlier thread first."""
    shown = [t for t in stage.world.texts_to(agent(1)) if t.sender == RELAYS[0]]
    digit = next(o.digit for o in options(shown[-1].body) if o.thread == 102)
    stage.orders(1, str(digit))


def _question_expires(stage: Stage) -> None:
    stage.passes(16 * 60)
    stage.world.tick()


def _orders(order: str) -> Scene:
    return Scene(owned, lambda stage: stage.orders(1, order))


def _undone(stage: Stage) -> None:
    stage.orders(1, "/done")
    stage.orders(1, "/undo")


def _passed_on(stage: Stage) -> None:
    stage.orders(1, "/pass Agent2 n1n wants a bill")
    stage.world.run()
    stage.asks(1)


def _done_meanwhile(stage: Stage) -> None:
    """The customer writes while the agent closes."""
    stage.asks(1)
    stage.orders(1, "/done")


def _stops_meanwhile(stage: Stage) -> None:
    """The customer writes STOP while the agent writes: it is sent before, or not and said so."""
    stage.says(1, 1)
    stage.stops(1)


def _agent_stops(stage: Stage) -> None:
    """The first agent closes a number to herself; what comes next goes elsewhere."""
    stage.orders(1, "STOP")
    stage.world.run()
    stage.asks(1)


def _ticks(stage: Stage) -> None:
    """Nobody was woken for what waits: the clock sees to it."""
    stage.world.tick()


def _lost_on_its_way(stage: Stage) -> None:
    owned(stage)
    with stage.world.in_weather(Losing()):
        stage.asks(1)
        stage.passes(0.1)
        stage.says(1, 1)
        stage.passes(200)


MINUTE = 60.0
PASSED_ON = 10 * MINUTE + 10
"""After so long (s) a thread that was not answered is for another agent too."""


def _given(stage: Stage, *customers: int) -> None:
    """One after the other asks, and whoever has room is told."""
    for c in customers:
        stage.asks(c)
        stage.passes(5)


def _in_line(stage: Stage) -> None:
    """Both agents have answered the one whom they were given; two wait, and were told so."""
    _given(stage, 1, 2)
    for c in (1, 2):
        stage.says(stage.told(100 + c), c, mark=f"#{100 + c} ")
        stage.passes(5)
    _given(stage, 3, 4)
    _is_told_place(stage)


def _is_told_place(stage: Stage) -> None:
    stage.passes(MINUTE)
    stage.world.tick()
    stage.passes(5)


def _unanswered(stage: Stage) -> None:
    """Both agents were given one whom they have not answered; a third waits, and was told so."""
    _given(stage, 1, 2, 3)
    _is_told_place(stage)


def _one_away(stage: Stage) -> None:
    """One agent is away, the other has one; two wait."""
    _given(stage, 1)
    stage.orders(3 - stage.told(101), "/away")
    stage.passes(5)
    _given(stage, 2, 3)


def _goes_on(stage: Stage) -> None:
    """Asked, given, not answered, given to the other one."""
    stage.asks(1)
    stage.passes(PASSED_ON)
    stage.world.tick()


def _waits_in_line(stage: Stage) -> None:
    stage.asks(4)
    stage.passes(MINUTE + 5)
    stage.world.tick()


def _makes_room(order: str) -> Act:
    def happens(stage: Stage) -> None:
        stage.orders(stage.told(101), order)

    return happens


def _colleague_takes(stage: Stage) -> None:
    stage.orders(3 - stage.told(101), "/take 101")


def _comes_back(stage: Stage) -> None:
    stage.orders(3 - stage.told(101), "/back")


SCENES = {
    "a customer's first text": Scene(_nothing, _customer_asks),
    "texts that join it": Scene(_nothing, _customer_goes_on),
    "a text to its owner": Scene(owned, _customer_asks),
    "a reply that claims": Scene(asked, _agent_says),
    "a plain reply": Scene(owned, _agent_says),
    "two replies in a row": Scene(owned, _two_in_a_row),
    "two who reply at once": Scene(asked, _both_agents_say),
    "a held text and its question": Scene(_two, _agent_is_asked, relays=1),
    "the answer to a question": Scene(_held, _agent_answers, relays=1),
    "a question that expires": Scene(_held, _question_expires, relays=1),
    "/done": _orders("/done"),
    "/release": _orders("/release"),
    "/away": _orders("/away"),
    "/undo": Scene(owned, _undone),
    "/pass": Scene(owned, _passed_on),
    "/done while the customer writes": Scene(owned, _done_meanwhile),
    "STOP while the agent writes": Scene(owned, _stops_meanwhile),
    "an agent's STOP": Scene(owned, _agent_stops),
    "what no webhook brought": Scene(_lost_on_its_way, _ticks),
    "one agent, then the next": Scene(_nothing, _goes_on, routing="next"),
    "a place in the line": Scene(_unanswered, _waits_in_line, routing="next"),
    "/done makes room": Scene(_in_line, _makes_room("/done 101"), routing="next"),
    "/release makes room": Scene(_in_line, _makes_room("/release"), routing="next"),
    "a colleague takes it": Scene(_unanswered, _colleague_takes, routing="next"),
    "an agent comes back": Scene(_one_away, _comes_back, routing="next"),
}
"""By what happens in them: webhooks, the worker's looks, drains both ways, statuses, the clock."""
