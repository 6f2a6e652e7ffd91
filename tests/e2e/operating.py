"""An operator with a checkout: real commands in processes of their own, against one engine."""

import json
import os
import shutil
import subprocess
import sys
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import boto3

from ..support.stage import ACCOUNT_SID, AUTH_TOKEN, PUBLIC_URL, REGION
from .vendored import vendor

ROOT = Path(__file__).parents[2]
_CHECKOUT = (
    *("app.py", "desk.py", "desk.toml", "requirements.txt", "constraints.txt"),
    *("chalicelib", "infra", "simulator"),
)
_BYTE_CODE = shutil.ignore_patterns("__pycache__")
_SECONDS = 240


class Operator:
    """Works in a copy of the checkout at `folder`; AWS is at `endpoint`, Twilio at `twilio`.

    What Twilio calls is `public_url`: a domain of the desk's own, in front of the API.
    """

    def __init__(
        self,
        folder: Path,
        endpoint: str,
        twilio: str,
        stage: str = "e2e",
        public_url: str = PUBLIC_URL,
    ) -> None:
        self.folder, self.endpoint, self.stage = folder, endpoint, stage
        self.name = f"guichet-{stage}"
        self.account = {"TWILIO_ACCOUNT_SID": ACCOUNT_SID, "TWILIO_AUTH_TOKEN": AUTH_TOKEN}
        """The credentials that the operator has set; may be emptied."""
        self._environment = _environment(endpoint) | {
            "GUICHET_PUBLIC_URL": public_url,
            "TWILIO_API_URL": twilio,
        }
        folder.mkdir(exist_ok=True)
        for name in _CHECKOUT:
            if (ROOT / name).is_dir():
                shutil.copytree(ROOT / name, folder / name, ignore=_BYTE_CODE)
            else:
                shutil.copy2(ROOT / name, folder / name)
        vendor(folder / "requirements.txt", folder / "vendor")
        whole = {"version": "2.0", "app_name": "guichet", "stages": {}}
        # Without it, Chalice can't read ministack's API back.
        self._write(whole | {"minimum_compression_size": 10_000_000})

    def desk(self, *arguments: str, answers: str = "", ends: int = 0) -> str:
        """`python desk.py …`, with `answers` typed into it; what it said. `ends`: its exit code."""
        command = ["desk.py", *arguments, "--stage", self.stage]
        return self._run(command, answers, ends)

    def deploy(self) -> None:
        """The package, and `chalice deploy` of it, as `make deploy` does."""
        self._run(["-m", "infra.package", "--stage", self.stage])
        with self._as_ministack_reads_it():
            command = str(Path(__file__).with_name("chalice_cli.py"))
            said = self._run([command, "deploy", "--stage", self.stage])
        assert "Reusing existing deployment package" in said, "it was made a second time"

    @contextmanager
    def without(self, sid: str) -> Iterator[None]:
        """Takes one statement of the policy from every function, for as long as the block runs."""
        before = self.take_away(sid)
        try:
            yield
        finally:
            for role, document in before.items():
                put_policy(self.client("iam"), role, document)

    def take_away(self, sid: str) -> dict[str, Any]:
        """Takes one statement from every function; returns their roles' policies as they were."""
        iam = self.client("iam")
        before = {
            one: iam.get_role_policy(RoleName=one, PolicyName=one)["PolicyDocument"]
            for one in self._roles()
        }
        for role, document in before.items():
            few = [one for one in document["Statement"] if one["Sid"] != sid]
            assert len(few) == len(document["Statement"]) - 1
            put_policy(iam, role, {**document, "Statement": few})
        return before

    def may(self, action: str, resource: str) -> bool:
        """Whether the engine lets the functions do this, as AWS's policy simulator answers."""
        iam, said = self.client("iam"), set()
        for role in self._roles():
            found = iam.simulate_principal_policy(
                PolicySourceArn=iam.get_role(RoleName=role)["Role"]["Arn"],
                ActionNames=[action],
                ResourceArns=[resource],
            )
            said |= {one["EvalDecision"] for one in found["EvaluationResults"]}
        return said == {"allowed"}

    @property
    def url(self) -> str:
        """Where the deployed API listens."""
        noted = json.loads(
            (self.folder / f".chalice/deployed/{self.stage}.json").read_text("utf-8")
        )
        (api,) = [one["rest_api_id"] for one in noted["resources"] if "rest_api_id" in one]
        return f"{self.endpoint}/restapis/{api}/api/_user_request_"

    @property
    def bucket(self) -> str:
        """The stage's bucket."""
        return str(self.config["environment_variables"]["GUICHET_BUCKET"])

    @property
    def config(self) -> dict[str, Any]:
        """The stage's part of `.chalice/config.json`; empty where it has none."""
        whole = json.loads((self.folder / ".chalice/config.json").read_text("utf-8"))
        found: dict[str, Any] = whole["stages"].get(self.stage, {})
        return found

    def client(self, service: str) -> Any:
        """A look at AWS, as the operator."""
        return boto3.client(  # type: ignore[call-overload]
            service,
            endpoint_url=self.endpoint,
            region_name=REGION,
            aws_access_key_id="test",
            aws_secret_access_key="test",
        )

    def _roles(self) -> list[str]:
        noted = json.loads(
            (self.folder / f".chalice/deployed/{self.stage}.json").read_text("utf-8")
        )
        return [one["role_name"] for one in noted["resources"] if "role_name" in one]

    @contextmanager
    def _as_ministack_reads_it(self) -> Iterator[None]:
        """AWS wants SendMessage for a batch too; ministack wants a word of its own."""
        path = self.folder / f".chalice/policy-{self.stage}.json"
        before = path.read_text("utf-8")
        both = '"sqs:SendMessage",\n        "sqs:SendMessageBatch"'
        path.write_text(before.replace('"sqs:SendMessage"', both), "utf-8")
        yield
        path.write_text(before, "utf-8")

    def _write(self, whole: Mapping[str, Any]) -> None:
        (self.folder / ".chalice").mkdir()
        (self.folder / ".chalice/config.json").write_text(json.dumps(whole), "utf-8")

    def _run(self, command: list[str], answers: str = "", ends: int = 0) -> str:
        done = subprocess.run(
            [sys.executable, *command],
            cwd=self.folder,
            env=self._environment | self.account,
            input=answers,
            capture_output=True,
            text=True,
            timeout=_SECONDS,
            check=False,
        )
        assert done.returncode == ends, f"{command}: {done.stdout}\n{done.stderr}"
        return done.stdout + done.stderr


def put_policy(iam: Any, role: str, document: Mapping[str, Any]) -> None:
    """Gives a role its policy, under the name that Chalice gives it."""
    iam.put_role_policy(RoleName=role, PolicyName=role, PolicyDocument=json.dumps(document))


def _environment(endpoint: str) -> dict[str, str]:
    ours = ("AWS_", "GUICHET_", "TWILIO_", "META_")
    kept = {name: value for name, value in os.environ.items() if not name.startswith(ours)}
    return kept | {
        "AWS_ENDPOINT_URL": endpoint,
        "AWS_ACCESS_KEY_ID": "test",
        "AWS_SECRET_ACCESS_KEY": "test",
        "AWS_DEFAULT_REGION": REGION,
        "AWS_CONFIG_FILE": os.devnull,
        "AWS_SHARED_CREDENTIALS_FILE": os.devnull,
        "AWS_EC2_METADATA_DISABLED": "true",
        "NO_PROXY": "127.0.0.1",
        "PYTHONDONTWRITEBYTECODE": "1",
        "PYTHONWARNINGS": "ignore",
    }
