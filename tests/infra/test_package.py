"""The package as `make deploy` ships it, of a small project that Chalice's own packager packs."""

import importlib.util
import os
import subprocess
import sys
from pathlib import Path
from zipfile import ZipFile

import pytest
from chalice.cli.factory import CLIFactory
from chalice.deploy import packager as chalice_packager
from chalice.deploy.packager import DependencyBuilder, LambdaDeploymentPackager, Package
from chalice.utils import UI, OSUtils

from chalicelib.errors import SetupError
from infra import contents, package

APP = "from chalicelib.said import SAID\nimport lib\n"
STARTED = ("app", "lib", "chalicelib.said", "json")


@pytest.fixture
def project(tmp_path: Path) -> Path:
    return make(tmp_path / "project")


def make(folder: Path) -> Path:
    files = {
        "app.py": APP,
        "requirements.txt": "",
        "constraints.txt": "lib==1\n",
        "chalicelib/__init__.py": "",
        "chalicelib/said.py": "SAID = 'first'\n",
        "chalicelib/seldom.py": "",
        "vendor/lib/__init__.py": "SAID = 'lib'\n",
        "vendor/lib/seldom.py": "",
        "vendor/aiohttp/__init__.py": "",
        "vendor/aiohttp-3.dist-info/METADATA": "",
        "vendor/botocore/data/endpoints.json": "{}",
        "vendor/botocore/data/sqs/1/service-2.json": "{}",
        "vendor/botocore/data/ec2/1/service-2.json": "{}",
        ".chalice/config.json": '{"version": "2.0", "app_name": "small", "stages": {"dev": {}}}',
    }
    for name, text in files.items():
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_text(text, "utf-8")
    return folder


def plainly(project: Path) -> Path:
    """What `chalice deploy` does about the package."""
    config = CLIFactory(str(project)).create_config_obj("dev")
    made = LambdaDeploymentPackager(OSUtils(), DependencyBuilder(OSUtils()), UI())
    return Path(made.create_deployment_package(str(project), config.lambda_python_version))


def said(zipped: Path, folder: Path, *, edited: str | None = None) -> str:
    """What a fresh process of the package says; `edited` replaces a source where it lies."""
    with ZipFile(zipped) as opened:
        opened.extractall(folder)
    if edited is not None:
        (folder / "chalicelib/said.py").write_text(edited, "utf-8")
    code = f"import sys; sys.path.insert(0, {str(folder)!r}); import app; print(app.SAID)"
    command = [sys.executable, "-I", "-S", "-B", "-c", code]
    return subprocess.run(command, capture_output=True, text=True, check=True).stdout.strip()


def names(zipped: Path) -> set[str]:
    with ZipFile(zipped) as opened:
        return set(opened.namelist())


def cached(name: str) -> str:
    return importlib.util.cache_from_source(name)


# --- what is in it -------------------------------------------------------------------------------


def test_byte_code_of_what_is_imported_and_of_all_that_is_ours(project: Path) -> None:
    found = names(package.build("dev", project, STARTED))
    sources = ("app.py", "lib/__init__.py", "chalicelib/said.py", "chalicelib/seldom.py")
    assert {cached(one) for one in sources} <= found
    assert cached("lib/seldom.py") not in found


def test_byte_code_is_what_runs(project: Path, tmp_path: Path) -> None:
    """Not the source beside it, and nothing asks which of the two is newer."""
    made = package.build("dev", project, STARTED)
    assert said(made, tmp_path / "there", edited="SAID = 'compiled'\n") == "first"


def test_byte_code_is_of_the_very_source_in_the_package(project: Path) -> None:
    with ZipFile(package.build("dev", project, STARTED)) as opened:
        for name in opened.namelist():
            if name.endswith(".pyc"):
                source = importlib.util.source_from_cache(name)
                code = contents.byte_code(opened.read(source), f"/var/task/{source}")
                assert opened.read(name) == code


def test_what_lambda_never_runs_is_left_out(project: Path) -> None:
    found = names(package.build("dev", project, STARTED))
    assert not {one for one in found if one.startswith(("aiohttp", "botocore/data/ec2"))}
    assert {"botocore/data/endpoints.json", "botocore/data/sqs/1/service-2.json"} <= found


def test_every_service_that_is_called_is_there() -> None:
    assert {"dynamodb", "sqs", "secretsmanager", "s3"} <= set(contents.LEFT_OUT["botocore/data"])


def test_files_can_be_read_by_whoever_runs_them(project: Path) -> None:
    (project / "app.py").chmod(0o600)
    with ZipFile(package.build("dev", project, STARTED)) as opened:
        assert {one.external_attr >> 16 for one in opened.infolist()} == {0o100644}


def test_same_sources_make_the_same_package(project: Path, tmp_path: Path) -> None:
    """So that Lambda's own hash tells whether anything changed."""
    other = make(tmp_path / "other")
    os.utime(other / "app.py", (0, 1_000_000_000))
    one, two = (package.build("dev", folder, STARTED) for folder in (project, other))
    assert one.name == two.name
    assert one.read_bytes() == two.read_bytes()


