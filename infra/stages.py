"""A stage's part of `.chalice/`: its settings, its policy, and what Chalice noted as deployed."""

import json
import os
import re
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from chalicelib.errors import SetupError
from chalicelib.providers import base

from .apply import CONFIG

APP = "guichet"
VARIABLES = ("GUICHET_TABLE", "GUICHET_QUEUE_URL", "GUICHET_BUCKET", "GUICHET_SECRET_ID")
"""What a stage's stack says."""
OPTIONAL = ("GUICHET_PUBLIC_URL", *(f"{name.upper()}_API_URL" for name in base.names()))
"""What goes into a stage's environment where the operator has it set."""

LEAST_MEMORY = 256
"""MB for a function that passes attachments on: it holds one, of up to 16 MB, and all it needs."""

_STAGE = re.compile(r"[a-z][a-z0-9-]{0,19}")
# docs/decisions/0011-the-package.md says why these; what the file has already wins.
_DEFAULTS: Mapping[str, Any] = {
    "api_gateway_stage": "api",
    "autogen_policy": False,
    "lambda_memory_size": 1024,
    "lambda_timeout": 60,
    "xray": True,
    "lambda_functions": {
        "api_handler": {"lambda_memory_size": 1769, "lambda_timeout": 29},
        "tick": {"lambda_memory_size": 512},
    },
}


def name(stage: str) -> str:
    """What everything of a stage is called on AWS: `guichet-prod`. Raises `SetupError`."""
    if not _STAGE.fullmatch(stage):
        raise SetupError(
            f'"{stage}" can\'t be a stage. Mend: take up to 20 of a-z, 0-9 and -, a letter first.'
        )
    return f"{APP}-{stage}"


def optional() -> dict[str, str]:
    """The addresses that the operator has set, by name."""
    return {key: value for key in OPTIONAL if (value := os.environ.get(key))}


def check(config: Path = CONFIG) -> None:
    """Raises `SetupError` where the file is there and can't be understood."""
    _read(config)


def write(stage: str, variables: Mapping[str, str], config: Path = CONFIG) -> bool:
    """Puts a stage's settings into the file, beside what it has; whether that changed it."""
    whole = _read(config)
    before = json.dumps(whole)
    found = whole["stages"].setdefault(stage, {})
    for key, value in {**_DEFAULTS, "iam_policy_file": policy(stage, config).name}.items():
        found.setdefault(key, value)
    for _, table in _memories(found):
        table["lambda_memory_size"] = max(LEAST_MEMORY, table["lambda_memory_size"])
    found["environment_variables"] = {**found.get("environment_variables", {}), **variables}
    if json.dumps(whole) == before:
        return False
    _save(config, whole)
    return True


def scant(stage: str, config: Path = CONFIG) -> tuple[str, ...]:
    """What `write` gives more memory to: functions by name, or `the stage`."""
    memories = _memories(_read(config)["stages"].get(stage, {}))
    return tuple(who for who, table in memories if table["lambda_memory_size"] < LEAST_MEMORY)


def _memories(found: dict[str, Any]) -> list[tuple[str, dict[str, Any]]]:
    """Where the file says how much memory a function gets that passes attachments on."""
    each = found.get("lambda_functions", {})
    tables = [("the stage", found), *((who, each[who]) for who in ("wake", "tick") if who in each)]
    return [(who, one) for who, one in tables if isinstance(one.get("lambda_memory_size"), int)]


def forget(stage: str, config: Path = CONFIG) -> bool:
    """Takes out what the stack had said; whether there was any of it."""
    whole = _read(config)
    variables = whole["stages"].get(stage, {}).get("environment_variables", {})
    gone = [key for key in VARIABLES if variables.pop(key, None) is not None]
    if gone:
        _save(config, whole)
    return bool(gone)


def policy(stage: str, config: Path = CONFIG) -> Path:
    """Where a stage's policy is. Chalice looks beside its config, under this name or another."""
    named = _read(config)["stages"].get(stage, {}).get("iam_policy_file")
    return config.with_name(named or f"policy-{stage}.json")


def write_policy(stage: str, document: Mapping[str, Any], config: Path = CONFIG) -> bool:
    """Writes a stage's policy; whether that changed it."""
    path = policy(stage, config)
    text = json.dumps(document, indent=2) + "\n"
    if path.exists() and path.read_text(encoding="utf-8") == text:
        return False
    path.write_text(text, encoding="utf-8")
    return True


def deployed(stage: str, config: Path = CONFIG) -> bool:
    """Whether Chalice noted on this machine that the stage's functions are deployed."""
    note = config.parent / "deployed" / f"{stage}.json"
    try:
        return bool(json.loads(note.read_text(encoding="utf-8")).get("resources"))
    except (OSError, ValueError, AttributeError):
        return False


def _read(config: Path) -> dict[str, Any]:
    try:
        found = json.loads(config.read_text(encoding="utf-8"))
        found.setdefault("stages", {}).get("")
    except FileNotFoundError:
        return {"version": "2.0", "app_name": APP, "stages": {}}
    except (OSError, ValueError, AttributeError):
        raise SetupError(f"{config.name} can't be read. Mend: make it JSON again.") from None
    if found.get("app_name", APP) != APP:
        raise SetupError(f'{config.name} has another app_name. Mend: make it "{APP}".')
    return dict(found)


def _save(config: Path, whole: Mapping[str, Any]) -> None:
    """In one step: a Ctrl-C leaves the old file or the new one."""
    config.parent.mkdir(exist_ok=True)
    beside = config.with_name(f".{config.name}.new")
    beside.write_text(json.dumps(whole, indent=2) + "\n", encoding="utf-8")
    beside.replace(config)
