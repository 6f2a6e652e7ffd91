"""From nothing to live and back, with the operator's own commands and nothing but HTTP."""

import json
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any
from urllib.request import urlopen

import pytest

from simulator.media import PICTURE

from ..support.places import BUSINESS, RELAYS, agent, customer, desk_toml
from ..support.stage import AUTH_TOKEN
from .conftest import World

pytestmark = [pytest.mark.engine, pytest.mark.slow]

T = 30
TEMPLATE = "HX" + "0" * 32
UNREACHABLE = 30003
UNASKED = {
    "Woken": ("sqs:ReceiveMessage", "sqs:DeleteMessage", "sqs:GetQueueAttributes"),
    "Logs": ("logs:CreateLogStream", "logs:PutLogEvents"),
    "Traces": ("xray:PutTraceSegments", "xray:PutTelemetryRecords"),
}
"""What Lambda does itself, with the rights of the function's role: it polls the queue, writes the
log, hands over the traces. The engine does the first two without asking the role, the third not at
all; so its policy simulator is asked, and `doctor`."""


def until(what: Callable[[], Any], seconds: float = T) -> Any:
    """Waits for `what` to be true, and returns it."""
    end = time.monotonic() + seconds
    while not (found := what()) and time.monotonic() < end:
        time.sleep(0.1)
    assert found
    return found


def got(world: World, phone: str) -> list[str]:
    """What a phone received, oldest first."""
    return [t.body for t in world.carrier.texts() if t.to == phone and t.status == "delivered"]


def writes(world: World, sender: str, to: str, body: str, reader: str) -> str:
    """A phone texts, and another gets it; the text's id."""
    sid = world.carrier.text(sender, to, body)
    until(lambda: any(body in text for text in got(world, reader)))
    assert world.carrier.refused == []
    return sid


def refused(world: World) -> None:
    """A text is answered 5xx: the provider tries again."""
    sid = world.carrier.text(customer(2), BUSINESS, "Hello?")
    until(lambda: world.carrier.get(sid).status == "failed")
    ((path, status),) = world.carrier.refused
    assert path.endswith("/webhooks/twilio/messages")
    assert status >= 500
    world.carrier.refused.clear()


def declares(folder: Path, head: str = "") -> None:
    """Writes the desk.toml, with `head` in its table `[desk]`."""
    toml = desk_toml(agents=(1,), channels=("whatsapp:",), head=head)
    template = f'[templates.en]\ntwilio = "{TEMPLATE}"\nvariables = ["{{desk}}"]\n'
    (folder / "desk.toml").write_text(f"{toml}\n{template}", "utf-8")


def connected(world: World) -> None:
    """The account's numbers lead to the stage; its sender on WhatsApp was made to, by hand."""
    hooks = {"callback_url": f"{world.account.public_url}/webhooks/twilio/messages"}
    sender = {"sid": "XE1", "sender_id": f"whatsapp:{BUSINESS}", "status": "ONLINE"}
    world.account.senders = [sender | {"webhook": hooks}]
    world.account.approvals = {TEMPLATE: "approved"}
    world.account.buy(BUSINESS, *RELAYS[:4])
    assert world.operator.desk("connect").count(": texts, fallback, statuses, calls set.") == 5
    base = f"{world.account.public_url}/webhooks/twilio"
    for address in (BUSINESS, *RELAYS[:4]):
        number = world.account.number(address)
        assert number["sms_url"].partition("#")[0] == f"{base}/messages"
        assert number["status_callback"] == f"{base}/statuses"


def broken(world: World) -> None:
    """The functions have an earlier release's policy, and the queue's trigger is gone."""
    operator = world.operator
    operator.take_away("Woken")
    aws = operator.client("lambda")
    (mapping,) = aws.list_event_source_mappings(FunctionName=f"{operator.name}-wake")[
        "EventSourceMappings"
    ]
    aws.delete_event_source_mapping(UUID=mapping["UUID"])
    said = operator.desk("doctor", ends=1)
    assert "1 statement of the stage's policy not held by its functions.\n  - Woken: sqs:" in said
    assert f"No trigger leads from the queue to {operator.name}-wake." in said
    assert said.count("`chalice deploy --stage e2e` ") == 2


def each_right_is_needed(world: World) -> None:
    """Of what the engine enforces the story tells; of the rest, that the role holds it."""
    operator = world.operator
    policy = json.loads((operator.folder / ".chalice/policy-e2e.json").read_text("utf-8"))
    resources = {one["Sid"]: one["Resource"] for one in policy["Statement"]}
    for sid, actions in UNASKED.items():
        asked = [(action, where) for action in actions for where in resources[sid]]
        assert all(operator.may(*one) for one in asked)
        with operator.without(sid):
            assert not any(operator.may(*one) for one in asked)


def by_whatsapp(world: World) -> None:
    """A picture, an answer, a day's silence, a template, the rest: on both sides of the channel."""
    carrier, ours, theirs = world.carrier, f"whatsapp:{BUSINESS}", f"whatsapp:{customer(3)}"
    # The bucket takes nothing that comes by plain HTTP, and the engine speaks nothing else.
    world.operator.client("s3").delete_bucket_policy(Bucket=world.operator.bucket)
    carrier.text(theirs, ours, "Is this the wheel?", pictures=[(PICTURE.body, PICTURE.kind)])
    until(lambda: any("Is this the wheel?" in text for text in got(world, agent(1))))
    shown = next(t for t in carrier.texts() if "Is this the wheel?" in t.body and t.to == agent(1))
    with urlopen(shown.media_urls[0], timeout=T) as answer:
        assert (answer.read(), answer.headers["Content-Type"]) == PICTURE
    writes(world, agent(1), shown.sender, "That one, yes.", theirs)
    assert [t.sender for t in carrier.texts() if t.to == theirs] == [ours, ours]

    carrier.close_window(ours, theirs)
    carrier.text(agent(1), shown.sender, "It has come in.")
    until(lambda: any("NOT SENT yet" in text for text in got(world, agent(1))))
    (asked,) = until(lambda: [t for t in carrier.texts() if t.template])
    assert (asked.to, asked.template) == (theirs, TEMPLATE)
    assert "It has come in." not in got(world, theirs)
    writes(world, theirs, ours, "Yes?", agent(1))
    until(lambda: got(world, theirs)[-1] == "It has come in.")


