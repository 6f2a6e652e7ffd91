"""What a story may break."""


class Broken(AssertionError):
    """A promise not kept; `promise` names it."""

    def __init__(self, promise: str, what: str) -> None:
        super().__init__(f"{promise}: {what}")
        self.promise = promise
