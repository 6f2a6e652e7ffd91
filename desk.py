"""The operator's command: `python desk.py --help`."""

from datetime import datetime
from pathlib import Path
from typing import Annotated, NoReturn

import typer

from chalicelib.errors import GuichetError

app = typer.Typer(
    help="Guichet: a helpdesk in the texting app everyone has.",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
)

StageOption = Annotated[str, typer.Option("--stage", help="The Chalice stage.")]
YesOption = Annotated[bool, typer.Option("--yes", help="Don't ask.")]
DryRunOption = Annotated[bool, typer.Option("--dry-run", help="Say what would be done, only.")]


@app.callback()
def main() -> None:
    """Guichet: a helpdesk in the texting app everyone has."""


@app.command()
def up(
    stage: StageOption = "dev",
    alarm_email: Annotated[
        str | None, typer.Option(help="Who is told when an alarm rings; '' for nobody.")
    ] = None,
    dry_run: DryRunOption = False,
    yes: YesOption = False,
) -> None:
    """Make a stage's resources, or bring them up to date. Again, it changes nothing."""
    from infra import up as work

    try:
        plan = work.plan(stage, alarm_email)
        typer.echo(str(plan))
        if dry_run:
            return
        if not yes:
            typer.confirm("Go ahead?", abort=True)
        work.up(plan, typer.echo)
    except GuichetError as error:
        _stop(error)


@app.command()
def down(
    stage: StageOption = "dev",
    data: Annotated[
        bool, typer.Option("--data", help="Delete table, media and secret too; asks for the stage.")
    ] = False,
    dry_run: DryRunOption = False,
    yes: YesOption = False,
) -> None:
    """Take a stage away: functions, queues, alarms. What people wrote is kept without --data."""
    from infra import down as work

    try:
        plan = work.plan(stage, data=data)
        typer.echo(str(plan))
        if dry_run or not plan.anything:
            return
        if not yes:
            typer.confirm("Go ahead?", abort=True)
        if data and typer.prompt("Nothing brings the data back. The stage's name") != stage:
            typer.echo("That is another name; nothing was done.", err=True)
            raise typer.Exit(1)
        work.down(plan, typer.echo)
    except GuichetError as error:
        _stop(error)


@app.command()
def apply(
    file: Annotated[Path, typer.Argument(help="What the desk is.")] = Path("desk.toml"),
    stage: StageOption = "dev",
) -> None:
    """Make the desk what desk.toml says, and welcome new agents. Again, it changes nothing."""
    from infra import apply as work

    try:
        work.enter(stage)
        typer.echo(str(work.apply(file, greet=True)))
    except GuichetError as error:
        _stop(error)


@app.command()
def connect(
    stage: StageOption = "dev",
    dry_run: Annotated[
        bool, typer.Option("--dry-run", help="Say what would change, and change nothing.")
    ] = False,
    yes: Annotated[
        bool, typer.Option("--yes", help="Don't ask before a number leaves what it leads to.")
    ] = False,
) -> None:
    """Point the provider's numbers at the deployed stage. Again, it changes nothing."""
    from infra import apply
    from infra import connect as work

    try:
        apply.enter(stage)
        planned, account = work.prepare(stage)
        asked = () if dry_run or yes else planned.questions
        for question in asked:
            typer.echo(question)
        if asked:
            typer.confirm("Go on? (--yes does without asking.)", abort=True)
        for line in work.carry_out(planned, account, dry_run=dry_run):
            typer.echo(line)
    except GuichetError as error:
        _stop(error)


@app.command()
def doctor(
    stage: StageOption = "dev",
    put_back: Annotated[
        bool, typer.Option("--put-back", help="Put back what got stuck, where that can be done.")
    ] = False,
    stuck: Annotated[
        bool, typer.Option("--stuck", help="Only what got stuck: nothing else is looked at.")
    ] = False,
) -> None:
    """Show what is wrong, why it matters and the mend. Ends with 1 where something is."""
    from infra import apply
    from infra import doctor as work

    try:
        apply.enter(stage)
        for line in work.put_back() if put_back else ():
            typer.echo(line)
        few = put_back or stuck
        found = work.examine_stuck(after=put_back) if few else work.examine(stage)
    except GuichetError as error:
        _stop(error)
    for finding in found:
        typer.echo(str(finding))
    if not all(finding.hint for finding in found):
        raise typer.Exit(1)
    typer.echo("All is well.")


