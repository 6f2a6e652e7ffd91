"""`python -m infra.started`: the modules that a function imports at start and for its first events.

Found by doing it: a short conversation, with a picture, is played against the real app in this
process, through every entry point, with the environment that Lambda gives. Prints the names, a line
each. What the play itself imports is among them; it is no part of the package.
"""

import os
import sys

# As Lambda has it where a function is traced, which `desk.py up` asks for. Nobody listens there.
_LAMBDA = {
    "AWS_LAMBDA_FUNCTION_NAME": "guichet",
    "AWS_XRAY_DAEMON_ADDRESS": "127.0.0.1:2000",
    "LAMBDA_TASK_ROOT": "/var/task",
    "_X_AMZN_TRACE_ID": f"Root=1-{'0' * 8}-{'0' * 24};Parent={'0' * 16};Sampled=1",
}
_SECONDS = 30


def main() -> int:
    """0 where every entry point did its work; 1, and why, where one did not."""
    os.environ.update(_LAMBDA)
    from simulator.world import World

    with World(tick_seconds=0) as world:
        customer = world.phones[0]
        agent = next(one for one in world.phones if one.role == "agent")
        to = world.desk.relays[0]
        for sender, number, pictures in (
            (customer.address, world.desk.business, 1),
            (agent.address, to, 0),
        ):
            world.carrier.text(sender, number, "Bonjour", pictures)
            settled = world.settle(_SECONDS)
        world.tick()
        well = world.gateway.call("GET", "/health").ok
        failed = [*world.errors, *map(str, world.carrier.refused)]
    if failed or not (settled and well):
        sys.stderr.write(f"The app failed: {', '.join(failed)}\n")
        return 1
    sys.stdout.write("\n".join(sorted(sys.modules)))
    return 0


if __name__ == "__main__":
    sys.exit(main())
