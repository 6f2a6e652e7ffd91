"""An agent's text: an answer, a command, or neither. Pure.

Two steps, because what must be read depends on the text: `plan` says what it is and whose HEAD it
needs, from what the agent's one Query brought; `decide` says what happens.
"""

from typing import Literal

from ..decisions import Decision
from ..models import HOUR, Choice, Model, Sent
from . import addressing, closing, commands, gist, orders, questions, sending, windows
from .addressing import Goal, Held
from .questions import Why
from .turn import Turn, may_see

AUTOMATIC_TOLD_EVERY = 12 * HOUR
"""Of the same automatic reply it is said so seldom, or two machines would talk for ever."""


class Plan(Model):
    """What a text is, so far as the agent's own items tell.

    `contact` is whose HEAD to load; where it is None and `number` is set, the number says whose.
    `answer` is what it says to a question, `do` what was chosen there for the held text.
    """

    kind: Literal[
        "ignored",
        "STOP",
        "START",
        "order",
        "two",
        "unknown",
        "automatic",
        "together",
        "answer",
        "text",
        "aside",
    ]
    outcome: str = ""
    texts: tuple[str, ...] = ()
    number: int | None = None
    contact: str | None = None
    goal: Goal | None = None
    held: Held | None = None
    do: str = "send"
    answer: questions.Answer | None = None
    command: commands.Command | None = None
    guesses: tuple[str, ...] = ()


def plan(turn: Turn, quoted: Sent | None = None) -> Plan:
    """What this text is. `quoted` is what the text it quotes was about, where it quotes one."""
    body = turn.message.body
    if gist.is_empty(body) and not turn.message.media:
        return Plan(kind="ignored", outcome="empty")
    if opt_out := closing.word(turn):
        return Plan(kind=opt_out)
    if gist.is_reaction(body, turn.line.texts):
        return Plan(kind="ignored", outcome="reaction")
    ref = addressing.reference(body)
    quotes = bool(turn.message.quoted) and not (quoted and quoted.kind == "question")
    asked = not (quotes or turn.message.late or (ref and turn.message.media))
    if asked and (answer := questions.read(turn, ref)):
        return _plan_answer(turn, answer)
    on_service = turn.message.recipient == turn.desk.service_number
    ordered = commands.parse(ref.text if ref else body, turn.desk.snippets, bare=on_service)
    if isinstance(ordered, commands.Command):
        ordered = commands.other_named(ordered)
        if ref and ordered.number not in (None, ref.number):
            return Plan(kind="two", number=ref.number, command=ordered)
        meant = ref.number if ref else _quoted_thread(turn, quoted)
        named = ordered.number if ordered.number is not None else meant
        return _plan_order(turn, ordered.but(number=named))
    if ordered is not None:
        return Plan(kind="unknown", texts=(ordered.typed,), guesses=ordered.guesses)
    if on_service:
        return _plan_text(turn, Held(why="none"))
    if quotes or ref:
        return _plan_named(turn, quoted, ref)
    if turn.message.quoted:  # a question, which this does not answer
        return _plan_text(turn, addressing.unsure(turn.line, turn.now))
    return _plan_words(turn, body)


def _plan_named(turn: Turn, quoted: Sent | None, ref: addressing.Reference | None) -> Plan:
    """A text that quotes another, or begins with a number; or a command without its slash in it.

    `/142 done` is as good as a slash before the word, and a note is never for a customer.
    """
    body = turn.message.body
    if turn.message.quoted:
        found = _plan_quote(turn, quoted, ref)
    else:
        found = _plan_reference(turn, ref.number if ref else 0, ref.text if ref else body)
    command = commands.bare(ref.text if ref else body)
    if command and (command.argument or gist.opening(body).startswith("/")):
        return found.but(kind="aside", command=command.but(number=found.number))
    return found


def _plan_words(turn: Turn, body: str) -> Plan:
    """A text that names no thread."""
    if gist.is_automatic(body):
        return Plan(kind="automatic", texts=(body,))
    command = commands.bare(body)
    if command is None and questions.goes_on(turn):
        return Plan(kind="together")
    found = _plan_text(turn, addressing.by_candidates(turn.line, body, turn.now))
    return found.but(kind="aside", command=command) if command else found


def _plan_answer(turn: Turn, answer: questions.Answer) -> Plan:
    held, choice = answer.held, answer.choice
    if answer.kind == "unclear":
        found = _plan_text(turn, addressing.unsure(turn.line, turn.now))
        if found.held and found.held.options:
            return found
        return Plan(kind="answer", answer=answer.but(kind="repeat"))  # no customer it may be for
    if answer.kind == "number":
        found = _plan_reference(turn, answer.number or 0, "")
        return found.but(texts=held.texts, answer=answer)
    if choice is None:
        return Plan(kind="answer", answer=answer)
    if choice.do == "order":
        ordered = commands.parse(choice.command, turn.desk.snippets)
        if isinstance(ordered, commands.Command):  # as it was when it was held
            return _plan_order(turn, ordered).but(answer=answer)
    if choice.thread is None or choice.contact is None:
        verdict = addressing.unsure(turn.line, turn.now)
        return _plan_text(turn, verdict).but(texts=held.texts, answer=answer)
    goal = Goal(thread=choice.thread, contact=choice.contact, how="answer")
    return _plan_text(turn, goal).but(texts=held.texts, do=choice.do, answer=answer)


