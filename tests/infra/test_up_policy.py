"""A stage's policy allows what the code calls, and nothing else: the desk is played and heard."""

import json
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import boto3
import pytest

import app
from chalicelib import settings
from infra import policy
from infra.rightschecks import lacking
from infra.template import body, parse

from ..support.desk import BUSINESS, RELAYS, Driver, agent, customer
from ..support.stage import ACCOUNT_SID, AUTH_TOKEN, Stage

ARN = "arn:aws:{}:ca-central-1:123456789012:{}"
TABLE = ARN.format("dynamodb", "table/guichet-x")
QUEUE = ARN.format("sqs", "guichet-x.fifo")
SECRET = ARN.format("secretsmanager", "secret:guichet-x-Secret-AbC-123456")
BUCKET = "arn:aws:s3:::guichet-x-media-123456789012-ca-central-1"
_TRANSACTED = {"Put": "PutItem", "Update": "UpdateItem", "Delete": "DeleteItem"}
_TRANSACTED |= {"ConditionCheck": "ConditionCheckItem"}
# What an operation is called in a policy, where that is another word.
_SPELT = {"SendMessageBatch": "SendMessage"}

LOGS = [
    ARN.format("logs", f"log-group:/aws/lambda/guichet-x{one}:*") for one in ("", "-wake", "-tick")
]
LAMBDAS = {
    "sqs:ReceiveMessage": [QUEUE],
    "sqs:DeleteMessage": [QUEUE],
    "sqs:GetQueueAttributes": [QUEUE],
    "logs:CreateLogStream": LOGS,
    "logs:PutLogEvents": LOGS,
    "xray:PutTraceSegments": ["*"],
    "xray:PutTelemetryRecords": ["*"],
}
"""What Lambda does with the role's rights and no call of ours tells: AWS's guide names the first
three for a queue's trigger, and the others are what its managed policies for logs and X-Ray have.
No engine here asks for them, so that they are held against the policy by themselves."""

Heard = set[tuple[str, str]]


def built() -> dict[str, Any]:
    """The statements of a stage's policy, by their names."""
    whole = policy.build("guichet-x", TABLE, QUEUE, SECRET, BUCKET)
    return {one["Sid"]: one for one in whole["Statement"]}


@contextmanager
def hearing() -> Iterator[Heard]:
    """What is asked of AWS while the block runs: (action, what on: `table`, `index` or ``).

    A link that is signed in the functions' name counts as the call that it lets others make.
    """
    heard: Heard = set()

    def note(params: Any, model: Any, **_: Any) -> None:
        service, name = model.service_model.endpoint_prefix, model.name
        if name == "TransactWriteItems":
            kinds = [kind for item in params["TransactItems"] for kind in item]
            heard.update((f"dynamodb:{_TRANSACTED[kind]}", "table") for kind in kinds)
        elif service == "dynamodb":
            heard.add((f"dynamodb:{name}", "index" if "IndexName" in params else "table"))
        else:
            heard.add((f"{service}:{_SPELT.get(name, name)}", ""))

    clients: list[Any] = [settings.dynamodb(), settings.sqs(), settings.s3()]
    session: Any = boto3.DEFAULT_SESSION
    emitters = [*(client.meta.events for client in clients), session.events]
    for emitter in emitters:
        emitter.register_first("provide-client-params", note)
    try:
        yield heard
    finally:
        for emitter in emitters:
            emitter.unregister("provide-client-params", note)


def play(desk: Driver) -> None:
    """A day with all that the functions do: texts both ways, a picture, a missed one, the clock."""
    desk.text(customer(1), BUSINESS, "Is my bike ready?")
    desk.text(agent(1), RELAYS[0], "Yes, at five.")
    desk.text(customer(2), BUSINESS, "Do you have tyres?", media=1)
    desk.text(agent(1), RELAYS[0], "/pass Agent2")
    desk.text(agent(2), RELAYS[0], "/queue")
    desk.tick()
    desk.later(15 * 60)
    desk.carrier.faults.lose_webhooks = True
    desk.carrier.text(customer(1), BUSINESS, "Hello?")
    desk.carrier.wait_idle()
    desk.carrier.faults.lose_webhooks = False
    for _ in range(8):
        desk.later(61)
        desk.tick()
        desk.settle()
    assert any("Hello?" in text for text in desk.got(agent(2)) + desk.got(agent(1)))


