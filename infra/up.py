"""`desk.py up`: a stage's resources made or brought up to date, and Chalice told of them."""

from collections.abc import Iterator
from dataclasses import dataclass

from . import cloud, kept, policy, secret, stages
from .stack import Say, Stack, words

_NEEDED = ("TWILIO_ACCOUNT_SID", "TWILIO_AUTH_TOKEN")


@dataclass(frozen=True)
class Plan:
    """What `up` would do. Made by reading alone."""

    stage: str
    email: str | None
    place: cloud.Place
    new: bool
    differences: tuple[str, ...]
    kept: dict[str, dict[str, str]]

    @property
    def name(self) -> str:
        """The stack's name."""
        return stages.name(self.stage)

    def __str__(self) -> str:
        return "\n".join(self._lines())

    def _lines(self) -> Iterator[str]:
        yield f"{self.name} in {self.place.region}, AWS account {self.place.account}:"
        if self.new:
            names = ", ".join(one.split(":")[0] for one in self.differences)
            yield f"  a new stack: {names}"
        for one in () if self.new else self.differences or ("everything is as it should be",):
            yield f"  {one}"
        if self.kept:
            yield f"  taken over from before: {', '.join(map(words, self.kept))}"
        if self.email is not None:
            yield f"  alarms go to {self.email or 'nobody'}"
        offered = ", ".join(secret.offered()) or "nothing, no credential is set here"
        yield f"  into the secret: {offered}"
        variables = ", ".join([*stages.VARIABLES, *stages.optional()])
        yield f"  into .chalice/config.json, stage {self.stage}: {variables}"


def plan(stage: str, email: str | None = None) -> Plan:
    """Looks at what there is. Raises `SetupError` or `Unavailable`; changes nothing."""
    name = stages.name(stage)
    stages.check()
    with cloud.in_words():
        place, stack = cloud.place(), Stack(name)
        new = not stack.alive()
        there = kept.found(name, place) if new else {}
        return Plan(stage, email, place, new, tuple(stack.differences()), there)


def up(plan: Plan, say: Say) -> None:
    """Does it, and tells how it goes. Again, it finishes what was begun, or changes nothing.

    Raises `SetupError` with AWS's reason where the stack can't be made.
    """
    with cloud.in_words():
        stack = Stack(plan.name, say)
        before = secret.values(plan.name)
        stack.clear()
        there = {} if stack.alive() else kept.found(plan.name, plan.place)
        if there:
            say("Taking over what an earlier stack kept…")
            stack.take_over(there)
        say("Making the resources (some minutes when they are new)…")
        if not stack.put({"Name": plan.name, "AlarmEmail": plan.email}):
            say("  nothing to change")
        outputs = stack.outputs()
        outputs["SecretId"] = secret.arn(outputs["SecretId"])
        held = secret.fill(outputs["SecretId"], plan.name, before)
    say(f"The secret has: {', '.join(held) or 'nothing'}.")
    _write(plan, outputs, say)
    if missing := [name for name in _NEEDED if name not in held]:
        say(f"Twilio can't be used yet. Mend: set {' and '.join(missing)}, and run this again.")
    say(f"Next: chalice deploy --stage {plan.stage}")


def _write(plan: Plan, outputs: dict[str, str], say: Say) -> None:
    variables = {
        "GUICHET_TABLE": outputs["TableName"],
        "GUICHET_QUEUE_URL": outputs["QueueUrl"],
        "GUICHET_BUCKET": outputs["MediaBucketName"],
        "GUICHET_SECRET_ID": outputs["SecretId"],
        **stages.optional(),
    }
    arns = (outputs[name] for name in ("TableArn", "QueueArn", "SecretId", "MediaBucketArn"))
    document = policy.build(plan.name, *arns)
    for who in stages.scant(plan.stage):
        say(
            f"In .chalice/config.json {who} gets {stages.LEAST_MEMORY} MB: it had too little to"
            " pass a large attachment on."
        )
    changed = [stages.write(plan.stage, variables), stages.write_policy(plan.stage, document)]
    where = f".chalice/config.json and .chalice/{stages.policy(plan.stage).name}"
    say(f"{where} {'are written' if any(changed) else 'are right already'}.")
