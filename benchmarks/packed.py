"""Packages as they would go to Lambda, made by Chalice from what this environment has installed."""

import os
import shutil
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import NamedTuple
from zipfile import ZipFile

from tests.e2e.vendored import vendor

ROOT = Path(__file__).parents[1]
_EMPTY = Path(__file__).with_name("floors") / "empty"
_CHECKOUT = ("app.py", "requirements.txt", "constraints.txt", "chalicelib", "infra", "simulator")
_MADE = "__pycache__"
_CONFIG = '{"version": "2.0", "app_name": "%s", "stages": {"dev": {}}}'
_CHALICE = """
import sys
from chalice.cli.factory import CLIFactory
from chalice.deploy.packager import DependencyBuilder, LambdaDeploymentPackager
from chalice.utils import UI, OSUtils
config = CLIFactory(".").create_config_obj("dev")
made = LambdaDeploymentPackager(OSUtils(), DependencyBuilder(OSUtils()), UI(sys.stderr))
print(made.create_deployment_package(".", config.lambda_python_version))
"""


class Packed(NamedTuple):
    """A package: the zip, and the folder where it is unpacked."""

    zip: Path
    folder: Path


class Packages(NamedTuple):
    """Ours as `make deploy` ships it, ours as plain `chalice deploy` does, and so the floor."""

    shipped: Packed
    plain: Packed
    floor: Packed


@contextmanager
def packages() -> Iterator[Packages]:
    """All three, while the block runs. Asks no package index."""
    with TemporaryDirectory(prefix="packed-") as name:
        ours, empty = _guichet(Path(name)), _project(Path(name) / "empty", _EMPTY)
        plain, floor = (_unpacked(_plainly(one), f"{one.name}-plain") for one in (ours, empty))
        yield Packages(_shipped(ours), plain, floor)


@contextmanager
def shipped() -> Iterator[Packed]:
    """Ours as `make deploy` ships it, while the block runs. Asks no package index."""
    with TemporaryDirectory(prefix="packed-") as name:
        yield _shipped(_guichet(Path(name)))


def _guichet(folder: Path) -> Path:
    return _project(folder / "guichet", *(ROOT / one for one in _CHECKOUT))


def _project(folder: Path, *sources: Path) -> Path:
    """A Chalice project of its own, what it requires in `vendor/`: there is nothing to ask for."""
    for source in sources:
        _copy(source, folder if len(sources) == 1 else folder / source.name)
    vendor(folder / "requirements.txt", folder / "vendor")
    (folder / ".chalice").mkdir()
    (folder / ".chalice/config.json").write_text(_CONFIG % folder.name, "utf-8")
    return folder


def _shipped(project: Path) -> Packed:
    _python(project, "-m", "infra.package")
    return _unpacked(_plainly(project), f"{project.name}-shipped")  # it takes what is there


def _plainly(project: Path) -> Path:
    """The zip that `chalice deploy` would send."""
    return project / _python(project, "-c", _CHALICE)


def _python(folder: Path, *command: str) -> str:
    """Runs Python there; the last line that it says."""
    done = subprocess.run(
        [sys.executable, "-B", *command],
        cwd=folder,
        env=dict(os.environ) | {"PYTHONDONTWRITEBYTECODE": "1"},
        capture_output=True,  # Chalice tells what it does
        text=True,
        check=False,
    )
    if done.returncode:
        raise RuntimeError(done.stderr)
    return done.stdout.splitlines()[-1]


def _copy(source: Path, to: Path) -> None:
    to.parent.mkdir(exist_ok=True)
    if source.is_dir():
        shutil.copytree(source, to, ignore=shutil.ignore_patterns(_MADE))
    else:
        shutil.copy2(source, to)


def _unpacked(zipped: Path, name: str) -> Packed:
    folder = zipped.parents[3] / name
    kept = folder.with_suffix(".zip")
    shutil.copy2(zipped, kept)
    with ZipFile(kept) as opened:
        opened.extractall(folder)
    return Packed(kept, folder)
