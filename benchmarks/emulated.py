"""AWS's Runtime Interface Emulator: an unzipped package, run by the runtime that Lambda has.

The emulator ships inside aws-sam-cli, the runtime is awslambdaric: both are fetched by pip into a
folder of the benchmark's own. Where they can't be had, that is said and nothing is measured.
"""

import json
import os
import platform
import shutil
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from urllib.request import urlopen
from zipfile import ZipFile

from .packed import Packed

_HERE = Path(__file__).parent
_BINARY = "samcli/local/rapid/aws-lambda-rie-x86_64"
_PATH = "/2015-03-31/functions/function/invocations"
_SECONDS = 30


def find(folder: Path) -> Path | None:
    """The emulator, put into `folder` with the runtime beside it; None where it can't be had."""
    if sys.platform != "linux" or platform.machine() != "x86_64":
        _lacking("it is for Linux on x86_64")
        return None
    pip = [sys.executable, "-m", "pip", "--disable-pip-version-check", "-q"]
    only = ["--only-binary", ":all:"]
    for command in (
        ["install", *only, "--target", str(folder / "runtime"), "awslambdaric"],
        ["download", *only, "--no-deps", "--dest", str(folder), "aws-sam-cli"],
    ):
        done = subprocess.run([*pip, *command], capture_output=True, text=True, check=False)
        if done.returncode:
            _lacking("".join(done.stderr.strip().splitlines()[-1:]))
            return None
    (wheel,) = folder.glob("aws_sam_cli-*.whl")
    with ZipFile(wheel) as opened:
        emulator = Path(opened.extract(_BINARY, folder))
    emulator.chmod(0o755)
    for name in ("once.py", "emulated_entry.py"):
        shutil.copy2(_HERE / name, folder / "runtime" / name)
    return emulator


def _lacking(why: str) -> None:
    sys.stderr.write(f"NO EMULATOR, so no figures of it: {why}\n")


def first(emulator: Path, package: Packed, event: Path) -> float:
    """Milliseconds until the first answer of a function that nothing has called yet."""
    body = json.dumps(json.loads(event.read_text("utf-8"))["event"]).encode()
    with _running(emulator, package, event) as address:
        began = time.perf_counter()
        with urlopen(f"{address}{_PATH}", body, timeout=_SECONDS) as answer:  # noqa: S310
            said = json.load(answer)
        took = (time.perf_counter() - began) * 1000
    assert said.get("statusCode") == 200, said
    return took


@contextmanager
def _running(emulator: Path, package: Packed, event: Path) -> Iterator[str]:
    port, inner = _free_port(), _free_port()
    here = emulator.parents[3] / "runtime"
    environment = json.loads(event.read_text("utf-8"))["environment"]
    command = [str(emulator), "--runtime-interface-emulator-address", f"127.0.0.1:{port}"]
    command += ["--runtime-api-address", f"127.0.0.1:{inner}"]
    runtime = [sys.executable, "-S", "-B", "-m", "awslambdaric", "emulated_entry.handler"]
    process = subprocess.Popen(
        [*command, *runtime],
        cwd=package.folder,
        env={**environment, "PATH": os.defpath, "PYTHONPATH": f"{package.folder}:{here}"}
        | {"BENCHMARK_EVENT": str(event)},
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        start_new_session=True,
    )
    try:
        _wait(port)
        yield f"http://127.0.0.1:{port}"
    finally:
        os.killpg(process.pid, 15)  # the group is this emulator's own
        process.wait(timeout=_SECONDS)


def _wait(port: int) -> None:
    end = time.monotonic() + _SECONDS
    while time.monotonic() < end:
        with socket.socket() as one:
            if not one.connect_ex(("127.0.0.1", port)):
                return
        time.sleep(0.02)
    raise TimeoutError("the emulator does not listen")


def _free_port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as one:
        return int(one.getsockname()[1])
