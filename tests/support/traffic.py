"""How much leaves for AWS and comes back: the calls of `AwsCalls`, with the bytes of each."""

from typing import Any, NamedTuple, Self

from .calls import AwsCalls

_ANSWERED = "response-received"


class Call(NamedTuple):
    """One request to AWS: its operation, and the bytes of the bodies both ways."""

    operation: str
    sent: int
    received: int


class Traffic(AwsCalls):
    """What the app asked of AWS while the block ran, with sizes. For one thread.

    with Traffic() as traffic:
        handle(webhook)
    assert traffic.counts == {"GetItem": 1, "TransactWriteItems": 1}
    assert traffic.calls[0].received < 2000
    """

    def __init__(self) -> None:
        super().__init__()
        self.calls: list[Call] = []
        """Each request that was answered, in order."""
        self._body = 0

    def __enter__(self) -> Self:
        super().__enter__()
        for client in self._clients():
            client.meta.events.register_first(_ANSWERED, self._answered)
        return self

    def __exit__(self, *_: object) -> None:
        super().__exit__()
        for client in self._clients():
            client.meta.events.unregister(_ANSWERED, self._answered)

    def _heard(self, event_name: str, **event: Any) -> None:
        super()._heard(event_name)
        body = event["request"].body or b""
        # What goes to S3 is a stream that tells its length only to who reads it.
        self._body = len(body) if isinstance(body, (bytes, str)) else 0

    def _answered(self, event_name: str, response_dict: Any = None, **_: Any) -> None:
        received = len(response_dict["body"]) if response_dict else 0
        self.calls.append(Call(event_name.rsplit(".", 1)[-1], self._body, received))
