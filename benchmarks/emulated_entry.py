"""The function that AWS's emulator calls: `app`'s own, with AWS answered as in `once.py`."""

import json
import os
from pathlib import Path

import once  # type: ignore[import-not-found]  # it lies beside this one there

asked = json.loads(Path(os.environ["BENCHMARK_EVENT"]).read_text("utf-8"))
once.answer(asked)

import app  # noqa: E402 - as late as in `once.py`

handler = getattr(app, asked["function"])
