"""What outlives a stage's stack because people's texts are in it: the table, the bucket.

(The secret does too, in its own way: see `secret.py`.)
"""

from collections.abc import Iterator
from typing import Any

from botocore.exceptions import ClientError

from . import attachments, cloud, local


def names(stack: str, place: cloud.Place) -> dict[str, dict[str, str]]:
    """Logical id → how CloudFormation tells which one, as the template names them."""
    values = {"Name": stack, "AWS::AccountId": place.account, "AWS::Region": place.region}
    return {
        "Table": {"TableName": local.properties("Table", values)["TableName"]},
        "MediaBucket": {"BucketName": local.properties("MediaBucket", values)["BucketName"]},
    }


def found(stack: str, place: cloud.Place) -> dict[str, dict[str, str]]:
    """Those of them that are there."""
    every = names(stack, place)
    there = {
        "Table": _there(
            cloud.client("dynamodb").describe_table, every["Table"], ("ResourceNotFoundException",)
        ),
        "MediaBucket": _there(
            cloud.client("s3").head_bucket,
            {"Bucket": every["MediaBucket"]["BucketName"]},
            ("404", "NoSuchBucket"),
        ),
    }
    return {logical: every[logical] for logical in every if there[logical]}


def _there(ask: Any, asked: dict[str, str], missing: tuple[str, ...]) -> bool:
    try:
        ask(**asked)
    except ClientError as error:
        if cloud.code(error) in missing:
            return False
        raise
    return True


def delete(stack: str, place: cloud.Place) -> Iterator[str]:
    """Deletes them, with everything in them; tells what, a line each, when it is done."""
    there = found(stack, place)
    if "Table" in there:
        dynamodb = cloud.client("dynamodb")
        dynamodb.delete_table(**there["Table"])
        dynamodb.get_waiter("table_not_exists").wait(**there["Table"])
        yield "The table is deleted."
    if "MediaBucket" in there:
        name = there["MediaBucket"]["BucketName"]
        attachments.empty(name)  # else it can't go
        cloud.client("s3").delete_bucket(Bucket=name)
        yield "The media bucket is deleted."
