"""The tests' own tools do what their names say."""

import socket

import pytest

from chalicelib import settings

from .calls import AwsCalls
from .network import LeftTheMachine
from .stage import Stage


def test_calls_are_counted_by_operation_and_only_inside_the_block(aws: Stage) -> None:
    key = {"PK": {"S": "COUNTER#x"}, "SK": {"S": "HEAD"}}
    settings.dynamodb().get_item(TableName=aws.table, Key=key)
    with AwsCalls() as calls:
        settings.dynamodb().get_item(TableName=aws.table, Key=key)
        settings.dynamodb().put_item(TableName=aws.table, Item=key)
        settings.sqs().receive_message(QueueUrl=aws.queue_url)
    settings.dynamodb().get_item(TableName=aws.table, Key=key)
    assert calls.sent == ["GetItem", "PutItem", "ReceiveMessage"]
    assert calls.counts == {"GetItem": 1, "PutItem": 1, "ReceiveMessage": 1}


def test_calls_of_clients_made_inside_the_block_count_once(aws: Stage) -> None:
    with AwsCalls() as calls:
        settings.forget()
        settings.dynamodb().list_tables()
    assert calls.counts == {"ListTables": 1}


def test_each_stage_is_empty_and_alone(aws: Stage) -> None:
    assert settings.dynamodb().list_tables()["TableNames"] == [aws.table]
    assert settings.table() == aws.table
    assert settings.queue_url() == aws.queue_url


def test_no_test_leaves_the_machine() -> None:
    with socket.socket() as sock, pytest.raises(LeftTheMachine):
        sock.connect(("192.0.2.1", 80))
    with pytest.raises(LeftTheMachine):
        socket.getaddrinfo("api.twilio.com", 443)