def one_person(world: World) -> None:
    """Who wrote by SMS writes by WhatsApp: one matter. What fails there goes by SMS by itself."""
    carrier, theirs = world.carrier, f"whatsapp:{customer(1)}"
    before = len(got(world, agent(1)))
    writes(world, theirs, f"whatsapp:{BUSINESS}", "And the bell?", agent(1))
    assert got(world, agent(1))[before:] == ["And the bell?"]
    writes(world, agent(1), RELAYS[0], "Here as well.", theirs)
    carrier.faults.undelivered[theirs] = UNREACHABLE
    writes(world, agent(1), RELAYS[0], "Shall we fit it?", customer(1))
    until(lambda: any("Shall we fit it?" in text for text in got(world, agent(1))))
    carrier.faults.undelivered.clear()


def looked_after(world: World, folder: Path, sid: str) -> None:
    """What an operator does with a desk that lives."""
    operator = world.operator
    assert operator.desk("connect").endswith("Nothing to change.\n")
    (row,) = [line for line in operator.desk("agents").splitlines() if "Agent1" in line]
    assert "support 2" in row
    logged(world, sid)
    operator.desk("export", "--out", str(folder))
    assert "Is my bike ready?" in "".join(p.read_text("utf-8") for p in folder.glob("*.jsonl"))


def erased(world: World, folder: Path) -> None:
    """A customer is forgotten, and found no more."""
    assert "Erased" in world.operator.desk("erase", customer(1), "--yes")
    world.operator.desk("export", "--out", str(folder), "--force")
    assert "Is my bike ready?" not in "".join(p.read_text("utf-8") for p in folder.glob("*.*"))


def logged(world: World, sid: str) -> None:
    """What was logged about a text is found.

    The engine keeps what a function prints (the line with a text's figures) and no line of its
    Logger: one is put there, into the stage's own group.
    """
    aws, group = world.operator.client("logs"), f"/aws/lambda/{world.operator.name}-wake"
    stream = aws.describe_log_streams(logGroupName=group)["logStreams"][0]["logStreamName"]
    line = json.dumps({"level": "INFO", "message": "sent", "text_id": sid})
    event = {"timestamp": int(time.time() * 1000), "message": line}
    aws.put_log_events(logGroupName=group, logStreamName=stream, logEvents=[event])
    said = [line.split()[2:5] for line in world.operator.desk("logs", "--text", sid).splitlines()]
    assert said == [["api", "INFO", "taken"], ["wake", "INFO", "sent"]]


def test_from_nothing_to_live_and_back(world: World, tmp_path: Path) -> None:
    operator = world.operator
    declares(tmp_path)

    assert "a new stack" in operator.desk("up", "--dry-run")
    assert operator.config == {}
    said = operator.desk("up", answers="y\n")
    assert "table is there" in said
    assert "TWILIO_AUTH_TOKEN" in said
    assert AUTH_TOKEN not in said
    operator.deploy()
    operator.desk("apply")
    connected(world)
    until(lambda: got(world, agent(1)))

    first = writes(world, customer(1), BUSINESS, "Is my bike ready?", agent(1))
    assert len(until(lambda: got(world, customer(1)))) == 1
    writes(world, agent(1), RELAYS[0], "Yes, at five.", customer(1))

    by_whatsapp(world)

    # Nobody can be woken: taken in all the same, and sent when the clock comes by.
    with operator.without("Wake"):
        sid = world.carrier.text(customer(1), BUSINESS, "And my helmet?")
        until(lambda: world.carrier.get(sid).status == "delivered")
    with operator.without("Table"):
        refused(world)
    assert "And my helmet?" not in got(world, agent(1))
    each_right_is_needed(world)
    broken(world)

    # Again, and over it: the customer's thread is open still, and the agent's.
    operator.account = {}
    assert "everything is as it should be" in operator.desk("up", "--yes")
    operator.deploy()
    with operator.without("Secret"):
        refused(world)
    declares(tmp_path, "fallback = true")
    assert "Nothing changed." not in operator.desk("apply")
    assert "Nothing changed." in operator.desk("apply")
    looked_after(world, tmp_path / "exported", first)
    until(lambda: "And my helmet?" in got(world, agent(1)), 75)
    writes(world, agent(1), RELAYS[0], "It is here too.", customer(1))
    assert got(world, customer(1))[1:] == ["Yes, at five.", "It is here too."]
    one_person(world)
    assert operator.desk("doctor").endswith("All is well.\n")
    erased(world, tmp_path / "exported")
    with operator.without("Indexes"):
        assert "FunctionError" in operator.client("lambda").invoke(
            FunctionName=f"{operator.name}-tick"
        )

    assert "nothing was done" in operator.desk("down", "--yes", "--data", answers="no\n", ends=1)
    assert "table is kept" in operator.desk("down", "--yes")
    assert "table, media bucket, secret" in operator.desk("down", "--yes")
    assert "taken over from before: table, media bucket" in operator.desk("up", "--yes")
    assert "Nothing changed." in operator.desk("apply")
    operator.desk("down", "--yes", "--data", answers="e2e\n")
    assert "a new stack" in operator.desk("up", "--dry-run")
