"""The operator's command: `python desk.py --help`."""

from pathlib import Path
from typing import Annotated

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


def _stop(error: GuichetError) -> None:
    """Says what is wrong, a line for each, without a traceback."""
    typer.echo(str(error), err=True)
    raise typer.Exit(1)


if __name__ == "__main__":
    app()
