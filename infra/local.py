"""The template's table, queues and bucket made directly, for an emulator: moto, ministack.

The Properties in `template.yaml` are the only source: what is changed there is changed here.
"""

import json
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple, cast

import boto3
import yaml
from botocore.exceptions import ClientError

if TYPE_CHECKING:
    from mypy_boto3_dynamodb import DynamoDBClient
    from mypy_boto3_s3 import S3Client
    from mypy_boto3_sqs import SQSClient

TEMPLATE = Path(__file__).with_name("template.yaml")

# What CreateTable takes under the same name; SSE, TTL and recovery are spelt otherwise.
_TABLE = ("TableName", "BillingMode", "AttributeDefinitions", "KeySchema", "GlobalSecondaryIndexes")
# An emulator that lacks a call says so with one of these.
_LACKING = {"UnknownOperationException", "NotImplemented", "NotImplementedException", "501"}


class _Call(NamedTuple):
    """One of CloudFormation's functions in the template: `Ref`, `Sub` or `GetAtt`."""

    function: str
    value: str


class _Loader(yaml.SafeLoader):
    pass


def _call(_loader: yaml.SafeLoader, suffix: str, node: yaml.Node) -> _Call:
    if not isinstance(node, yaml.ScalarNode) or suffix not in ("Ref", "Sub", "GetAtt"):
        raise ValueError(f"template.yaml: !{suffix} is not understood here")
    return _Call(suffix, str(node.value))


_Loader.add_multi_constructor("!", _call)


def properties(resource: str, values: Mapping[str, str]) -> dict[str, Any]:
    """A resource's Properties, with every function replaced.

    `values` holds what `!Ref X` and `${X}` are, by `X`, and `!GetAtt X.Y`, by `X.Y`. Raises
    `KeyError` for one that is missing.
    """
    return cast(dict[str, Any], _resolve(_resources()[resource]["Properties"], values))


@cache
def _resources() -> dict[str, Any]:
    """As they stand in the template: it is read once."""
    template = _Loader(TEMPLATE.read_text(encoding="utf-8")).get_single_data()
    return cast(dict[str, Any], template["Resources"])


def _resolve(node: Any, values: Mapping[str, str]) -> Any:
    if isinstance(node, _Call):
        if node.function == "Sub":
            return "".join(_substituted(node.value, values))
        return values[node.value]
    if isinstance(node, dict):
        return {key: _resolve(inner, values) for key, inner in node.items()}
    if isinstance(node, list):
        return [_resolve(inner, values) for inner in node]
    return node


def _substituted(text: str, values: Mapping[str, str]) -> Iterator[str]:
    head, *rest = text.split("${")
    yield head
    for part in rest:
        name, _, after = part.partition("}")
        yield values[name] + after


def create(table: str, queue: str, endpoint: str | None = None, *, bucket: str = "") -> str:
    """Makes the table and the two queues where they are not there yet, and returns the queue's URL.

    `table` and `queue` are names (the queue's with or without `.fifo`), and so is `bucket`, which
    is made where one is named; `endpoint` is the emulator's URL, where the environment doesn't
    say. Comes back when the table is active. botocore's errors pass through.
    """
    if bucket:
        _create_bucket(boto3.client("s3", endpoint_url=endpoint), bucket)
    dynamodb: DynamoDBClient = boto3.client("dynamodb", endpoint_url=endpoint)
    _create_table(dynamodb, properties("Table", {"Name": table}))
    sqs: SQSClient = boto3.client("sqs", endpoint_url=endpoint)
    return _create_queues(sqs, {"Name": queue.removesuffix(".fifo")})


def _create_table(dynamodb: "DynamoDBClient", wanted: dict[str, Any]) -> None:
    name = wanted["TableName"]
    request = {key: wanted[key] for key in _TABLE}
    request["SSESpecification"] = {"Enabled": wanted["SSESpecification"]["SSEEnabled"]}
    try:
        dynamodb.create_table(**request)
    except dynamodb.exceptions.ResourceInUseException:
        return
    dynamodb.get_waiter("table_exists").wait(
        TableName=name, WaiterConfig={"Delay": 1, "MaxAttempts": 60}
    )
    with _where_known():
        dynamodb.update_time_to_live(
            TableName=name, TimeToLiveSpecification=wanted["TimeToLiveSpecification"]
        )
    with _where_known():
        dynamodb.update_continuous_backups(
            TableName=name,
            PointInTimeRecoverySpecification=wanted["PointInTimeRecoverySpecification"],
        )


def _create_bucket(s3: "S3Client", name: str) -> None:
    """The bucket, private and emptied in time. Its name here is not the template's."""
    wanted = _resources()["MediaBucket"]["Properties"]
    where = s3.meta.region_name
    request: Any = {"Bucket": name}
    if where != "us-east-1":  # where S3 takes no other word for it than none
        request["CreateBucketConfiguration"] = {"LocationConstraint": where}
    try:
        s3.create_bucket(**request)
    except s3.exceptions.BucketAlreadyOwnedByYou:
        return
    with _where_known():
        s3.put_public_access_block(
            Bucket=name,
            PublicAccessBlockConfiguration=wanted["PublicAccessBlockConfiguration"],
        )
    rules = [_as_rule(rule) for rule in wanted["LifecycleConfiguration"]["Rules"]]
    with _where_known():
        s3.put_bucket_lifecycle_configuration(
            Bucket=name, LifecycleConfiguration=cast(Any, {"Rules": rules})
        )


def _as_rule(rule: Mapping[str, Any]) -> dict[str, Any]:
    """S3 has other words for a rule than CloudFormation."""
    same = {key: rule[key] for key in ("Status", "AbortIncompleteMultipartUpload")}
    spelt = {"ID": rule["Id"], "Expiration": {"Days": rule["ExpirationInDays"]}}
    return {**same, **spelt, "Filter": {"Prefix": ""}}


@contextmanager
def _where_known() -> Iterator[None]:
    """Lets an emulator do without a call that it doesn't have; any other error passes through.

    DynamoDB Local knows no point-in-time recovery; moto and ministack know both calls.
    """
    try:
        yield
    except ClientError as error:
        if error.response["Error"]["Code"] not in _LACKING:
            raise


def _create_queues(sqs: "SQSClient", values: dict[str, str]) -> str:
    dead = _create_queue(sqs, properties("DeadQueue", values))
    found = sqs.get_queue_attributes(QueueUrl=dead, AttributeNames=["QueueArn"])
    arn = found["Attributes"]["QueueArn"]
    return _create_queue(sqs, properties("Queue", {**values, "DeadQueue.Arn": arn}))


def _create_queue(sqs: "SQSClient", wanted: dict[str, Any]) -> str:
    name = wanted.pop("QueueName")
    attributes = {key: _as_attribute(value) for key, value in wanted.items()}
    return sqs.create_queue(QueueName=name, Attributes=cast(Any, attributes))["QueueUrl"]


def _as_attribute(value: Any) -> str:
    """SQS takes every attribute as text, where CloudFormation has types."""
    return value if isinstance(value, str) else json.dumps(value)
