"""A live stage to look at with `desk.py doctor`, and what is said of it.

Twilio is a stand-in behind its real client, the public URL is the real app behind a real socket.
"""

import json
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from typer.testing import CliRunner

import desk as command
from chalicelib import settings
from chalicelib.models import MINUTE
from chalicelib.store import desk as desks
from chalicelib.store import log
from infra import apply, connect
from infra.account import Account

from . import deployed
from .places import BUSINESS, RELAYS, desk_toml
from .stage import AUTH_TOKEN
from .standin_numbers import StandIn, account

WELL = (0, "All is well.\n")


@contextmanager
def live(folder: Path) -> Iterator[StandIn]:
    """On the stage there is: deployed, applied, connected, registered, its clock just ran."""
    with account() as stand_in:
        applied(folder, desk_toml(relays=2))
        log.move("twilio", int(time.time() * 1000) - 3 * MINUTE)
        stand_in.buy(BUSINESS, *RELAYS[:2])
        stand_in.serve(BUSINESS, *RELAYS[:2], us_app_to_person_registered=True)
        _join(stand_in)
        deployed.deploy()
        yield stand_in
    desks.forget()


def applied(folder: Path, toml: str) -> None:
    """Applies this desk.toml."""
    path = folder / "desk.toml"
    path.write_text(toml, encoding="utf-8")
    apply.apply(path)
    desks.forget()


def _join(twilio: StandIn) -> None:
    """What `connect` does."""
    found = Account(settings.credentials())
    planned = connect.plan(desks.load(), twilio.public_url, found)
    assert list(connect.carry_out(planned, found))
    twilio.writes.clear()


def doctor() -> tuple[int, str]:
    """The exit status, and what was said; never an address, a token or a traceback."""
    settings.forget()
    result = CliRunner().invoke(command.app, ["doctor"])
    assert result.exception is None or isinstance(result.exception, SystemExit), result.exception
    # The app at the public URL runs in this process: its log is not what the command said.
    lines = result.output.splitlines(keepends=True)
    said = "".join(line for line in lines if not line.startswith("{"))
    assert "+1" not in said
    assert AUTH_TOKEN not in said
    if result.exit_code:
        assert said.count("Why it matters: ") == said.count("  Mend: ") >= 1
    return result.exit_code, said


def finds(words: str) -> str:
    """That one thing is wrong and no other; what is said of it."""
    status, said = doctor()
    assert status == 1
    assert words in said
    assert said.count("Why it matters: ") == 1, said
    return said


def hints(words: str) -> None:
    """That it is said and that all is well."""
    status, said = doctor()
    assert status == 0
    assert words in said
    assert said.startswith("Hint: ")
    assert said.endswith("All is well.\n")


def items() -> list[str]:
    """All that stands in the table."""
    found = settings.dynamodb().scan(TableName=settings.table())["Items"]
    return sorted(json.dumps(item, sort_keys=True) for item in found)


def removed(prefix: str) -> None:
    """What stands in the table under such keys is gone."""
    table = settings.table()
    found = [
        {"PK": item["PK"], "SK": item["SK"]}
        for item in settings.dynamodb().scan(TableName=table)["Items"]
        if item["PK"]["S"].startswith(prefix)
    ]
    assert found
    for key in found:
        settings.dynamodb().delete_item(TableName=table, Key=key)
