"""Skills in `desk.toml`: what a matter needs, some agent of its inbox must have."""

from collections.abc import Iterator, Sequence
from typing import Any

from chalicelib.rules import gist

from .deskchecks import Place, Problem, Source, twice
from .deskfields import fold, nearest
from .desktables import AgentTable, InboxTable
from .tomlines import Path

# `Vélo` and `velo` are one to who compares texts.
_TWICE = "take one of them out: case and accents do not count."


def unneeded(inboxes: Sequence[InboxTable], agents: Sequence[AgentTable]) -> Iterator[str]:
    """A warning for each skill of an agent that nothing needs."""
    needed = {skill for inbox in inboxes for skill in (*inbox.skills, *inbox.keywords.values())}
    for agent in agents:
        for skill in agent.skills:
            if skill not in needed:
                yield f'nothing needs the skill "{skill}" of the agent "{agent.name}".'


def problems(source: Source) -> Iterator[Problem]:
    """Everything that is wrong between what inboxes need and what agents can do."""
    for path, row in source.rows("inboxes"):
        keywords = list(_keywords(path, row))
        words = (Place(place.path, str(place.path[-1])) for place in keywords)
        yield from twice(source, words, "the keyword", gist.plain, _TWICE)
        # An inbox that nobody answers is a warning already.
        if team := list(_team(source, row.get("name"))):
            always = list(source.values(path, row, "skills"))
            needed = [*always, *keywords]
            yield from _nobodys(source, str(row["name"]), needed, frozenset[str]().union(*team))
            yield from _apart(source, str(row["name"]), always, keywords, team)


def _keywords(path: Path, row: dict[str, Any]) -> Iterator[Place]:
    """The skills of an inbox's keywords; the words are the last parts of the paths."""
    found = row.get("keywords")
    for word, skill in (found if isinstance(found, dict) else {}).items():
        if isinstance(skill, str):
            yield Place((*path, "keywords", word), skill)


def _team(source: Source, inbox: object) -> Iterator[frozenset[str]]:
    """The skills of each agent who answers an inbox."""
    for path, row in source.rows("agents"):
        if inbox in [place.value for place in source.values(path, row, "inboxes")]:
            yield frozenset(fold(place.value) for place in source.values(path, row, "skills"))


def _nobodys(
    source: Source, inbox: str, needed: Sequence[Place], have: frozenset[str]
) -> Iterator[Problem]:
    for path, skill in needed:
        if fold(skill) not in have:
            near = nearest(skill, have)
            give = f'give it to one, in [[agents]]: skills = ["{skill}"].'
            says = f'no agent of the inbox "{inbox}" has the skill "{skill}"'
            yield Problem(source.line(path), says, f"did you mean `{near}`?" if near else give)


def _apart(
    source: Source,
    inbox: str,
    always: Sequence[Place],
    keywords: Sequence[Place],
    team: Sequence[frozenset[str]],
) -> Iterator[Problem]:
    """Skills that are all there, but that no single agent has together."""
    have, mend = frozenset[str]().union(*team), "one agent must have all of them, or take some out."
    base = frozenset(fold(place.value) for place in always)
    if base <= have and not any(base <= agent for agent in team):
        says = f'no agent of the inbox "{inbox}" has all the skills that it needs'
        yield Problem(source.line(always[0].path), says, mend)
        return
    for path, skill in keywords:
        needs = base | {fold(skill)}
        if needs <= have and not any(needs <= agent for agent in team):
            says = f'no agent of the inbox "{inbox}" has "{skill}" and the skills of the inbox'
            yield Problem(source.line(path), says, mend)
