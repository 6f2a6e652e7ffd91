"""The lines of several agents, read at once."""

from chalicelib.decisions import Decision
from chalicelib.store import agents
from chalicelib.store.commit import commit
from tests.support.calls import AwsCalls
from tests.support.made import RELAYS, anna, ben, crew, desk, line, shown, spot
from tests.support.stage import Stage


def test_those_that_are_there(stage: Stage) -> None:
    first = line(shown(1), version=0)
    second = line(shown(2), version=0, where=spot(number=RELAYS[1]))
    bens = line(shown(3), version=0, who=ben())
    commit(Decision(outcome="x", lines=(first, second)))
    commit(Decision(outcome="x", lines=(bens,)))
    asked = {anna().id: [first.id, second.id, first.id], ben().id: ["none"], "nobody": []}
    with AwsCalls() as calls:
        found = agents.lines(asked)
    assert calls.counts == {"BatchGetItem": 1}
    assert found == {anna().id: agents.view(anna().id)[1], ben().id: (), "nobody": ()}
    assert {one.version for one in found[anna().id]} == {1}


def test_a_hundred_a_call(stage: Stage) -> None:
    many = crew(51)
    for one in many[::10]:
        commit(Decision(outcome="x", lines=(line(shown(), version=0, who=one),)))
    numbers = {one: [spot(one.addresses[0], number) for number in RELAYS] for one in many}
    asked = {one.id: [desk().line_id(where) for where in spots] for one, spots in numbers.items()}
    with AwsCalls() as calls:
        found = agents.lines(asked)
    assert calls.counts == {"BatchGetItem": 2}
    assert [one.id for one in many if found[one.id]] == [one.id for one in many[::10]]
