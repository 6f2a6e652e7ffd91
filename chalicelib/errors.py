"""Everything Guichet raises on purpose.

GuichetError
├── BadRequest              the webhook is at fault: answered 4xx, nothing is written
│   ├── Forged              no signature, or a wrong one (403)
│   ├── Malformed           a field that must be there is not (400)
│   └── UnknownProvider     no adapter has this name (404)
├── StoreError              DynamoDB said no
│   ├── Conflict            something the decision rested on has changed: load and decide again
│   ├── Duplicate           this webhook was taken in already: nothing happens
│   └── Unavailable         throttled, full or down: answered 5xx, the provider tries again
├── SendError               the provider did not take a text
│   ├── Refused             it never will (`code` says why)
│   ├── TryLater            not now (`after` seconds)
│   └── OutcomeUnknown      it may or may not have gone: ask before sending again
├── MediaRefused            an attachment that is not fetched, ever (`why`: a key of texts/)
└── SetupError              what the operator must mend, in one sentence with the mend
    └── NotSetUp            no desk.toml was applied to this stage yet
"""


class GuichetError(Exception):
    """The root of the tree above."""


class BadRequest(GuichetError):
    """A webhook that is at fault. `status` is the HTTP status it is answered with."""

    status = 400


class Forged(BadRequest):
    """The signature is missing or wrong."""

    status = 403


class Malformed(BadRequest):
    """The signature is right, and something that must be there is not."""


class UnknownProvider(BadRequest):
    """No adapter in `chalicelib/providers/` has this name."""

    status = 404


class StoreError(GuichetError):
    """DynamoDB did not do as asked."""


class Conflict(StoreError):
    """A version changed between load and commit."""


class Duplicate(StoreError):
    """The seen-marker was there: this text was committed before."""


class Unavailable(StoreError):
    """Throttled, out of reach, or still in conflict after the time allowed."""


class SendError(GuichetError):
    """The provider did not take a text. `code` is the provider's own, as text, or ''."""

    def __init__(self, message: str, code: str = "") -> None:
        super().__init__(message)
        self.code = code


class Refused(SendError):
    """It will never be taken as it is."""


class TryLater(SendError):
    """Not now. `after` is in seconds."""

    def __init__(self, message: str, code: str = "", after: int = 30) -> None:
        super().__init__(message, code)
        self.after = after


class OutcomeUnknown(SendError):
    """The request left and no answer came: nobody here knows whether the text went."""


class MediaRefused(GuichetError):
    """An attachment that will never be fetched. `why` is a key of texts/.

    `media_too_large`, `media_not_taken` (its type), `media_gone`, `media_refused` (not what or not
    where it says).
    """

    def __init__(self, message: str, why: str) -> None:
        super().__init__(message)
        self.why = why


class SetupError(GuichetError):
    """What the operator must mend; the message names the mend."""


class NotSetUp(SetupError):
    """No desk was applied to this stage."""
