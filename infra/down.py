"""`desk.py down`: a stage taken away; what people wrote only where that is said twice."""

import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass

from botocore.exceptions import ClientError

from chalicelib.errors import SetupError

from . import cloud, kept, secret, stages
from .apply import CONFIG
from .stack import Say, Stack, words

_CHALICE = "import sys; from chalice.cli import main; sys.exit(main())"


@dataclass(frozen=True)
class Plan:
    """What `down` would do. Made by reading alone. `data`: also what people wrote."""

    stage: str
    data: bool
    place: cloud.Place
    deployed: bool
    stack: bool
    kept: tuple[str, ...]
    """What holds data: the table, the bucket, the secret, as far as they are there."""

    @property
    def name(self) -> str:
        """The stack's name."""
        return stages.name(self.stage)

    @property
    def anything(self) -> bool:
        """Whether there is anything to do."""
        return self.deployed or self.stack or bool(self.data and self.kept)

    def __str__(self) -> str:
        return "\n".join(self._lines())

    def _lines(self) -> Iterator[str]:
        yield f"{self.name} in {self.place.region}, AWS account {self.place.account}:"
        if self.deployed:
            yield "  the functions and the API are deleted (chalice delete)"
        if self.stack:
            yield "  the stack is deleted: queues, logs, alarms, dashboard"
        if self.kept and self.data:
            yield f"  DELETED WITH ALL THAT WAS WRITTEN: {', '.join(self.kept)}"
        elif self.kept:
            yield f"  kept, with all that was written: {', '.join(self.kept)} (--data deletes them)"
        if not self.anything:
            yield "  nothing to take away"


def plan(stage: str, *, data: bool = False) -> Plan:
    """Looks at what there is. Raises `SetupError` or `Unavailable`; changes nothing."""
    name = stages.name(stage)
    with cloud.in_words():
        deployed = stages.deployed(stage)
        if not deployed and _functions(name):
            raise SetupError(
                f"The functions of {name} are deployed, and this machine has no note of it."
                f" Mend: run `chalice delete --stage {stage}` where"
                f" .chalice/deployed/{stage}.json is, then this again."
            )
        place = cloud.place()
        holds = [*map(words, kept.found(name, place))]
        holds += ["secret"] if secret.kept(name) else []
        there = Stack(name).described() is not None
    return Plan(stage, data, place, deployed, there, tuple(holds))


def down(plan: Plan, say: Say) -> None:
    """Does it, and tells how it goes. Again, it finishes what was begun."""
    if plan.deployed:
        say("Deleting the functions and the API…")
        _chalice_delete(plan.stage)
    with cloud.in_words():
        if plan.stack:
            say("Deleting the stack…")
            Stack(plan.name, say).delete()
        if plan.data:
            for line in kept.delete(plan.name, plan.place):
                say(line)
            if secret.delete(plan.name):
                say("The secret is deleted; Secrets Manager has it for a week yet.")
    stages.forget(plan.stage)
    say(f"{plan.name} is down.")


def _functions(name: str) -> bool:
    """Whether the function behind the API is there."""
    try:
        cloud.client("lambda").get_function(FunctionName=name)
    except ClientError as error:
        if cloud.code(error) == "ResourceNotFoundException":
            return False
        raise
    return True


def _chalice_delete(stage: str) -> None:
    """Chalice's own command: it knows what it made. It reads app.py, so it has its own process."""
    done = subprocess.run(  # noqa: S603 - nothing of it comes from outside
        [sys.executable, "-c", _CHALICE, "delete", "--stage", stage],
        cwd=CONFIG.parents[1],
        check=False,
    )
    if done.returncode:
        raise SetupError(
            f"chalice delete ended with {done.returncode}, see above; the rest was left as it is."
            " Mend: what it says, then this again."
        )
