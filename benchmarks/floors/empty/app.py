"""The floor of a start: an empty Chalice app with one boto3 client, which it asks nothing."""

import boto3
from chalice.app import Chalice

app = Chalice(app_name="empty")
client = boto3.client("dynamodb")


@app.route("/health", methods=["GET"])
def health() -> dict[str, str]:
    """Whether the function runs at all."""
    return {"status": "ok"}
