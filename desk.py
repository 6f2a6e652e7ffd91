"""The operator's command: `python desk.py --help`."""

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


@app.callback()
def main() -> None:
    """Guichet: a helpdesk in the texting app everyone has."""


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
def doctor(
    stage: StageOption = "dev",
    put_back: Annotated[
        bool, typer.Option("--put-back", help="Put back what got stuck, where that can be done.")
    ] = False,
) -> None:
    """Show what got stuck, why it matters and the mend. Ends with 1 where something is wrong."""
    from infra import apply
    from infra import doctor as work

    try:
        apply.enter(stage)
        for line in work.put_back() if put_back else ():
            typer.echo(line)
        found = work.examine(after=put_back)
    except GuichetError as error:
        _stop(error)
    for finding in found:
        typer.echo(str(finding))
    if found:
        raise typer.Exit(1)
    typer.echo("All is well.")


@app.command(name="try")
def try_out(
    script: Annotated[Path | None, typer.Option(help="Play this script and stop.")] = None,
    port: Annotated[int, typer.Option(help="Where the phones are served.")] = 8000,
) -> None:
    """Try a desk on this machine: phones in a browser, no account, no network."""
    if script is not None:
        from simulator import play

        raise typer.Exit(play.main(script))
    from simulator import serve

    raise typer.Exit(serve.main(["--port", str(port)]))


def _stop(error: GuichetError) -> NoReturn:
    """Says what is wrong, a line for each, without a traceback."""
    typer.echo(str(error), err=True)
    raise typer.Exit(1)


if __name__ == "__main__":
    app()