def test_each_action_is_one_that_the_code_calls_and_no_call_is_missing(
    aws: Stage, monkeypatch: pytest.MonkeyPatch
) -> None:
    values = {"TWILIO_ACCOUNT_SID": ACCOUNT_SID, "TWILIO_AUTH_TOKEN": AUTH_TOKEN}
    client: Any = boto3.client("secretsmanager")
    client.create_secret(Name="credentials", SecretString=json.dumps(values))
    with Driver(aws) as desk:
        monkeypatch.setenv("GUICHET_SECRET_ID", "credentials")
        settings._held = None
        with hearing() as heard:
            play(desk)
    # The test reads the queue itself, in the place of Lambda, which asks for these rights.
    heard -= {(action, "") for action in policy.RECEIVE}
    assert {action for action, on in heard if on == "table"} == set(policy.TABLE)
    assert {action for action, on in heard if on == "index"} == set(policy.INDEXES)
    named = {*policy.SEND, *policy.SECRET, *policy.MEDIA}
    assert {action for action, on in heard if not on} == named
    each_statement_is_used(heard)


def each_statement_is_used(heard: Heard) -> None:
    """All of them grant what was called and what Lambda does; all but any one of them do not."""
    places = {"table": [TABLE], "index": [f"{TABLE}/index/{one}" for one in ("work", "due")]}
    places |= {"sqs": [QUEUE], "secretsmanager": [SECRET], "s3": [f"{BUCKET}/media/*"]}
    called = [(action, places[on or action.partition(":")[0]]) for action, on in heard]
    wanted = [
        {"Sid": action, "Action": [action], "Resource": where}
        for action, where in (*called, *LAMBDAS.items())
    ]
    whole = built()
    assert list(lacking(wanted, whole.values())) == []
    for sid in whole:
        assert list(lacking(wanted, [one for one in whole.values() if one["Sid"] != sid])), sid


def test_everything_is_named_but_where_aws_knows_no_name() -> None:
    for sid, one in built().items():
        assert one["Effect"] == "Allow"
        assert not [action for action in one["Action"] if "*" in action]
        if sid == "Media":  # every attachment has a name of its own
            assert one["Resource"] == [f"{BUCKET}/media/*"]
            continue
        stars = [where for where in one["Resource"] if "*" in where.removesuffix(":*")]
        assert stars == (["*"] if sid == "Traces" else [])
        assert sid == "Logs" or not [where for where in one["Resource"] if where.endswith(":*")]
    assert {a.split(":")[0] for a in built()["Traces"]["Action"]} == {"xray"}


def test_the_indexes_and_the_logs_are_those_there_are() -> None:
    resources = parse(body())["Resources"]
    indexes = resources["Table"]["Properties"]["GlobalSecondaryIndexes"]
    named = {f"{TABLE}/index/{one['IndexName']}" for one in indexes}
    assert set(built()["Indexes"]["Resource"]) == named
    groups = {
        one["Properties"]["LogGroupName"]["Fn::Sub"].replace("${Name}", "guichet-x")
        for one in resources.values()
        if one["Type"] == "AWS::Logs::LogGroup"
    }
    logs = built()["Logs"]["Resource"]
    assert {ARN.format("logs", f"log-group:{group}:*") for group in groups} == set(logs)
    others = [one.handler_string.split(".")[-1] for one in app.app.event_sources]
    assert groups == {f"/aws/lambda/guichet-x{name}" for name in ("", *(f"-{o}" for o in others))}


def test_the_policies_that_ship_allow_the_same() -> None:
    for path in Path(".chalice").glob("policy-*.json"):
        found = json.loads(path.read_text("utf-8"))["Statement"]
        assert {one["Sid"]: one["Action"] for one in found} == {
            sid: one["Action"] for sid, one in built().items()
        }