def _quoted_thread(turn: Turn, quoted: Sent | None) -> int | None:
    """The thread that the quoted text was about, where it was this agent's to see."""
    return quoted.thread if quoted and quoted.agent == turn.agent.id else None


def _plan_quote(turn: Turn, quoted: Sent | None, ref: addressing.Reference | None) -> Plan:
    """Rule 1. A quote that resolves to nothing, or that a reference contradicts, is held."""
    if not (quoted and quoted.contact and _quoted_thread(turn, quoted)):
        return _plan_text(turn, addressing.unsure(turn.line, turn.now))
    if ref and ref.number != quoted.thread:
        return _plan_text(turn, addressing.unsure(turn.line, turn.now))
    goal = Goal(thread=quoted.thread or 0, contact=quoted.contact, how="quote")
    plan = _plan_text(turn, goal)
    return plan.but(texts=(ref.text,)) if ref else plan


def _plan_reference(turn: Turn, number: int, text: str) -> Plan:
    return Plan(kind="text", texts=(text,), number=number, contact=_whose(turn, number))


def _whose(turn: Turn, number: int | None) -> str | None:
    shown = turn.view.shown(number) if number else None
    return shown.contact if shown else None


def _plan_text(turn: Turn, verdict: Goal | Held) -> Plan:
    texts = (turn.message.body,)
    if isinstance(verdict, Held):
        return Plan(kind="text", texts=texts, held=verdict)
    return Plan(
        kind="text", texts=texts, number=verdict.thread, contact=verdict.contact, goal=verdict
    )


def _plan_order(turn: Turn, command: commands.Command) -> Plan:
    if command.name == "help" and isinstance(
        tried := commands.parse(f"/{command.argument}"), commands.Command
    ):
        command = tried if tried.name == "try" else command
    if command.name == "more" and (page := turn.view.profile.page):
        command = command.but(name=page.name, number=page.thread)
        command = command.but(after=page.after, argument=page.argument)
    if command.name == "snippet":
        return _plan_snippet(turn, command)
    number, contact = orders.about(command, turn)
    return Plan(kind="order", command=command, number=number, contact=contact)


def _plan_snippet(turn: Turn, command: commands.Command) -> Plan:
    """A ready answer is a text like any other: the same rules say whom it is for."""
    written = commands.written(command.but(number=None), turn.agent.language)
    if turn.message.recipient == turn.desk.service_number:
        found = _plan_text(turn, Held(why="none"))
    elif command.number is None:
        found = _plan_text(turn, addressing.by_candidates(turn.line, written, turn.now))
    else:
        found = _plan_reference(turn, command.number, written)
    return found.but(texts=(written,))


def decide(plan: Plan, turn: Turn) -> Decision:
    """What a text does. What the plan named is loaded: `turn.contact`, `turn.lists`."""
    decision = _answered(plan, turn)
    return decision if plan.kind == "ignored" else _heard(decision, turn)


def _heard(decision: Decision, turn: Turn) -> Decision:
    """The same, and when the agent last wrote there, where the channel counts from that."""
    after = windows.heard(turn.line, turn.message, turn.now)
    if after == turn.line:
        return decision
    lines = {line.id: line for line in (turn.line, *decision.lines)}
    lines[after.id] = lines[after.id].but(heard=after.heard)
    return decision.but(lines=tuple(lines.values()))


def _answered(plan: Plan, turn: Turn) -> Decision:
    answer = plan.answer
    if answer is None:
        return _decide(plan, turn)
    if turn.message.media:  # no picture is an answer, and none gets lost
        return turn.told("held", turn.say("held_media", q=turn.said((turn.message.body,))))
    if answer.kind == "repeat":
        return questions.repeat(turn, answer.held)
    turn = turn.answering(answer.held)
    return questions.settled(_decide(plan, turn), answer.held, turn)


