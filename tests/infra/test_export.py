"""`desk.py export`: what is in the table is in the files, and nobody else can read them."""

import csv
import json
import stat
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from typer.testing import CliRunner

import desk as command
from chalicelib import settings
from chalicelib.models import Contact, Message, ThreadRecord
from chalicelib.store import codec, keys
from infra import exportfiles

from ..support import seed
from ..support.desk import BUSINESS, RELAYS, Driver, agent, customer, desk_toml
from ..support.stage import Stage
from ..support.traffic import Traffic

FORMULAS = ("=1+1", "+15145550199 is mine", "-2+3", "@SUM(A1)", "\t=1+1", "\r\n=cmd", "＝1+1")
ODD = (
    'He said "no", then; left',
    "two\nlines, and, commas",
    "é œ ç 🚲 \u2028 separated \x85",
    "'quoted",
    "NULL",
)


@pytest.fixture
def desk(aws: Stage) -> Iterator[Driver]:
    with Driver(aws, desk_toml()) as driver:
        driver.later(0)
        yield driver


def ran(*options: str) -> tuple[int, str]:
    result = CliRunner().invoke(command.app, ["export", *options])
    assert result.exception is None or isinstance(result.exception, SystemExit), result.exception
    return result.exit_code, result.output


def play(desk: Driver) -> None:
    desk.text(customer(1), BUSINESS, "Is my bike ready?", ProfileName="Zoé")
    for body in (*FORMULAS, *ODD):
        desk.text(customer(1), BUSINESS, body)
    desk.text(customer(2), BUSINESS, "Look at this", media=2)
    desk.text(customer(2), BUSINESS, "STOP")
    desk.later(60)
    desk.text(agent(1), RELAYS[0], "=Yes, at five.")
    desk.text(agent(1), RELAYS[0], "/note pays late")
    desk.text(agent(1), RELAYS[0], "/tag urgent")
    desk.text(agent(1), RELAYS[0], "/done")
    desk.text(customer(3), BUSINESS, "And mine?")


def rows(folder: Path, name: str) -> list[dict[str, Any]]:
    text = (folder / f"{name}.jsonl").read_text(encoding="utf-8")
    assert text.splitlines() == text.split("\n")[:-1]  # no reader sees other ends of lines
    return [json.loads(line) for line in text.split("\n")[:-1]]


def cells(folder: Path, name: str) -> list[dict[str, str]]:
    with (folder / f"{name}.csv").open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file, strict=True))


def stored(desk: Driver, kind: str) -> list[dict[str, Any]]:
    return [i for i in desk.items(keys.CONTACTS) if i["SK"]["S"].startswith(kind)]


def test_what_is_exported_is_what_is_in_the_table(desk: Driver, tmp_path: Path) -> None:
    play(desk)
    status, said = ran("--out", str(tmp_path / "out"))
    assert status == 0
    folder = tmp_path / "out"
    found = [
        Message.model_validate({**r, "note": r["kind"] == "note", "late": r["late"] or 0})
        for r in rows(folder, "messages")
    ]
    wanted = [codec.read(Message, i) for i in stored(desk, "MESSAGE#")]
    assert sorted(found, key=repr) == sorted(wanted, key=repr)
    threads = [
        ThreadRecord.model_validate({**r, "snoozed": r["snoozed"] or 0})
        for r in rows(folder, "threads")
    ]
    records = [codec.record(i).but(told=None, waits=0) for i in stored(desk, "THREAD#")]
    assert sorted(threads, key=repr) == sorted(records, key=repr)
    heads = {c.id: c for c in (codec.read(Contact, i) for i in stored(desk, "HEAD"))}
    people = rows(folder, "contacts")
    assert {row["id"] for row in people} == set(heads)
    for row in people:
        head = heads[row["id"]]
        assert (row["name"], tuple(row["addresses"])) == (head.name, head.addresses)
        assert [tuple(o.values())[:4] for o in row["opted_out"]] == [
            tuple(o) for o in head.opted_out
        ]
    assert said.startswith(f"3 contacts, 3 threads, {len(wanted)} messages, ")


def test_the_two_formats_say_the_same(desk: Driver, tmp_path: Path) -> None:
    play(desk)
    ran("--out", str(tmp_path))
    for name in ("contacts", "threads", "messages", "attachments"):
        lines, table = rows(tmp_path, name), cells(tmp_path, name)
        assert len(lines) == len(table)
        for line, row in zip(lines, table, strict=True):
            assert list(line) == list(row)
            assert {k: str(exportfiles.cell(v)) for k, v in line.items()} == row


def test_moments_stand_there_as_people_write_them(desk: Driver, tmp_path: Path) -> None:
    desk.text(customer(1), BUSINESS, "Is my bike ready?")
    ran("--out", str(tmp_path))
    (row,) = rows(tmp_path, "messages")
    assert row["stamp_utc"].endswith("Z")
    assert len(row["stamp_utc"]) == len("2026-11-22T08:00:00.000Z")
    assert (row["late"], row["late_utc"]) == (None, None)


