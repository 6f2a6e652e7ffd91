"""Chalice's own command line, against ministack: `python chalice_cli.py deploy --stage e2e`.

ministack's API Gateway ignores what ImportRestApi and PutRestApi are given, so these two make the
same API call by call; and its functions are ready at once, so that nothing is waited for long.
Everything else is Chalice as it is.
"""

import sys
import time
from typing import Any

from chalice.awsclient import TypedAWSClient
from chalice.cli import main


def import_rest_api(
    self: TypedAWSClient, swagger_document: dict[str, Any], endpoint_type: str
) -> str:
    """Makes a new API of a swagger document, and returns its id."""
    gateway = self._client("apigateway")
    api: str = gateway.create_rest_api(name=swagger_document["info"]["title"])["id"]
    _fill(gateway, api, swagger_document)
    return api


def update_api_from_swagger(
    self: TypedAWSClient, rest_api_id: str, swagger_document: dict[str, Any]
) -> None:
    """Makes an API what a swagger document says."""
    gateway = self._client("apigateway")
    found = gateway.get_resources(restApiId=rest_api_id, limit=500)["items"]
    for resource in sorted(found, key=lambda one: -len(one["path"])):
        if resource["path"] != "/":
            gateway.delete_resource(restApiId=rest_api_id, resourceId=resource["id"])
    _fill(gateway, rest_api_id, swagger_document)


def _fill(gateway: Any, api: str, document: dict[str, Any]) -> None:
    (root,) = gateway.get_resources(restApiId=api)["items"]
    made = {"": root["id"]}
    for path, methods in document["paths"].items():
        for method, operation in methods.items():
            where = {"restApiId": api, "resourceId": _resource(gateway, api, path, made)}
            where["httpMethod"] = method.upper()
            to = operation["x-amazon-apigateway-integration"]
            gateway.put_method(**where, authorizationType="NONE")
            gateway.put_integration(
                **where, type="AWS_PROXY", integrationHttpMethod="POST", uri=to["uri"]
            )


def _resource(gateway: Any, api: str, path: str, made: dict[str, str]) -> str:
    """The id of the resource at `path`, made with those above it where it isn't there."""
    path = path.rstrip("/")
    if path not in made:
        above, part = path.rsplit("/", 1)
        parent = _resource(gateway, api, above, made)
        found = gateway.create_resource(restApiId=api, parentId=parent, pathPart=part)
        made[path] = found["id"]
    return made[path]


def _briefly(seconds: float, sleep: Any = time.sleep) -> None:
    sleep(min(seconds, 0.2))


setattr(time, "sleep", _briefly)  # noqa: B010 - mypy knows better what a module holds
for replaced in (import_rest_api, update_api_from_swagger):
    setattr(TypedAWSClient, replaced.__name__, replaced)

if __name__ == "__main__":
    sys.exit(main())
