"""The engine under the races holds what they rest on: one winner, and nothing half written."""

from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

import pytest
from botocore.exceptions import ClientError

from chalicelib import settings

from ..support.stage import Stage

THREADS = 8
ROUNDS = 20

pytestmark = pytest.mark.engine


def _claim(table: str, number: int, agent: int) -> bool:
    """Claims a thread in one transaction of two items; tells whether it went through."""
    try:
        settings.dynamodb().transact_write_items(
            TransactItems=[
                {
                    "Put": {
                        "TableName": table,
                        "Item": {
                            "PK": {"S": f"RACE#{number}"},
                            "SK": {"S": "OWNER"},
                            "agent": {"N": str(agent)},
                        },
                        "ConditionExpression": "attribute_not_exists(PK)",
                    }
                },
                {
                    "Update": {
                        "TableName": table,
                        "Key": {"PK": {"S": f"RACE#{number}"}, "SK": {"S": "WINS"}},
                        "UpdateExpression": "ADD wins :one",
                        "ExpressionAttributeValues": {":one": {"N": "1"}},
                    }
                },
            ]
        )
    except ClientError as error:
        reasons = {reason["Code"] for reason in error.response["CancellationReasons"]}
        assert reasons <= {"None", "ConditionalCheckFailed", "TransactionConflict"}
        return False
    return True


def test_one_of_eight_transactions_at_once_wins(ministack_aws: Stage) -> None:
    start = Barrier(THREADS)

    def race(number: int, agent: int) -> bool:
        start.wait(10)
        return _claim(ministack_aws.table, number, agent)

    with ThreadPoolExecutor(THREADS) as pool:
        for number in range(ROUNDS):
            won = list(pool.map(lambda agent: race(number, agent), range(THREADS)))  # noqa: B023
            items = settings.dynamodb().query(
                TableName=ministack_aws.table,
                KeyConditionExpression="PK = :pk",
                ExpressionAttributeValues={":pk": {"S": f"RACE#{number}"}},
                ConsistentRead=True,
            )["Items"]
            assert won.count(True) == 1
            assert [item.get("agent", item.get("wins")) for item in items] == [
                {"N": str(won.index(True))},
                {"N": "1"},
            ]