def test_no_spreadsheet_runs_what_a_customer_wrote(desk: Driver, tmp_path: Path) -> None:
    play(desk)
    ran("--out", str(tmp_path), "--format", "csv")
    found = cells(tmp_path, "messages")
    for formula in (*FORMULAS, "=Yes, at five."):
        assert sum(row["text"] == f"'{formula}" for row in found) == 1
    for row in (*found, *cells(tmp_path, "contacts"), *cells(tmp_path, "threads")):
        assert not any(cell.startswith(("=", "+", "-", "@", "\t", "\r")) for cell in row.values())
    assert not (tmp_path / "messages.jsonl").exists()


def test_only_its_owner_can_read_it(desk: Driver, tmp_path: Path) -> None:
    folder = tmp_path / "deep" / "out"
    ran("--out", str(folder))
    assert stat.S_IMODE(folder.stat().st_mode) == 0o700
    assert len(list(folder.iterdir())) == 8
    assert {stat.S_IMODE(file.stat().st_mode) for file in folder.iterdir()} == {0o600}


def test_a_folder_that_is_not_empty_is_left_alone(desk: Driver, tmp_path: Path) -> None:
    secret = tmp_path / "messages.csv"
    secret.write_text("mine")
    secret.chmod(0o644)
    status, said = ran("--out", str(tmp_path))
    assert status == 1
    assert "is not empty" in said
    assert "--force" in said
    assert secret.read_text() == "mine"
    desk.text(customer(1), BUSINESS, "Is my bike ready?")
    assert ran("--out", str(tmp_path), "--force")[0] == 0
    assert cells(tmp_path, "messages")[0]["text"] == "Is my bike ready?"
    assert stat.S_IMODE(secret.stat().st_mode) == 0o600


def test_a_folder_that_cannot_be_written(desk: Driver, tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    status, said = ran("--out", str(tmp_path / "file"))
    assert status == 1
    assert "can't be written" in said


@pytest.mark.parametrize("form", ["xml", ""])
def test_a_format_that_is_none(desk: Driver, tmp_path: Path, form: str) -> None:
    status, said = ran("--out", str(tmp_path), "--format", form)
    assert status == 1
    assert "jsonl, csv, both" in said


def test_since_a_day(desk: Driver, tmp_path: Path) -> None:
    desk.text(customer(1), BUSINESS, "An old matter", ProfileName="Zoé")
    desk.text(customer(2), BUSINESS, "An old matter that is over")
    desk.later(60)
    desk.text(agent(1), RELAYS[1], "/done")
    desk.later(10 * 24 * 3600)
    day = time.strftime("%Y-%m-%d", time.gmtime(time.time() - 24 * 3600))
    desk.text(customer(3), BUSINESS, "A new matter")
    assert ran("--out", str(tmp_path), "--since", day)[0] == 0
    assert [row["text"] for row in rows(tmp_path, "messages")] == ["A new matter"]
    assert sorted(row["number"] for row in rows(tmp_path, "threads")) == [101, 103]
    assert {row["name"] for row in rows(tmp_path, "contacts")} == {"Zoé", None}
    assert len(rows(tmp_path, "contacts")) == 2
    assert ran("--out", str(tmp_path / "x"), "--since", "yesterday")[0] == 2


def test_what_cannot_be_read_is_counted(desk: Driver, tmp_path: Path) -> None:
    play(desk)
    (item, *_) = stored(desk, "MESSAGE#")
    settings.dynamodb().put_item(TableName=desk.stage.table, Item={**item, "data": {"S": "{"}})
    status, said = ran("--out", str(tmp_path))
    assert status == 1
    assert "1 item could not be read" in said
    assert len(rows(tmp_path, "messages")) == len(stored(desk, "MESSAGE#")) - 1


def test_an_export_that_stops_leaves_nothing_half_written(
    desk: Driver, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    desk.text(customer(1), BUSINESS, "Is my bike ready?")

    def full(*_: Any) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(exportfiles.Files, "write", full)
    status, said = ran("--out", str(tmp_path))
    assert status == 1
    assert "No space left on device" in said
    assert list(tmp_path.iterdir()) == []


def test_a_long_history_comes_a_page_at_a_time(desk: Driver, tmp_path: Path) -> None:
    who = desk.desk.identify(customer(1))
    texts = list(seed.history(who, 101, 1_800_000_000_000, 2_000))
    for item in texts:
        item["data"]["S"] = item["data"]["S"].replace("a long story", "a long story" * 80)
    seed.write(texts)
    with Traffic() as traffic:
        assert ran("--out", str(tmp_path))[0] == 0
    assert len(rows(tmp_path, "messages")) == 2_000
    assert sum(call.operation == "Scan" for call in traffic.calls) > 1
