"""`template.yaml` as it is sent, and as plain data to compare and to take apart."""

from typing import Any

import yaml

from . import local


class _Loader(yaml.SafeLoader):
    """CloudFormation's short forms, as the long ones."""


def _long(_loader: yaml.SafeLoader, suffix: str, node: yaml.Node) -> dict[str, Any]:
    value: Any = str(node.value)
    if suffix == "GetAtt":
        value = value.split(".", 1)
    return {suffix if suffix == "Ref" else f"Fn::{suffix}": value}


_Loader.add_multi_constructor("!", _long)


def parse(body: str) -> dict[str, Any]:
    """A template as plain data."""
    found: dict[str, Any] = yaml.load(body, _Loader)  # noqa: S506 - a SafeLoader
    return found


def body() -> str:
    """The template as it is."""
    return local.TEMPLATE.read_text(encoding="utf-8")
