"""What goes to Lambda: the zip, and what it takes there; the floor is the empty app's."""

from infra import contents

from .packed import Packed, packages
from .table import Row

PART = "package"
_LARGEST = 10
_LIMIT = 1.0


def measure() -> list[Row]:
    """The whole, and its largest parts, in MB of a million bytes."""
    with packages() as made:
        shipped, plain, floor = (_whole(one) for one in made)
        parts = contents.parts(made.shipped.zip)
    ours, theirs = "the zip", "the zip, by plain `chalice deploy`"
    rows = [
        Row(PART, ours, shipped.packed, "MB", floor.packed, _LIMIT),
        Row(PART, f"{ours}, unpacked", shipped.unpacked, "MB", floor.unpacked),
        Row(PART, theirs, plain.packed, "MB", floor.packed),
        Row(PART, f"{theirs}, unpacked", plain.unpacked, "MB", floor.unpacked),
    ]
    for name, size in list(parts.items())[:_LARGEST]:
        rows.append(Row(PART, f"{name}, in the zip", size.packed / 1e6, "MB"))
        rows.append(Row(PART, f"{name}, unpacked", size.unpacked / 1e6, "MB"))
    return rows


def _whole(one: Packed) -> contents.Sizes:
    unpacked = sum(part.unpacked for part in contents.parts(one.zip).values())
    return contents.Sizes(unpacked / 1e6, one.zip.stat().st_size / 1e6)
