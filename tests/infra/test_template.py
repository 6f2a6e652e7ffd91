"""The alarms of the template hear what the app says."""

import json
from typing import Any

import pytest
import yaml

from chalicelib import settings
from infra import local

from ..support.desk import BUSINESS, RELAYS, Driver, agent, customer
from ..support.said import Said, listening
from ..support.stage import Stage


def template() -> dict[str, Any]:
    found: dict[str, Any] = yaml.load(local.TEMPLATE.read_text("utf-8"), local._Loader)  # noqa: S506
    return found


def alarms(stage: str = "guichet-x") -> dict[str, dict[str, Any]]:
    """The properties of each alarm of a stage, by its metric."""
    values = {"Name": stage, "DeadQueue.QueueName": f"{stage}-dead.fifo"}
    values["Queue.QueueName"] = f"{stage}.fifo"
    values |= {"AlarmTopic": "topic", "AWS::NoValue": ""}
    names = [n for n, r in template()["Resources"].items() if r["Type"].endswith("::Alarm")]
    found = [local.properties(name, values) for name in names]
    return {alarm["MetricName"]: alarm for alarm in found}


def test_there_is_an_alarm_for_whatever_needs_the_operator() -> None:
    assert set(alarms()) == {
        "ApproximateNumberOfMessagesVisible",
        "Dead",
        "LookFailing",
        "AgentOptedOut",
        "Unanswered",
        "Forged",
        "Invocations",
        "Errors",
        "ApproximateAgeOfOldestMessage",
    }


def test_an_address_is_told_where_there_is_one_and_nobody_else() -> None:
    found = template()
    assert found["Parameters"]["AlarmEmail"]["Default"] == ""
    assert found["Resources"]["AlarmTopic"]["Condition"] == "TellsSomebody"
    for alarm in alarms().values():
        assert alarm["AlarmActions"] == {"Fn::If": ["TellsSomebody", ["topic"], ""]}


def heard(said: Said, metric: str, stage: str) -> bool:
    """Whether a stage's alarm of this metric hears one of those that went out."""
    alarm = alarms(stage)[metric]
    wanted = {d["Name"]: d["Value"] for d in alarm["Dimensions"]}
    for line in said.lines:
        for group in line.get("_aws", {}).get("CloudWatchMetrics", []):
            if metric not in [m["Name"] for m in group["Metrics"]]:
                continue
            has = {name: line[name] for names in group["Dimensions"] for name in names}
            return group["Namespace"] == alarm["Namespace"] and has == wanted
    return False


@pytest.mark.parametrize("metric", ["Dead", "LookFailing"])
def test_an_alarm_hears_the_metric_of_its_own_stage(aws: Stage, metric: str) -> None:
    with Driver(aws) as desk, listening() as said:
        desk.text(customer(1), BUSINESS, "Is my bike ready?", settle=metric == "Dead")
        if metric == "Dead":
            desk.text(agent(1), RELAYS[0], "Yes, at five.", settle=False)
        (head,) = [item for item in desk.items("CONTACT#") if item["SK"]["S"] == "HEAD"]
        settings.dynamodb().put_item(TableName=aws.table, Item={**head, "data": {"S": "{"}})
        for _ in range(9):
            desk.later(61)
            desk.tick()
            desk.settle()
    assert heard(said, metric, aws.table)
    assert not heard(said, metric, "another")


def test_a_widget_shows_a_metric_that_the_app_has(aws: Stage) -> None:
    """Those of a day on which all is well; the others have tests of their own."""
    with Driver(aws) as desk, listening() as said:
        desk.text(customer(1), BUSINESS, "Is my bike ready?")
        desk.tick()
        desk.text(agent(1), RELAYS[0], "Yes, at five.")
        desk.text(customer(1), BUSINESS, "And the helmet?")
        desk.text(agent(1), RELAYS[0], "That too.")
    (board,) = [r for r in template()["Resources"].values() if r["Type"].endswith("::Dashboard")]
    body = str(board["Properties"]["DashboardBody"].value)
    shown = {
        line[1]
        for widget in json.loads(body)["widgets"]
        for line in widget["properties"]["metrics"]
        if line[0] == "Guichet"
    }
    trouble = {"Missed", "TextsFailed", "Dead", "OutcomeUnknown", "Unanswered", "Forged", "Parked"}
    trouble |= {"MediaRefused"}
    assert shown - trouble <= set(said.metrics)
    assert len(shown - trouble) == 11
