"""What a stage is made of: whether it is there, answers and moves.

Each yields what is wrong. Errors of AWS pass through, `SetupError` has its mend.
"""

import time
from collections.abc import Callable, Iterator
from datetime import UTC, date, datetime, timedelta

import boto3
from botocore.exceptions import ClientError

from chalicelib import missed, settings
from chalicelib.errors import NotSetUp, SetupError
from chalicelib.models import MINUTE
from chalicelib.store import desk as desks
from chalicelib.store import log

from . import cloud, secret
from .findings import Finding, many, since

STILL = 10 * MINUTE
"""The clock comes each minute: after this long (ms) without a move it stands still."""

FIRST = 3 * MINUTE
"""So long (ms) after it was deployed, the clock may not have come yet."""

SOON = timedelta(days=90)
"""Holidays that run out within this time are said: `apply` is run now and then, not every day."""

SECRETS = secret.TWILIO
"""What the stage's secret must hold."""

META = secret.META
"""What it must hold besides where Meta carries an address."""

_BLOCKED = ("BlockPublicAcls", "IgnorePublicAcls", "BlockPublicPolicy", "RestrictPublicBuckets")
_INDEXES = frozenset({"work", "due"})
_UP = "Mend: `python desk.py up --stage …` makes it; it keeps what is there."


def table() -> Iterator[Finding]:
    """The table and its indexes."""
    db = settings.dynamodb()
    try:
        found = db.describe_table(TableName=settings.table())["Table"]
    except db.exceptions.ResourceNotFoundException:
        yield Finding("There is no table.", "nothing can be kept or answered.", _UP)
        return
    state = found["TableStatus"]
    if state not in ("ACTIVE", "UPDATING"):
        mend = "Mend: look again in a minute, else see the stack in CloudFormation."
        yield Finding(f"The table is {state}.", "nothing can be kept or answered.", mend)
    there = {one["IndexName"] for one in found.get("GlobalSecondaryIndexes", [])}
    if lacking := sorted(_INDEXES - there):
        why = "what waits is not found again, and lists are empty."
        yield Finding(f"The table has no index {', '.join(lacking)}.", why, _UP)


def queue() -> Iterator[Finding]:
    """The queue."""
    sqs = settings.sqs()
    try:
        sqs.get_queue_attributes(QueueUrl=settings.queue_url(), AttributeNames=["QueueArn"])
    except sqs.exceptions.QueueDoesNotExist:
        why = "texts wait for the clock: a minute and more, instead of a second."
        yield Finding("There is no queue.", why, _UP)


def bucket() -> Iterator[Finding]:
    """The bucket for attachments, and that nobody else can see into it."""
    why = "pictures are not kept: whom they are for is told that there was one, and no more."
    s3 = settings.s3()
    try:
        name = settings.bucket()
        s3.head_bucket(Bucket=name)
        found = s3.get_public_access_block(Bucket=name)["PublicAccessBlockConfiguration"]
    except SetupError:
        mend = "Mend: `python desk.py up --stage …` sets it, then `chalice deploy`."
        yield Finding("GUICHET_BUCKET is not set for this stage.", why, mend)
    except ClientError as error:
        yield from _no_bucket(error, why)
    else:
        if not all(found.get(kind) for kind in _BLOCKED):
            yield _not_private()


def _no_bucket(error: ClientError, why: str) -> Iterator[Finding]:
    """What the answer means; raises it where it is no answer about the bucket."""
    word = cloud.code(error)
    if word in ("404", "NoSuchBucket"):
        yield Finding("There is no bucket.", why, _UP)
    elif word == "NoSuchPublicAccessBlockConfiguration":
        yield _not_private()
    elif word in ("403", "AccessDenied"):
        yield Finding(
            f"The bucket was not looked at: AWS does not let you call {error.operation_name}.",
            "whether pictures can be kept, and nobody else sees them, is not known.",
            "Mend: have it allowed to your user, or have somebody look who deploys. If they may"
            " not either, it is another account's: `python desk.py up --stage …` sets this one's.",
            hint=True,
        )
    else:
        raise error


