"""The inbox's worker sees to all that is due when it is woken, however much that is."""

from ..support.desk import BUSINESS, Driver, agent, customer, desk_toml
from ..support.stage import Stage


def test_thirty_threads_that_nobody_was_woken_for(aws: Stage) -> None:
    with Driver(aws, desk_toml(agents=(1,))) as desk:
        for number in range(30):
            desk.text(customer(number), BUSINESS, "Is my bike ready?", settle=False)
        assert len(desk.outbox("i-support")) == 25, "a page of them"
        desk.drain("i-support")
        assert all(entry.after for entry in desk.outbox("i-support")), "none is due any more"
        desk.settle()
        assert desk.got(agent(1)), "who is there was told of some"


def test_a_thread_whose_owner_no_number_reaches_is_told_to_the_others(aws: Stage) -> None:
    with Driver(aws, desk_toml(agents=(1, 2))) as desk:
        desk.text(customer(1), BUSINESS, "Is my bike ready?")
        (line,) = [one for one in desk.lines(agent(1)) if one.shown]
        desk.text(agent(1), line.spot.number, "Yes, at five.")
        desk.apply(_on_whatsapp_alone(desk_toml(agents=(1, 2)), agent(1)))
        desk.text(customer(1), BUSINESS, "And the helmet?")
        desk.later(20)
        desk.tick()
        desk.settle()
        assert desk.got(agent(2))[-1].endswith("And the helmet?")


def _on_whatsapp_alone(toml: str, phone: str) -> str:
    """No relay number of this desk is on the agent's channel now; the agent is the same."""
    return toml.replace(f'"{phone}"', f'"whatsapp:{phone}"')
