"""An engine of its own, in which policies are enforced, and a stand-in Twilio."""

from collections.abc import Iterator, Mapping
from pathlib import Path

import pytest

from simulator.carrier import Carrier
from simulator.network import over_http
from simulator.rest import RestServer
from simulator.wire import Answer

from ..support import ministack
from ..support.lacking import lacking
from ..support.places import BUSINESS, RELAYS
from ..support.stage import ACCOUNT_SID, AUTH_TOKEN, PUBLIC_URL
from .operating import Operator


class World:
    """The operator, and the network that the phones are on."""

    def __init__(self, folder: Path, endpoint: str) -> None:
        numbers = {BUSINESS, *RELAYS[:4]}
        self.carrier = Carrier(
            self._post, ACCOUNT_SID, AUTH_TOKEN, public_url=PUBLIC_URL, numbers=numbers
        )
        self.rest = RestServer(self.carrier)
        self.operator = Operator(folder, endpoint, self.rest.url)

    def _post(self, url: str, headers: Mapping[str, str], body: bytes) -> Answer:
        return over_http(PUBLIC_URL, self.operator.url)(url, headers, body)


@pytest.fixture
def world(tmp_path: Path) -> Iterator[World]:
    """A fresh account, nothing in it; functions have the rights of their roles, and no others."""
    executable = ministack.find()
    if executable is None:
        lacking("ministack", "run `make install`, or name its executable in GUICHET_MINISTACK")
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("AUTH", "true")
        with ministack.running(executable) as endpoint:
            made = World(tmp_path, endpoint)
            with made.rest:
                yield made
            made.carrier.close()