# --- what Chalice makes of it --------------------------------------------------------------------


def test_chalice_takes_it(project: Path) -> None:
    made = package.build("dev", project, STARTED)
    before = made.read_bytes()
    assert plainly(project) == made
    assert made.read_bytes() == before


@pytest.mark.parametrize("changed", ["chalicelib/said.py", "app.py"])
def test_changed_source_runs_whoever_deploys_it(
    project: Path, tmp_path: Path, changed: str
) -> None:
    """Plain `chalice deploy` after an edit: nothing of the step is left in what it ships."""
    made = package.build("dev", project, STARTED)
    text = "SAID = 'second'\n"
    (project / changed).write_text(text + ("import lib\n" if changed == "app.py" else ""), "utf-8")
    after = plainly(project)
    assert after != made
    assert not {one for one in names(after) if one.endswith(".pyc")}
    assert said(after, tmp_path / "plain") == "second"
    assert said(package.build("dev", project, STARTED), tmp_path / "again") == "second"


def test_changed_library_runs(project: Path, tmp_path: Path) -> None:
    package.build("dev", project, STARTED)
    (project / "vendor/lib/__init__.py").write_text("SAID = 'newer'\n", "utf-8")
    (project / "app.py").write_text("from lib import SAID\n", "utf-8")
    assert said(plainly(project), tmp_path / "plain") == "newer"
    assert said(package.build("dev", project, STARTED), tmp_path / "step") == "newer"


def test_back_to_the_source_before_it(project: Path, tmp_path: Path) -> None:
    """The package of that source is still there, and is taken: whole, not a mixture."""
    first = package.build("dev", project, STARTED)
    (project / "chalicelib/said.py").write_text("SAID = 'second'\n", "utf-8")
    package.build("dev", project, STARTED)
    (project / "chalicelib/said.py").write_text("SAID = 'first'\n", "utf-8")
    assert plainly(project) == first
    assert said(first, tmp_path / "there") == "first"


def test_byte_code_that_a_run_left_is_not_shipped(project: Path) -> None:
    """Chalice would put it in, and call the package by it."""
    clean = package.build("dev", project, STARTED)
    left = project / "chalicelib/__pycache__"
    left.mkdir()
    (left / f"said.{sys.implementation.cache_tag}.pyc").write_bytes(b"of another day")
    assert package.build("dev", project, STARTED) == clean
    assert plainly(project) == clean


# --- again, and in trouble -----------------------------------------------------------------------


def test_again_it_makes_nothing(project: Path) -> None:
    made = package.build("dev", project, STARTED)
    before = made.stat()
    assert package.build("dev", project, STARTED) == made
    assert made.stat() == before


@pytest.mark.parametrize("there", [b"", b"a zip that ends half-w"])
def test_what_an_interrupted_run_left_is_made_anew(project: Path, there: bytes) -> None:
    made = package.build("dev", project, STARTED)
    whole = made.read_bytes()
    made.write_bytes(there)
    assert package.build("dev", project, STARTED) == made
    assert made.read_bytes() == whole


def test_package_of_plain_deploy_is_made_anew(project: Path) -> None:
    before = plainly(project)
    assert not contents.note(before)
    assert package.build("dev", project, STARTED) == before
    assert contents.note(before)


def test_other_constraints_make_another(project: Path) -> None:
    """Chalice itself would go on with what the old ones had brought."""
    before = contents.note(package.build("dev", project, STARTED))
    (project / "constraints.txt").write_text("lib==2\n", "utf-8")
    assert contents.note(package.build("dev", project, STARTED)) != before


def test_leaving_out_what_runs_is_refused(project: Path) -> None:
    with pytest.raises(SetupError, match=r"aiohttp/__init__\.py"):
        package.build("dev", project, (*STARTED, "aiohttp"))
    assert not list((project / ".chalice/deployments").iterdir())


def test_missing_wheel_is_refused(project: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Chalice says so and ships without."""

    def build(*_: object, **__: object) -> None:
        raise chalice_packager.MissingDependencyError({Package("", "lib-1-py3-none-any.whl")})

    monkeypatch.setattr(DependencyBuilder, "build_site_packages", build)
    with pytest.raises(SetupError, match=r"lib==1\. Mend: "):
        package.build("dev", project, STARTED)
    assert not list((project / ".chalice/deployments").iterdir())


def test_app_that_does_not_start_is_refused(project: Path) -> None:
    with pytest.raises(SetupError, match=r"does not start: .+[^.]\. Mend: "):
        package.build("dev", project)


def test_parts_are_all_of_it(project: Path) -> None:
    made = package.build("dev", project, STARTED)
    with ZipFile(made) as opened:
        whole = sum(one.file_size for one in opened.infolist())
    assert sum(one.unpacked for one in contents.parts(made).values()) == whole
