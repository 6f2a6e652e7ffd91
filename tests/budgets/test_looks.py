"""What a look costs where all the agents are full: their lines are read together."""

from ..support.desk import BUSINESS, Driver, agent, customer, desk_toml
from ..support.stage import Stage

AGENTS = 30


def test_thirty_agents_without_room(aws: Stage) -> None:
    """Each is on the two numbers of the desk, and has room for one."""
    declared = desk_toml(agents=range(1, AGENTS + 1), relays=2)
    address = f'addresses = ["{BUSINESS}"]\n'
    declared = declared.replace(address, f'{address}routing = "next"\n')
    declared = declared.replace(
        'language = "en"\n\n[[agents]]', 'language = "en"\ncapacity = 1\n\n[[agents]]'
    )
    with Driver(aws, declared + "capacity = 1\n") as desk:
        for n in range(1, AGENTS + 1):
            desk.text(customer(n), BUSINESS, f"Is my bike {n} ready?")
        assert all(len(desk.got(agent(n))) == 1 for n in range(1, AGENTS + 1))
        desk.text(customer(0), BUSINESS, "And mine?", settle=False)
        assert [e for e in desk.outbox("i-support") if not e.after]
        counts = desk.drain("i-support").counts
        assert counts["Query"] <= 6
        assert counts["BatchGetItem"] == 1
        assert not any(
            "And mine?" in text for n in range(1, AGENTS + 1) for text in desk.got(agent(n))
        )
