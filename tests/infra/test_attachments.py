"""What was sent with texts is erased with its person, and exported as files beside the tables."""

import json
import stat
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from botocore.exceptions import ClientError
from typer.testing import CliRunner

import desk as command
from chalicelib import settings
from chalicelib.models import DAY, Kept
from chalicelib.store import keys, media
from infra import attachments, cloud

from ..support.desk import BUSINESS, Driver, customer, desk_toml
from ..support.stage import Stage

ZOE, MAX = customer(123), customer(456)
JPEG = b"\xff\xd8\xff\xe0 a picture of a saddle"


@pytest.fixture
def desk(aws: Stage) -> Iterator[Driver]:
    with Driver(aws, desk_toml(relays=1)) as driver:
        driver.later(0)
        for person in (ZOE, MAX):
            driver.text(person, BUSINESS, "Is my bike ready?")
        yield driver


def ran(*options: str) -> tuple[int, str]:
    result = CliRunner().invoke(command.app, [*options])
    assert result.exception is None or isinstance(result.exception, SystemExit), result.exception
    assert "saddle" not in result.output
    return result.exit_code, result.output


def sent(desk: Driver, person: str, *kinds: str) -> list[Kept]:
    """Attachments of a person, in the bucket and in the table; the last one was refused."""
    who = desk.desk.identify(person)
    found = [
        Kept(token=f"{n:a>26}", contact=who, kind=kind, size=len(JPEG), name=f"saddle {n}")
        for n, kind in enumerate(kinds)
    ]
    found = [one.but(token=desk.desk.media_token(who, one.token)) for one in found]
    for one in found:
        media.keep(one, JPEG)
    token = desk.desk.media_token(who, "too large")
    media.record(Kept(token=token, contact=who, kind="video/mp4", why="media_too_large"))
    return found


def names() -> list[str]:
    found = settings.s3().list_object_versions(Bucket=settings.bucket())
    every = (*found.get("Versions", []), *found.get("DeleteMarkers", []))
    return sorted(str(one["Key"]) for one in every)


def items(desk: Driver, person: str) -> list[Any]:
    who = desk.desk.identify(person)
    return [item for item in desk.items(keys.MEDIA) if item["contact"]["S"] == who]


# --- erasing -------------------------------------------------------------------------------------


def test_a_persons_are_erased_and_nobody_elses(desk: Driver) -> None:
    sent(desk, ZOE, "image/jpeg", "audio/ogg")
    (other,) = sent(desk, MAX, "image/jpeg")
    before = items(desk, MAX)
    status, said = ran("erase", ZOE, "--dry-run")
    assert status == 0
    assert "  2 files\n" in said
    assert len(names()) == 3
    status, said = ran("erase", ZOE, "--yes")
    assert status == 0
    assert "  3 attachments\n" in said
    assert "  2 files\n" in said
    assert names() == [media.path(other)]
    assert items(desk, ZOE) == []
    assert items(desk, MAX) == before
    assert ran("erase", ZOE, "--yes")[1].startswith("Nothing found.")


def test_older_versions_go_too(desk: Driver) -> None:
    settings.s3().put_bucket_versioning(
        Bucket=settings.bucket(), VersioningConfiguration={"Status": "Enabled"}
    )
    one, other = sent(desk, ZOE, "image/jpeg", "image/png")
    media.keep(one, JPEG * 2)
    settings.s3().delete_object(Bucket=settings.bucket(), Key=media.path(other))
    assert len(names()) == 4
    assert "  2 files\n" in ran("erase", ZOE, "--yes")[1]
    assert names() == []


def test_files_of_whom_nothing_else_is_left_are_found(desk: Driver) -> None:
    """What a run leaves that stopped half-way."""
    (one,) = sent(desk, ZOE, "image/jpeg")
    ran("erase", ZOE, "--yes")
    settings.s3().put_object(Bucket=settings.bucket(), Key=media.path(one), Body=JPEG)
    assert "  1 file\n" in ran("erase", ZOE, "--yes")[1]
    assert names() == []


def test_more_than_s3_deletes_at_once(desk: Driver) -> None:
    for n in range(1_001):
        settings.s3().put_object(Bucket=settings.bucket(), Key=f"media/x/{n}", Body=b"")
    settings.s3().put_object(Bucket=settings.bucket(), Key="media/xy/1", Body=b"")
    assert attachments.count("x") == attachments.erase("x") == 1_001
    assert names() == ["media/xy/1"]


