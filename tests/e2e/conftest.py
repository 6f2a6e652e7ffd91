"""An engine of its own, in which policies are enforced, and a stand-in Twilio."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from simulator.carrier import Carrier
from simulator.rest import RestServer

from ..support import ministack
from ..support.lacking import lacking
from ..support.places import BUSINESS, RELAYS
from ..support.stage import ACCOUNT_SID, AUTH_TOKEN
from ..support.standin_numbers import StandIn, listening
from .operating import Operator


class World:
    """The operator, the network that the phones are on, and the account that owns the numbers.

    The account's stand-in is the way to all of Twilio, and the domain in front of the API.
    """

    def __init__(self, folder: Path, endpoint: str, account: StandIn) -> None:
        self.account = account
        self.carrier = Carrier(
            account.public_url,
            ACCOUNT_SID,
            AUTH_TOKEN,
            numbers={BUSINESS, f"whatsapp:{BUSINESS}", *RELAYS[:4]},
        )
        self.rest = RestServer(self.carrier)
        self.carrier.media_url = account.url
        self.operator = Operator(folder, endpoint, account.url, public_url=account.public_url)
        account.messages, account.deployed = self.rest.url, lambda: self.operator.url


@pytest.fixture
def world(tmp_path: Path) -> Iterator[World]:
    """A fresh account, nothing in it; functions have the rights of their roles, and no others."""
    executable = ministack.find()
    if executable is None:
        lacking("ministack", "run `make install`, or name its executable in GUICHET_MINISTACK")
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("AUTH", "true")
        with ministack.running(executable) as endpoint, listening() as account:
            made = World(tmp_path, endpoint, account)
            with made.rest:
                yield made
            made.carrier.close()
