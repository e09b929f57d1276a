"""`tertulia demo`."""

import os
import shutil
import signal
import sys
import tempfile
from contextlib import suppress
from multiprocessing import get_context
from pathlib import Path

import click

# The demonstration never touches what the operator has: it has a folder and a database of its own.
_OWN = ("DATABASE_URL", "STORAGE_URL", "SECRET_KEY", "REDIS_URL", "EMAIL_URL")


@click.command()
@click.option("--host", default="127.0.0.1", show_default=True, help="Address to listen on.")
@click.option(
    "--port", type=click.IntRange(1, 65535), default=8000, show_default=True, help="Its port."
)
def demo(host: str, port: int) -> None:
    """Serve a demonstration on a folder that is thrown away at the end.

    Prints a link that signs one in.

    \b
    Example:
      tertulia demo --port 8001
    """
    from tertulia.config.commands.server import address_of, serve_instance

    signal.signal(signal.SIGTERM, lambda *_: sys.exit(1))  # so that the folder goes in any case
    folder = Path(tempfile.mkdtemp(prefix="tertulia-demo-"))
    os.environ.update({f"TERTULIA_{name}": "" for name in _OWN})
    os.environ.update(
        TERTULIA_DATA_DIR=str(folder),
        TERTULIA_DEMO="true",
        TERTULIA_BASE_URL=address_of(host, port),
    )
    os.environ.setdefault("TERTULIA_LOG_LEVEL", "WARNING")
    try:
        serve_instance(
            host, port, workers=1, jobs=True, prepare=lambda: _prepare(folder), announce=_welcome
        )
    finally:
        with suppress(OSError):
            shutil.rmtree(folder)


def _prepare(folder: Path) -> None:
    from tertulia.config.demo.clock import move_all
    from tertulia.config.demo.template import fill

    if fill(folder, make=_make, move=move_all):
        click.echo("The demonstration is made; the next start is quicker.", err=True)


def _make() -> None:
    """Make it in a process of its own: what that needs in memory is not held while one serves."""
    maker = get_context("spawn").Process(target=_make_here, daemon=True)
    maker.start()
    maker.join()
    if maker.exitcode:
        sys.exit(maker.exitcode)


def _make_here() -> None:
    from tertulia.config.commands.instance import open_instance

    open_instance(ready=False, quiet=False)
    from tertulia.config.commands.schema import bring_forwards
    from tertulia.config.commands.statics import collect_if_stale
    from tertulia.config.demo.playing import play

    click.echo("Making the demonstration, once ...", err=True)
    bring_forwards(backup=False)
    collect_if_stale()
    play()


def _welcome(address: str) -> None:
    from tertulia.config.demo.doors import make_link

    click.echo(
        f"\n  Tertulia is at {address}\n"
        f"  This link signs you in, once:\n\n    {address}{make_link()}\n\n"
        "  Nothing you do here is kept. Ctrl-C ends it.\n"
    )
    sys.stdout.flush()