def test_what_s3_does_not_delete_is_said(desk: Driver, monkeypatch: pytest.MonkeyPatch) -> None:
    sent(desk, ZOE, "image/jpeg")
    made = cloud.client

    def refusing(name: str) -> Any:
        client = made(name)
        client.meta.events.register("after-call.s3.DeleteObjects", refuse)
        return client

    def refuse(parsed: Any, **_: Any) -> None:
        parsed["Errors"] = [{"Key": "media/a/b", "Code": "InternalError"}]

    monkeypatch.setattr(cloud, "client", refusing)
    status, said = ran("erase", ZOE, "--yes")
    assert status == 1
    assert "S3 did not delete 1 file: InternalError. Mend: run it again" in said
    monkeypatch.undo()
    assert ran("erase", ZOE, "--yes")[0] == 0


def test_without_a_bucket_nothing_is_erased_by_half(
    desk: Driver, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("GUICHET_BUCKET")
    before = desk.items()
    status, said = ran("erase", ZOE, "--yes")
    assert status == 1
    assert "GUICHET_BUCKET is not set. Mend: " in said
    assert desk.items() == before


# --- exporting -----------------------------------------------------------------------------------


def exported(folder: Path) -> list[dict[str, Any]]:
    lines = (folder / "attachments.jsonl").read_text("utf-8").splitlines()
    return [json.loads(line) for line in lines]


def test_files_lie_beside_the_tables(desk: Driver, tmp_path: Path) -> None:
    picture, voice, odd = sent(desk, ZOE, "image/jpeg", "audio/ogg", "application/x-none")
    status, said = ran("export", "--out", str(tmp_path))
    assert status == 0
    assert "4 attachments in " in said
    found = {row["token"]: row for row in exported(tmp_path)}
    for one, suffixes in ((picture, {".jpg"}), (voice, {".oga", ".ogg"}), (odd, {".bin"})):
        row = found[one.token]
        path, dot, suffix = row["file"].partition(".")
        assert (row["kind"], row["size"], row["name"]) == (one.kind, len(JPEG), one.name)
        assert path == f"attachments/{one.contact}/{one.token}"
        assert dot + suffix in suffixes
        assert (tmp_path / row["file"]).read_bytes() == JPEG
        assert stat.S_IMODE((tmp_path / row["file"]).stat().st_mode) == 0o600
    assert stat.S_IMODE((tmp_path / "attachments").stat().st_mode) == 0o700
    (refused,) = (row for row in found.values() if row["refused"])
    assert (refused["file"], refused["refused"]) == (None, "media_too_large")


def test_one_that_is_gone_from_the_bucket_has_no_file(desk: Driver, tmp_path: Path) -> None:
    (one,) = sent(desk, ZOE, "image/jpeg")
    settings.s3().delete_object(Bucket=settings.bucket(), Key=media.path(one))
    assert ran("export", "--out", str(tmp_path))[0] == 0
    assert [row["file"] for row in exported(tmp_path)] == [None, None]
    assert not (tmp_path / "attachments").exists()


def test_again_there_is_what_there_is_now(desk: Driver, tmp_path: Path) -> None:
    sent(desk, ZOE, "image/jpeg")
    ran("export", "--out", str(tmp_path))
    ran("erase", ZOE, "--yes")
    assert (tmp_path / "attachments").exists()
    assert ran("export", "--out", str(tmp_path), "--force")[0] == 0
    assert not (tmp_path / "attachments").exists()


def test_since_a_day_without_older_ones(desk: Driver, tmp_path: Path) -> None:
    sent(desk, ZOE, "image/jpeg")
    desk.later(3 * DAY // 1000)
    (new,) = sent(desk, MAX, "image/png")
    day = time.strftime("%Y-%m-%d", time.gmtime(time.time() - DAY // 1000))
    ran("export", "--out", str(tmp_path), "--since", day)
    assert new.token in [row["token"] for row in exported(tmp_path)]
    assert {row["contact"] for row in exported(tmp_path)} == {new.contact}


def test_one_that_s3_does_not_give_leaves_nothing_half_written(
    desk: Driver, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    sent(desk, ZOE, "image/jpeg")
    made = cloud.client

    def refusing(name: str) -> Any:
        client = made(name)
        client.meta.events.register(f"before-call.{name}.GetObject", refuse)
        return client

    def refuse(**_: Any) -> None:
        told: Any = {"Error": {"Code": "AccessDenied", "Message": "Access Denied"}}
        raise ClientError(told, "GetObject")

    monkeypatch.setattr(cloud, "client", refusing)
    status, said = ran("export", "--out", str(tmp_path))
    assert status == 1
    assert "AWS does not let you call GetObject. Mend: " in said
    assert list(tmp_path.iterdir()) == []
