"""Where our own routes are reached, for those whom no webhook has told: the clock wakes them."""

from .. import settings
from . import codec, keys
from .calls import get, speaking

_known = ("", "")
"""What this process knows: the table, and the address that goes with it."""


def reached(base_url: str) -> str:
    """Our own address: GUICHET_PUBLIC_URL, else `base_url`, which a webhook was called by.

    Where that is '', the last one that is known, or ''. A link in a text begins with it. A process
    tells it to the others, or asks for it, once: 1 PutItem or 1 GetItem.
    """
    if url := settings.public_url():
        return url
    global _known
    table = settings.table()
    known = _known[1] if _known[0] == table else ""
    if base_url and base_url != known:
        with speaking():
            item = {**keys.own_url(), "url": codec.text(base_url)}
            settings.dynamodb().put_item(TableName=table, Item=item)
    elif not base_url and not known:
        found = get(keys.own_url())
        base_url = found["url"]["S"] if found else ""
    _known = (table, base_url or known)
    return _known[1]
