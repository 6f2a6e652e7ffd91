"""What a stage's functions may do on AWS: what the code does, on what is the stage's, no more.

tests/infra/test_up_policy.py plays the desk and compares: a call that is missing here fails it, and
an action that nothing calls.
"""

from collections.abc import Sequence
from typing import Any

from chalicelib.store import keys

TABLE = (
    "dynamodb:BatchGetItem",
    "dynamodb:ConditionCheckItem",
    "dynamodb:DeleteItem",
    "dynamodb:GetItem",
    "dynamodb:PutItem",
    "dynamodb:Query",
    "dynamodb:UpdateItem",
)
INDEXES = ("dynamodb:Query",)
SEND = ("sqs:SendMessage",)
# Lambda's own reading of the queue is done in the function's name.
RECEIVE = ("sqs:DeleteMessage", "sqs:GetQueueAttributes", "sqs:ReceiveMessage")
SECRET = ("secretsmanager:GetSecretValue",)
# A link to an attachment is signed in the function's name: who follows it reads by this right.
MEDIA = ("s3:GetObject", "s3:PutObject")
# The log groups are the stack's, so that nobody else makes them.
LOGS = ("logs:CreateLogStream", "logs:PutLogEvents")
# X-Ray knows no resource to name here.
TRACES = ("xray:PutTelemetryRecords", "xray:PutTraceSegments")

_INDEX_NAMES = ("work", "due")
FUNCTIONS = ("", "-wake", "-tick")
"""How the names of the functions end, after the stage's."""


def build(name: str, table: str, queue: str, secret: str, bucket: str) -> dict[str, Any]:
    """The policy of the stage called `name`; the others are ARNs."""
    _, partition, _, region, account, _ = table.split(":", 5)
    logs = f"arn:{partition}:logs:{region}:{account}:log-group:/aws/lambda/{name}"
    return {
        "Version": "2012-10-17",
        "Statement": [
            _allow("Table", TABLE, [table]),
            _allow("Indexes", INDEXES, [f"{table}/index/{index}" for index in _INDEX_NAMES]),
            _allow("Wake", SEND, [queue]),
            _allow("Woken", RECEIVE, [queue]),
            _allow("Secret", SECRET, [secret]),
            _allow("Media", MEDIA, [f"{bucket}/{keys.MEDIA_FOLDER}*"]),
            _allow("Logs", LOGS, [f"{logs}{function}:*" for function in FUNCTIONS]),
            _allow("Traces", TRACES, ["*"]),
        ],
    }


def _allow(sid: str, actions: Sequence[str], resources: list[str]) -> dict[str, Any]:
    return {"Sid": sid, "Effect": "Allow", "Action": list(actions), "Resource": resources}