def _not_private() -> Finding:
    return Finding(
        "The bucket is not closed to the public.",
        "what customers sent could be opened to anybody by one more slip.",
        "Mend: in S3's console, the bucket → Permissions → Block public access: all of it.",
    )


def waiting() -> Iterator[Finding]:
    """Whether anybody empties the queue. A wake-up or two on their way are no trouble."""
    found = settings.sqs().get_queue_attributes(
        QueueUrl=settings.queue_url(), AttributeNames=["ApproximateNumberOfMessages"]
    )
    count = int(found["Attributes"]["ApproximateNumberOfMessages"])
    age = _oldest() if count else 0
    if age * 1000 >= STILL:
        yield Finding(
            f"{many(count, 'wake-up')} in the queue, the oldest for {many(age // 60, 'minute')}.",
            "texts wait for the clock, or are not handled at all.",
            "Mend: see the log of the function `wake`: does it run, and what does it say? Its"
            " trigger is made by `chalice deploy`.",
        )


def _oldest() -> int:
    """How old (s) the oldest message was lately, as CloudWatch saw it; 0 where it saw nothing."""
    now = datetime.fromtimestamp(time.time(), UTC)
    found = boto3.client("cloudwatch").get_metric_statistics(
        Namespace="AWS/SQS",
        MetricName="ApproximateAgeOfOldestMessage",
        Dimensions=[{"Name": "QueueName", "Value": settings.queue_name()}],
        StartTime=now - timedelta(minutes=15),
        EndTime=now,
        Period=60,
        Statistics=["Maximum"],
    )
    points = sorted(found["Datapoints"], key=lambda point: point["Timestamp"])
    return int(points[-1]["Maximum"]) if points else 0


def desk() -> Iterator[Finding]:
    """What desk.toml declares."""
    desks.forget()
    try:
        found = desks.load()
    except NotSetUp:
        yield Finding(
            "No desk.toml was applied to this stage.",
            "texts are kept, and nobody hears of them.",
            "Mend: run `python desk.py apply` for this stage.",
        )
        return
    if any(carrier.provider == "meta" for carrier in found.carriers.values()):
        yield from _missing(META, "what Meta carries does not come in, or no answer leaves.")
    last, today = found.holidays_until, datetime.fromtimestamp(time.time(), UTC).date()
    if last and date.fromisoformat(last) < today + SOON:
        yield Finding(
            f"The holidays are worked out until {last}.",
            "after that inboxes are open on holidays.",
            "Mend: `python desk.py apply` for this stage.",
            hint=True,
        )


def clock(deployed: Callable[[], int] = lambda: 0) -> Iterator[Finding]:
    """The clock, by the mark up to which it read the provider's log.

    `deployed` is when (ms) its function was: before its first minutes are over it is only a hint.
    """
    mark = log.read_until(missed.PROVIDER)
    moved = mark + missed.YOUNGEST
    now = int(time.time() * 1000)
    if moved >= now - STILL:
        return
    what = f"stands still: it last read Twilio's log {since(moved)}" if mark else "never ran"
    yield Finding(
        f"The clock {what}.",
        "what a webhook did not bring is not fetched, and texts that are to leave later stay.",
        "Mend: see the log of the function `tick`: does it run, and what does it say? Its"
        " schedule is made by `chalice deploy`. Just deployed, or after an outage, look again in"
        " two minutes.",
        hint=not mark and deployed() >= now - FIRST,
    )


def credentials() -> Iterator[Finding]:
    """The secret, and what it must hold. Raises `SetupError` where it is not there."""
    why = "no webhook can be verified: every text is refused, and none can be sent."
    yield from _missing(SECRETS, why)


def _missing(names: tuple[str, ...], why: str) -> Iterator[Finding]:
    held = settings.credentials()
    for name in names:
        try:
            held.secret(name)
        except SetupError:
            yield Finding(
                f"{name} is not in the stage's secret.",
                why,
                "Mend: put it into the secret (GUICHET_SECRET_ID), or set it for the stage.",
            )
