"""`python -I -S -B once.py PACKAGE EVENT`: one fresh process of an unpacked package.

Imports `app` from the folder PACKAGE, hands one of its functions the event that the file EVENT
holds, and prints what that took. Runs without this environment's packages, and writes no byte-code:
as on Lambda, where the package lies on a disk that can't be written to. AWS is answered inside
botocore and Twilio inside requests: nothing leaves, and the figure is the process's own work.
"""

import json
import os
import sys
import time
from typing import Any


def main() -> None:
    """Prints milliseconds until the first answer, MiB, and which modules were imported."""
    folder, path = sys.argv[1:]
    with open(path, encoding="utf-8") as file:  # noqa: PTH123 - pathlib would be there already
        asked: dict[str, Any] = json.load(file)
    os.environ.update(asked["environment"])
    sys.path.insert(0, folder)
    began, worked = time.perf_counter(), time.process_time()
    answer(asked)
    import app

    found = getattr(app, asked["function"])(asked["event"], _Context())
    ended, done = time.perf_counter(), time.process_time()
    assert asked["function"] != "app" or found["statusCode"] == 200, found
    modules = _modules(folder)
    figures = {
        "whole": (ended - began) * 1000,
        "processor": (done - worked) * 1000,
        "memory": largest(),
        "modules": sorted(modules),
        "compiled": sorted(name for name, cached in modules.items() if not cached),
        "unasked": len(asked["answers"]),
    }
    sys.stdout.write("\n" + json.dumps(figures) + "\n")


class _Context:
    """What Lambda tells a function of this invocation."""

    function_name = "guichet"
    function_version = "$LATEST"
    memory_limit_in_mb = 1769
    aws_request_id = "00000000-0000-0000-0000-000000000000"
    invoked_function_arn = "arn:aws:lambda:ca-central-1:123456789012:function:guichet"

    def get_remaining_time_in_millis(self) -> int:
        """As much as the API's function has."""
        return 29_000


def answer(asked: dict[str, Any]) -> None:
    """Puts the recorded answers where a request would leave the process.

    Only into what the app imports by itself before its answer: in another order, no more of it.
    """
    if not asked["answers"]:
        return
    from botocore.awsrequest import AWSResponse
    from botocore.httpsession import URLLib3Session

    def send(_: Any, request: Any) -> Any:
        operation, status, headers, body = asked["answers"].pop(0)
        target = request.headers["X-Amz-Target"]
        assert target.decode().endswith(f".{operation}"), f"{target} instead of {operation}"
        return AWSResponse(request.url, status, headers, _Raw(body.encode()))

    setattr(URLLib3Session, "send", send)  # noqa: B010 - mypy knows better what a class holds
    if asked["twilio"]:
        _answer_twilio(asked["twilio"])


def _answer_twilio(body: str) -> None:
    import requests
    from requests.adapters import HTTPAdapter

    def send(_: Any, request: Any, **__: Any) -> Any:
        found = requests.Response()
        found.status_code = 201 if request.method == "POST" else 200
        found.url, found.request = request.url, request
        found._content = body.encode()
        return found

    setattr(HTTPAdapter, "send", send)  # noqa: B010


class _Raw:
    def __init__(self, body: bytes) -> None:
        self._body = body

    def stream(self, **_: Any) -> tuple[bytes]:
        """The body, as urllib3 would give it."""
        return (self._body,)


def largest() -> float:
    """The most memory this process ever held, in MiB; of Linux, as Lambda's is.

    `getrusage` would tell the parent's where that was larger.
    """
    try:
        with open("/proc/self/status", encoding="ascii") as file:  # noqa: PTH123
            (line,) = [one for one in file if one.startswith("VmHWM:")]
    except OSError:
        return float("nan")
    return int(line.split()[1]) / 1024


def _modules(folder: str) -> dict[str, bool]:
    """The modules that were imported from the package: whether each had byte-code beside it."""
    return {
        name: os.path.exists(module.__cached__ or "")  # noqa: PTH110
        for name, module in sys.modules.items()
        if (getattr(module, "__file__", None) or "").startswith(folder)
        and str(module.__file__).endswith(".py")
    }


if __name__ == "__main__":
    main()
