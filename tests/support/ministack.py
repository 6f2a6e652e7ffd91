"""ministack, the engine whose transactions are isolated: found, started, stopped."""

import os
import shutil
import signal
import socket
import subprocess
import tempfile
import time
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

_ROOT = Path(__file__).parents[2]
_SECONDS_TO_START = 60
_SECONDS_TO_STOP = 10


def find() -> str | None:
    """The executable: `GUICHET_MINISTACK`, else `.venv-ministack`'s; None where it isn't."""
    named = os.environ.get("GUICHET_MINISTACK") or str(_ROOT / ".venv-ministack/bin/ministack")
    return shutil.which(named)


def free_port() -> int:
    """A port of the loopback that nobody listens on."""
    with socket.create_server(("127.0.0.1", 0)) as server:
        return int(server.getsockname()[1])


@contextmanager
def running(executable: str, services: str = "") -> Iterator[str]:
    """Runs an engine of one's own and yields its URL; it and its Lambdas end with the block.

    `services` (`dynamodb,sqs`) leaves out the others. Raises `RuntimeError` with what it printed
    where it doesn't start within a minute.
    """
    port = free_port()
    with tempfile.TemporaryDirectory(prefix="ministack-") as folder:
        log = Path(folder, "log")
        with log.open("wb") as out:
            process = subprocess.Popen(
                [executable],
                env=_environment(port, folder, services),
                stdin=subprocess.DEVNULL,
                stdout=out,
                stderr=subprocess.STDOUT,
                start_new_session=True,
            )
        try:
            url = f"http://127.0.0.1:{port}"
            _wait(process, f"{url}/_ministack/ready", log)
            yield url
        finally:
            _stop(process)


def _environment(port: int, folder: str, services: str) -> dict[str, str]:
    ours = {name: value for name, value in os.environ.items() if not name.startswith("AWS_")}
    return ours | {
        "BIND_HOST": "127.0.0.1",
        "GATEWAY_PORT": str(port),
        "MINISTACK_HOST": "127.0.0.1",
        "SERVICES": services,
        "LOG_LEVEL": "WARNING",
        # Two engines at once: nothing in common, neither files nor the fixed ports of these two.
        "TMPDIR": folder,
        "S3_DATA_DIR": f"{folder}/s3",
        "SFTP_ENABLED": "0",
        "IOT_MTLS_ENABLED": "0",
    }


def _wait(process: subprocess.Popen[bytes], url: str, log: Path) -> None:
    until = time.monotonic() + _SECONDS_TO_START
    while time.monotonic() < until and process.poll() is None:
        try:
            with urllib.request.urlopen(url, timeout=5):
                return
        except OSError:
            time.sleep(0.1)
    raise RuntimeError(f"ministack did not start:\n{log.read_text(errors='replace')}")


def _stop(process: subprocess.Popen[bytes]) -> None:
    """Ends the whole group: a Lambda runs in a process of its own."""
    for number in (signal.SIGTERM, signal.SIGKILL):
        try:
            os.killpg(process.pid, number)
        except ProcessLookupError:
            break
        try:
            process.wait(_SECONDS_TO_STOP)
        except subprocess.TimeoutExpired:
            continue
