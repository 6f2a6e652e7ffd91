"""`python -m infra.package --stage S`: the package as `make deploy` ships it, made before it does.

Chalice makes the package as it always does, and it is written again in its place: without what
Lambda never runs, with byte-code for what is imported at start (`contents`, `started`). Chalice
calls a package by a hash of requirements.txt, `vendor/` and all of our own sources, and `chalice
deploy` takes the one that is there by that name. So a change of any of them leads to another name,
and byte-code never meets a source that it was not made of: then, as without this step, Chalice
makes a package of its own, whole and without byte-code.
"""

import argparse
import hashlib
import os
import shutil
import subprocess
import sys
from collections.abc import Collection
from importlib.util import MAGIC_NUMBER
from pathlib import Path
from typing import Any

from chalice.cli.factory import CLIFactory
from chalice.deploy.packager import (
    DependencyBuilder,
    LambdaDeploymentPackager,
    MissingDependencyError,
    NoSuchPackageError,
    PackageDownloadError,
)
from chalice.utils import UI, OSUtils

from chalicelib.errors import GuichetError, SetupError

from . import contents

_MAKERS = ("package", "contents", "started", "policy")
_SECONDS = 120


def build(stage: str, project: Path, started: Collection[str] = ()) -> Path:
    """The package of a stage, made where it is not there yet: where `chalice deploy` looks for it.

    `project` is the checkout; `started` the modules to ship byte-code for, found by a run of the
    app where none is named. Raises `SetupError` where the package can't be made, or would lack
    something; there is none then, and `chalice deploy` makes its own.
    """
    tidy(project)
    config = CLIFactory(str(project)).create_config_obj(stage)
    runtime = config.lambda_python_version
    if runtime != f"python{sys.version_info.major}.{sys.version_info.minor}":
        raise SetupError(f"Lambda would run {runtime}. Mend: make the environment with that one.")
    packager = _packager(config.lambda_architecture)
    path = Path(packager.deployment_package_filename(str(project), runtime))
    note = _note(project)
    if contents.note(path) == note:
        return path
    _write(packager, project, runtime, started or _started(project), note)
    return path


def _write(packager: Any, project: Path, runtime: str, started: Collection[str], note: str) -> None:
    """Leaves the whole package, or none: not Chalice's, with half of the work done."""
    path = Path(packager.deployment_package_filename(str(project), runtime))
    beside = path.with_suffix(".new")
    path.unlink(missing_ok=True)  # of an interrupted run, or of other constraints
    try:
        _make(packager, project, runtime)
        contents.rewrite(path, beside, started, note)
        beside.replace(path)
    except BaseException:
        path.unlink(missing_ok=True)
        beside.unlink(missing_ok=True)
        raise


def tidy(project: Path) -> None:
    """Takes byte-code that a run left away: Chalice would ship it, and call the package by it."""
    for folder in sorted((project / "chalicelib").rglob("__pycache__")):
        shutil.rmtree(folder, ignore_errors=True)


class _Complete(DependencyBuilder):
    """Chalice itself says what it found no wheel of for Lambda, and ships without."""

    def build_site_packages(self, *arguments: Any, **named: Any) -> None:
        """Raises `SetupError` instead."""
        try:
            super().build_site_packages(*arguments, **named)
        except MissingDependencyError as error:
            names = ", ".join(sorted(one.identifier for one in error.missing))
            raise SetupError(
                f"No wheel that Lambda takes was found of {names}."
                " Mend: pin versions that have one, in requirements.txt."
            ) from None


def _packager(architecture: str) -> Any:
    osutils = OSUtils()
    builder = _Complete(osutils, architecture=architecture)
    return LambdaDeploymentPackager(osutils, builder, UI(), architecture=architecture)


def _make(packager: Any, project: Path, runtime: str) -> None:
    try:
        packager.create_deployment_package(str(project), runtime)
    except (NoSuchPackageError, PackageDownloadError) as error:
        why = str(error).rstrip(".")
        raise SetupError(
            f"The package can't be made: {why}. Mend: what it says, then run this again."
        ) from None


def _note(project: Path) -> str:
    """What the package depends on and Chalice's name for it doesn't tell."""
    made_by = Path(__file__).parent
    read = [project / "constraints.txt", *(made_by / f"{name}.py" for name in _MAKERS)]
    told = [MAGIC_NUMBER, *(hashlib.sha256(one.read_bytes()).digest() for one in read)]
    # Chalice hashes what is in the files, and not what they are called.
    ours = (project / "chalicelib").rglob("*.*")
    told += sorted(str(one.relative_to(project)).encode() for one in ours)
    return f"guichet {hashlib.sha256(b' '.join(told)).hexdigest()}"


def _started(project: Path) -> frozenset[str]:
    """The modules that a function imports at start, by a run in a process of its own."""
    done = _play(project)
    if done.returncode:
        why = (done.stderr.strip().splitlines()[-1:] or ["it gave no reason"])[0].rstrip(".")
        raise SetupError(
            f"The app does not start: {why}. Mend: what it says; `make try` shows the same."
        )
    return frozenset(done.stdout.split())


def _play(project: Path) -> "subprocess.CompletedProcess[str]":
    try:
        return subprocess.run(
            [sys.executable, "-B", "-m", "infra.started"],
            cwd=project,
            env=dict(os.environ) | {"PYTHONDONTWRITEBYTECODE": "1"},
            capture_output=True,
            text=True,
            timeout=_SECONDS,
            check=False,
        )
    except subprocess.TimeoutExpired:
        raise SetupError(
            f"The app did not come to rest in {_SECONDS} seconds. Mend: run it again on a quiet"
            " machine."
        ) from None


def main() -> int:
    """Makes the package and says its size; 1 where that can't be."""
    parser = argparse.ArgumentParser(prog="python -m infra.package")
    parser.add_argument("--stage", default="dev", help="The Chalice stage.")
    asked = parser.parse_args()
    try:
        path = build(asked.stage, Path.cwd())
    except GuichetError as error:
        sys.stderr.write(f"{error}\n")
        return 1
    whole = sum(one.unpacked for one in contents.parts(path).values())
    size = path.stat().st_size
    sys.stdout.write(f"The package: {size / 1e6:.1f} MB, {whole / 1e6:.1f} MB unpacked.\n")
    return 0


if __name__ == "__main__":
    sys.dont_write_bytecode = True  # chalicelib's own would change the package's name
    sys.exit(main())
