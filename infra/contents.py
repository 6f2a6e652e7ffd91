"""What is in the package: what Chalice put there, less what Lambda never runs, plus byte-code."""

import marshal
import sys
from collections.abc import Collection, Iterator, Mapping
from importlib.util import MAGIC_NUMBER, source_hash
from pathlib import Path
from typing import NamedTuple
from zipfile import ZIP_DEFLATED, BadZipFile, ZipFile, ZipInfo

from chalicelib.errors import SetupError

from . import policy


def _services() -> tuple[str, ...]:
    """What a function may call: the policy names it, and AWS refuses whatever that doesn't name."""
    document = policy.build("any", "arn:aws:dynamodb:any:0:table/any", "queue", "secret", "bucket")
    actions = {action for one in document["Statement"] for action in one["Action"]}
    return tuple(sorted({action.partition(":")[0] for action in actions}))


LEFT_OUT: Mapping[str, tuple[str, ...]] = {
    # twilio's asynchronous HTTP client, and what it needs
    "twilio/http/async_http_client": (),
    "aiohttp": (),
    "aiohttp_retry": (),
    "aiohappyeyeballs": (),
    "aiosignal": (),
    "attr": (),
    "attrs": (),
    "frozenlist": (),
    "multidict": (),
    "propcache": (),
    "yarl": (),
    # twilio's tokens for browsers
    "jwt": (),
    "pyjwt": (),
    # twilio's other products
    "twilio/rest": ("api",),
    # boto3's resource interface, and its samples
    "boto3/data": (),
    "boto3/examples": (),
    # what AWS's services look like: those that a function may call are enough
    "botocore/data": _services(),
    # Powertools' router, with a web page for trying it
    "aws_lambda_powertools/event_handler": (),
    "wrapt-stubs": (),
}
"""By folder: the folders in it that are kept, beside its own files; nothing, where none is named.

docs/decisions/0011-the-package.md argues each.
"""

_HERE = "/var/task"  # where Lambda unpacks it
_THEN = (1980, 1, 1, 0, 0, 0)  # the first moment a zip can tell: equal contents make equal zips
_UNCHECKED = 1  # PEP 552: run without a look at the source


class Sizes(NamedTuple):
    """Of a part of the package, in bytes: as unpacked, and in the zip."""

    unpacked: float = 0
    packed: float = 0


def rewrite(before: Path, after: Path, started: Collection[str], note: str) -> None:
    """Writes the package to `after`, with `note` as the zip's comment.

    `before` is Chalice's zip; `started` the names of the modules that get byte-code, compiled from
    the sources in that very zip, beside all of our own. Raises `SetupError` where one of them is
    left out of the package.
    """
    with ZipFile(before) as old, ZipFile(after, "w", ZIP_DEFLATED) as new:
        names = {one for one in old.namelist() if not one.endswith("/")}
        kept = {one for one in names if not _is_left_out(one)}
        wanted = set(_sources(started, names))
        if missing := sorted(wanted - kept):
            raise SetupError(
                f"The package would lack what runs: {', '.join(missing)}. "
                "Mend: take it out of LEFT_OUT in infra/contents.py."
            )
        for name in sorted(kept):
            content = old.read(name)
            _put(new, name, content)
            if name in wanted or (_is_ours(name) and name.endswith(".py")):
                _put(new, _cached(name), byte_code(content, f"{_HERE}/{name}"))
        new.comment = note.encode()


def byte_code(source: bytes, path: str) -> bytes:
    """What `source` is once compiled, as a `.pyc` that Python runs without a look at the source.

    By PEP 552: magic number, flags, hash of the source, the code.
    """
    code = compile(source, path, "exec", dont_inherit=True)
    return (
        MAGIC_NUMBER + _UNCHECKED.to_bytes(4, "little") + source_hash(source) + marshal.dumps(code)
    )


def note(package: Path) -> str:
    """The zip's comment; empty where it can't be read as a zip."""
    try:
        with ZipFile(package) as found:
            return found.comment.decode("utf-8", "replace")
    except (OSError, BadZipFile):
        return ""


def parts(package: Path) -> dict[str, Sizes]:
    """What each top-level part of a package takes, byte-code apart, the largest first."""
    found: dict[str, Sizes] = {}
    with ZipFile(package) as opened:
        for one in opened.infolist():
            part = "byte-code" if one.filename.endswith(".pyc") else _part(one.filename)
            size = found.get(part, Sizes())
            found[part] = Sizes(size.unpacked + one.file_size, size.packed + one.compress_size)
    return dict(sorted(found.items(), key=lambda one: -one[1].unpacked))


def _part(name: str) -> str:
    top = name.partition("/")[0]
    return "dist-info" if top.endswith((".dist-info", ".data")) else top


def _is_ours(name: str) -> bool:
    return name == "app.py" or name.startswith("chalicelib/")


def _is_left_out(name: str) -> bool:
    """Also byte-code that a checkout had lying about: of whatever Python, of whatever day."""
    if name.endswith((".pyc", ".pyi")) or "__pycache__" in name:
        return True
    for folder, kept in LEFT_OUT.items():
        if name.startswith((f"{folder}-", f"{folder}.")):  # its dist-info; a module, not a folder
            return True
        if name.startswith(f"{folder}/"):
            below, inner, _ = name.removeprefix(f"{folder}/").partition("/")
            return not kept or (bool(inner) and below not in kept)
    return False


def _sources(modules: Collection[str], names: Collection[str]) -> Iterator[str]:
    """The files of those modules that are in the package."""
    for module in modules:
        path = module.replace(".", "/")
        yield from {f"{path}.py", f"{path}/__init__.py"} & set(names)


def _cached(name: str) -> str:
    folder, _, file = name.rpartition("/")
    tagged = f"__pycache__/{file.removesuffix('.py')}.{sys.implementation.cache_tag}.pyc"
    return f"{folder}/{tagged}" if folder else tagged


def _put(package: ZipFile, name: str, content: bytes) -> None:
    """Readable by whoever runs it: Lambda's user is not who packed it."""
    entry = ZipInfo(name, _THEN)
    entry.compress_type = ZIP_DEFLATED
    entry.external_attr = (0o100755 if ".so" in name else 0o100644) << 16
    package.writestr(entry, content)
