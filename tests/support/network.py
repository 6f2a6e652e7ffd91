"""No test reaches beyond this machine, by mistake or otherwise."""

import ipaddress
import socket
from typing import Any

import pytest


class LeftTheMachine(Exception):
    """A test tried to reach another host."""


def _check(host: Any) -> None:
    name = host.decode() if isinstance(host, bytes) else host
    if name in (None, "", "localhost", socket.gethostname()):
        return
    try:
        if ipaddress.ip_address(name).is_loopback or name in ("0.0.0.0", "::"):  # noqa: S104
            return
    except ValueError:
        pass
    raise LeftTheMachine(f"A test tried to reach {name}; only the loopback is allowed.")


def stay_here(patch: pytest.MonkeyPatch) -> None:
    """Makes every connection and look-up but the loopback's raise `LeftTheMachine`."""
    connect, connect_ex, getaddrinfo = (
        socket.socket.connect,
        socket.socket.connect_ex,
        socket.getaddrinfo,
    )

    def checked(real: Any) -> Any:
        def to(sock: socket.socket, address: Any) -> Any:
            if sock.family in (socket.AF_INET, socket.AF_INET6):
                _check(address[0])
            return real(sock, address)

        return to

    def looked_up(host: Any, *rest: Any, **named: Any) -> Any:
        _check(host)
        return getaddrinfo(host, *rest, **named)

    patch.setattr(socket.socket, "connect", checked(connect))
    patch.setattr(socket.socket, "connect_ex", checked(connect_ex))
    patch.setattr(socket, "getaddrinfo", looked_up)