@app.command()
def agents(stage: StageOption = "dev") -> None:
    """Show who answers: inboxes, language, away, open threads, numbers closed by STOP."""
    from infra import agents as work
    from infra import apply

    try:
        apply.enter(stage)
        for line in work.table():
            typer.echo(line)
    except GuichetError as error:
        _stop(error)


@app.command()
def export(
    out: Annotated[Path, typer.Option("--out", help="A folder: new, or empty.")],
    stage: StageOption = "dev",
    form: Annotated[str, typer.Option("--format", help="jsonl, csv or both.")] = "both",
    since: Annotated[
        datetime | None,
        typer.Option(formats=["%Y-%m-%d"], help="Only what changed since this day began."),
    ] = None,
    force: Annotated[
        bool, typer.Option("--force", help="Write over what an export left in the folder.")
    ] = False,
) -> None:
    """Write all contacts, threads and texts to files that only you can read."""
    from infra import apply
    from infra import export as work

    try:
        apply.enter(stage)
        done = work.export(out, form, since.date() if since else None, force=force)
    except GuichetError as error:
        _stop(error)
    typer.echo(str(done))
    if done.unreadable:
        raise typer.Exit(1)


@app.command()
def erase(
    address: Annotated[str, typer.Argument(help="The person's number, or channel and address.")],
    stage: StageOption = "dev",
    yes: YesOption = False,
    dry_run: DryRunOption = False,
) -> None:
    """Erase a person everywhere on a stage, for good, with a receipt. Again, it finds nothing."""
    from infra import apply
    from infra import erase as work

    try:
        apply.enter(stage)
        found = work.look(address)
        if dry_run or not found.total:
            typer.echo(str(found))
            return
        if not yes:
            typer.echo(str(found))
            if typer.prompt('Nothing brings it back. Type "erase" to go on') != "erase":
                typer.echo("Nothing was erased.", err=True)
                raise typer.Exit(1)
        typer.echo(str(work.erase(address)))
    except GuichetError as error:
        _stop(error)


@app.command()
def link(
    address: Annotated[str, typer.Argument(help="A person's number, or channel and address.")],
    other: Annotated[str, typer.Argument(help="Another one of the same person.")],
    stage: StageOption = "dev",
) -> None:
    """Make two contacts one person, whom agents answer in one place. `unlink` takes them apart."""
    from infra import apply
    from infra import link as work

    try:
        apply.enter(stage)
        typer.echo(work.link(address, other))
    except GuichetError as error:
        _stop(error)


@app.command()
def unlink(
    address: Annotated[str, typer.Argument(help="The person's number, or channel and address.")],
    stage: StageOption = "dev",
) -> None:
    """Take apart again what was linked: this address, or what was linked to it last."""
    from infra import apply
    from infra import link as work

    try:
        apply.enter(stage)
        typer.echo(work.unlink(address))
    except GuichetError as error:
        _stop(error)


@app.command()
def logs(
    stage: StageOption = "dev",
    follow: Annotated[bool, typer.Option("--follow", help="Go on until Ctrl-C.")] = False,
    since: Annotated[str, typer.Option(help="How far back: 90s, 15m, 2h, 1d.")] = "15m",
    text: Annotated[
        str, typer.Option(help="Only what is about this id: a text's, an entry's, a run's.")
    ] = "",
) -> None:
    """Show what the stage's functions logged, merged by time, a line each. Times are UTC."""
    from infra import apply
    from infra import logs as work

    try:
        apply.enter(stage)
        read = work.follow if follow else work.read
        for line in read(stage, work.span(since), text):
            if line:
                typer.echo(str(line))
    except KeyboardInterrupt:
        return
    except GuichetError as error:
        _stop(error)


@app.command(name="try")
def try_out(
    script: Annotated[Path | None, typer.Option(help="Play this script and stop.")] = None,
    port: Annotated[int, typer.Option(help="Where the phones are served.")] = 8000,
    desk: Annotated[
        Path | None,
        typer.Option(exists=True, dir_okay=False, help="A desk.toml; else the simulator's own."),
    ] = None,
) -> None:
    """Try a desk on this machine: phones in a browser, no account, no network."""
    if script is not None:
        from simulator import play

        raise typer.Exit(play.main(script, desk))
    from simulator import serve

    raise typer.Exit(serve.main(["--port", str(port), *(["--desk", str(desk)] if desk else [])]))


def _stop(error: GuichetError) -> NoReturn:
    """Says what is wrong, a line for each, without a traceback."""
    typer.echo(str(error), err=True)
    raise typer.Exit(1)


if __name__ == "__main__":
    app()
