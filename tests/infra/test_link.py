"""`desk.py link` and `unlink`, and what `erase` and `export` make of who is linked."""

import json
from collections.abc import Iterator
from pathlib import Path

import pytest
from typer.testing import CliRunner

import desk as command
from chalicelib.store import contacts

from ..support.desk import BUSINESS, RELAYS, Driver, agent, customer, desk_toml
from ..support.stage import Stage

ZOE, MAX = customer(123), customer(456)
OURS, UNNAMED = f"whatsapp:{BUSINESS}", "whatsapp:CA.13491208655302741918"


@pytest.fixture
def desk(aws: Stage) -> Iterator[Driver]:
    toml = desk_toml().replace(f'"{BUSINESS}"', f'"{BUSINESS}", "{OURS}"', 1)
    with Driver(aws, toml) as driver:
        driver.later(0)
        yield driver


def ran(*words: str) -> tuple[int, str]:
    """The exit status, and what was said; never an address."""
    result = CliRunner().invoke(command.app, list(words))
    assert result.exception is None or isinstance(result.exception, SystemExit), result.exception
    assert ZOE[1:] not in result.output
    assert "CA.1349" not in result.output
    return result.exit_code, result.output


def play(desk: Driver) -> None:
    """Zoé has a matter by SMS, and wrote by WhatsApp, where her number does not show, before."""
    desk.text(UNNAMED, OURS, "My saddle squeaks like a mouse", ProfileName="Zoé")
    desk.text(agent(1), RELAYS[0], "Bring that squeaking saddle at five")
    desk.text(agent(1), RELAYS[0], "/done")
    desk.later(4 * 24 * 3600)
    desk.text(ZOE, BUSINESS, "The left pedal fell off too")
    desk.text(MAX, BUSINESS, "Where is the invoice of my tandem?")


def test_two_become_one_and_two_again(desk: Driver) -> None:
    play(desk)
    named, unnamed = desk.desk.identify(ZOE), desk.desk.identify(UNNAMED)
    assert ran("link", ZOE, UNNAMED) == (0, f"{unnamed} is {named} from now on.\n")
    assert ran("link", UNNAMED, ZOE) == (0, f"They are one contact already. Id {named}.\n")
    desk.later(60)
    desk.text(UNNAMED, OURS, "Me again")
    (thread,) = contacts.head(named).threads
    assert thread.theirs == UNNAMED
    assert ran("unlink", UNNAMED)[0] == 0
    assert contacts.alone(unnamed).linked_to is None
    assert [t.theirs for t in contacts.alone(named).threads] == [ZOE]
    assert ran("unlink", ZOE) == (0, f"Nobody was linked there. Id {named}.\n")


def test_what_cannot_be_linked(desk: Driver) -> None:
    play(desk)
    for words in (("link", ZOE, MAX), ("link", ZOE, BUSINESS), ("link", "nobody", ZOE)):
        status, said = ran(*words)
        assert status == 1
        assert "Mend:" in said
    assert ran("link", customer(7), customer(8))[0] == 1


def test_a_number_that_never_wrote_is_linked_too(desk: Driver) -> None:
    play(desk)
    other = customer(789)
    assert ran("link", ZOE, other)[0] == 0
    desk.later(60)
    desk.text(other, BUSINESS, "My new phone")
    (thread,) = contacts.head(desk.desk.identify(ZOE)).threads
    assert (thread.number, thread.theirs) == (102, other)


@pytest.mark.parametrize("named", [ZOE, UNNAMED, f"whatsapp:{ZOE}"])
def test_of_who_was_linked_nothing_is_left(desk: Driver, named: str) -> None:
    play(desk)
    ran("link", ZOE, UNNAMED)
    desk.later(60)
    desk.text(UNNAMED, OURS, "It squeaks like a second mouse")
    desk.text(agent(1), RELAYS[0], "#102 And so does mine")
    status, said = ran("erase", named, "--yes")
    assert status == 0
    assert "linked" in said
    left = json.dumps(desk.items(), ensure_ascii=False)
    traces = [ZOE[1:], "Zoé", "saddle", "pedal", "second mouse", UNNAMED]
    traces += map(desk.desk.identify, (ZOE, UNNAMED))
    assert not [trace for trace in traces if trace in left]
    assert "tandem" in left
    assert ran("erase", named, "--yes")[1].startswith("Nothing found.")


def test_nobody_keeps_the_name_of_who_was_taken_apart_and_erased(desk: Driver) -> None:
    desk.text(ZOE, BUSINESS, "The left pedal fell off", ProfileName="Zoé")
    desk.text(MAX, BUSINESS, "Where is the invoice of my tandem?", ProfileName="Max")
    desk.text(agent(1), RELAYS[0], "#101 At five")
    desk.later(60)
    desk.text(agent(1), RELAYS[0], "#101 /link 102")
    desk.later(60)
    named, kept = desk.desk.identify(ZOE), desk.desk.identify(MAX)
    assert contacts.alone(named).linked_to == kept
    desk.text(agent(1), RELAYS[0], "#102 /unlink")
    split = contacts.alone(kept).parted
    assert split is not None
    assert (split.contact, split.name) == (named, "Zoé")
    status, said = ran("erase", ZOE, "--yes")
    assert status == 0
    assert "1 undone link" in said
    after = contacts.alone(kept).parted
    assert after is not None  # what is written there is asked about all the same
    assert (after.at, after.thread, after.name) == (split.at, split.thread, None)
    assert after.contact.startswith("erased-")
    assert not [t for t in (ZOE[1:], "Zoé", named) if t in json.dumps(desk.items())]


def test_an_id_beside_a_number_goes_where_the_number_goes(desk: Driver) -> None:
    """It is taken apart with that, and not who was linked last."""
    play(desk)
    base = customer(1)
    desk.text(base, BUSINESS, "My bell is mute")
    desk.later(60)
    desk.text(f"whatsapp:{customer(9)}", OURS, "Hello", ExternalUserId="CA.77")
    desk.text(agent(1), RELAYS[0], "/done 105")
    desk.later(60)
    assert ran("link", customer(9), base)[0] == 0
    assert ran("link", UNNAMED, base)[0] == 0
    assert ran("unlink", "whatsapp:CA.77")[0] == 0
    head = desk.desk.identify(base)
    assert contacts.alone(head).linked == (desk.desk.identify(UNNAMED),)
    nine = desk.desk.identify(customer(9))
    assert contacts.alone(nine).linked_to is None
    assert contacts.alone(desk.desk.identify(UNNAMED)).linked_to is not None


def test_who_shows_no_number_is_erased_alone(desk: Driver) -> None:
    play(desk)
    assert ran("erase", UNNAMED, "--yes")[0] == 0
    left = json.dumps(desk.items(), ensure_ascii=False)
    assert not [t for t in (UNNAMED, desk.desk.identify(UNNAMED), "saddle") if t in left]
    assert "pedal" in left


def test_an_export_tells_who_is_linked_to_whom(desk: Driver, tmp_path: Path) -> None:
    play(desk)
    ran("link", ZOE, UNNAMED)
    assert ran("export", "--out", str(tmp_path / "out"))[0] == 0
    lines = (tmp_path / "out" / "contacts.jsonl").read_text().splitlines()
    rows = {row["id"]: row for row in map(json.loads, lines)}
    named, unnamed = desk.desk.identify(ZOE), desk.desk.identify(UNNAMED)
    assert rows[unnamed]["linked_to"] == named
    assert rows[named]["linked"] == [unnamed]