def _decide(plan: Plan, turn: Turn) -> Decision:
    if plan.kind == "ignored":
        return Decision(outcome=plan.outcome, seen=turn.message.id)
    if plan.kind in ("STOP", "START"):
        return closing.stopped(turn) if plan.kind == "STOP" else closing.started(turn)
    if plan.kind == "two" and plan.command:
        return turn.told("refused", turn.say("two_threads", n=plan.number, m=plan.command.number))
    if plan.kind == "unknown":
        return _unknown(plan, turn)
    if plan.kind == "automatic":
        return _automatic(turn, plan.texts[0])
    if plan.kind == "together":
        return questions.together(turn)
    if plan.kind == "answer" and plan.answer:
        return questions.dropped(turn, plan.answer.held)
    if turn.message.late:
        return _late(plan, turn)
    if plan.kind == "order" and plan.command:
        return orders.decide(plan.command, plan.number, turn)
    if plan.kind == "aside" and plan.command:
        return _aside(plan, plan.command, turn)
    if plan.held:
        return _held(plan.held, plan.texts, turn)
    return sending.addressed(plan.goal, plan.number or 0, plan.texts, plan.do, turn)


def _held(held: Held, texts: tuple[str, ...], turn: Turn) -> Decision:
    if gist.digit(turn.message.body) == 0 and _is_just_settled(turn) and not turn.media:
        return Decision(outcome="aside", seen=turn.message.id)  # nobody, said once more
    if held.why != "none":
        return questions.hold(turn, Why("which", sending.choices(held.options)), texts)
    bare = gist.is_bare(turn.message.body) and not turn.message.media
    if turn.line.last in ("desk", "broadcast") and bare:
        return Decision(outcome="aside", seen=turn.message.id)
    if turn.message.recipient == turn.desk.service_number:
        return turn.told("held", turn.say("held_service", q=turn.said(texts)))
    return turn.told("held", turn.say("held_nobody", q=turn.said(texts)))


def _is_just_settled(turn: Turn) -> bool:
    """Whether the answer to a question, or the word on it, is the last thing on this line."""
    line = turn.line
    return line.last == "desk" and line.question is not None and not turn.view.held


def _aside(plan: Plan, command: commands.Command, turn: Turn) -> Decision:
    """Wholly a command's word, or begun with one, but without its slash: asks which is meant."""
    if command.name in commands.ABOUT_A_THREAD and not (command.number or turn.line.last_thread):
        return _held(Held(why="none"), plan.texts, turn)
    order = Choice(do="order", command=_pinned(command, turn))
    sends: tuple[Choice, ...] = ()
    if plan.goal:
        name = turn.contact.name if turn.contact else None
        goal = plan.goal
        sends = (Choice(do="send", thread=goal.thread, contact=goal.contact, name=name),)
    elif plan.number and turn.contact and may_see(turn, turn.contact, plan.number):
        contact = turn.contact
        sends = (Choice(do="send", thread=plan.number, contact=contact.id, name=contact.name),)
    elif plan.held and plan.held.options:
        sends = (Choice(do="send"),)
    return questions.hold(turn, Why("command", (*sends, order)), plan.texts)


def _pinned(command: commands.Command, turn: Turn) -> str:
    """A command in words, with the thread that it is about now, whatever shows until it is done."""
    if command.name in commands.ABOUT_A_THREAD and command.number is None:
        command = command.but(number=turn.line.last_thread)
    return commands.written(command, turn.agent.language)


def _late(plan: Plan, turn: Turn) -> Decision:
    """Fetched from the provider afterwards: never sent or done without asking."""
    if plan.kind == "order" and plan.command:
        choices: tuple[Choice, ...] = (Choice(do="order", command=_pinned(plan.command, turn)),)
        texts = (turn.message.body,)
        return questions.hold(turn, Why("late", choices, t=turn.message.late), texts)
    is_nothing = gist.is_empty("".join(plan.texts)) and not turn.media
    if plan.number and is_nothing:  # `#142` alone: nothing to send
        return sending.addressed(plan.goal, plan.number, plan.texts, plan.do, turn)
    if plan.number and turn.contact and may_see(turn, turn.contact, plan.number):
        name = turn.contact.name
        choices = (Choice(do="send", thread=plan.number, contact=turn.contact.id, name=name),)
    else:
        choices = sending.choices(addressing.candidates(turn.line, turn.now))
    if not choices:
        return turn.told("held", turn.say("held_nobody", q=turn.said(plan.texts)))
    return questions.hold(turn, Why("late", choices, t=turn.message.late), plan.texts)


def _unknown(plan: Plan, turn: Turn) -> Decision:
    guesses = turn.say("or").join(plan.guesses)
    key = "unknown" if guesses else "unknown_alone"
    return turn.told("unknown", turn.say(key, typed=plan.texts[0], guesses=guesses))


def _automatic(turn: Turn, text: str) -> Decision:
    """Never passed on, and said so; the same once more, but seldom."""
    line, digest = turn.line, gist.digest(text)
    lately = bool(line.auto_told) and turn.now - line.auto_told < AUTOMATIC_TOLD_EVERY
    if lately and line.auto == digest:
        return Decision(outcome="automatic", seen=turn.message.id, profile=turn.profile)
    words = turn.say("automatic", q=text)
    return turn.told("automatic", words, lines=(line.but(auto=digest, auto_told=turn.now),))
