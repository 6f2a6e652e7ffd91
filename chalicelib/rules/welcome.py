"""The first text to an agent: what to save the number as, and how to answer. Pure."""

from ..decisions import Decision
from ..models import Agent, Desk, Profile, channel_of, person_of
from ..texts import say
from . import allotment, entries

_MOST_NUMBERS = 4


def welcome(agent: Agent, desk: Desk, profile: Profile, now: int) -> Decision | None:
    """Welcomes an agent once; None where that was done, or where no number reaches the phone."""
    spot = allotment.desk_spot(agent, desk)
    if profile.welcomed or spot is None:
        return None
    numbers = [
        person_of(number)
        for number in desk.relay_numbers
        if channel_of(number) == channel_of(spot.address)
    ]
    key = "welcome" if len(numbers) == 1 else "welcome_many"
    told = ", ".join(numbers[:_MOST_NUMBERS]) + ("…" if len(numbers) > _MOST_NUMBERS else "")
    words = say(key, agent.language, desk=desk.name, a=agent.name, numbers=told)
    stamp = max(now, profile.stamp + 1)
    n = entries.serial(f"welcome{agent.id}", 0)
    return Decision(
        outcome="welcomed",
        profile=profile.but(welcomed=True, stamp=stamp),
        put=(entries.to_agent("notice", agent, spot, words, stamp, n, now),),
    )
