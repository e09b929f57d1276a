"""`tertulia serve`, `tertulia web`, `tertulia worker`."""

import click

_host = click.option("--host", default="127.0.0.1", show_default=True, help="Address to listen on.")
_port = click.option(
    "--port", type=click.IntRange(1, 65535), default=8000, show_default=True, help="Its port."
)
_workers = click.option(
    "--workers",
    type=click.IntRange(1, 64),
    default=1,
    show_default=True,
    help="Processes that share the port; one suits a community of thousands.",
)


@click.command()
@_host
@_port
@_workers
def serve(host: str, port: int, workers: int) -> None:
    """Serve pages, the live channel and jobs on one port.

    Makes the database when there is none, and brings it to this version's form after a backup.

    \b
    Example:
      tertulia serve --host 0.0.0.0 --port 8000
    """
    from tertulia.config.commands.server import serve_instance

    serve_instance(host, port, workers=workers, jobs=True)


@click.command()
@_host
@_port
@_workers
def web(host: str, port: int, workers: int) -> None:
    """Serve pages and the live channel; `tertulia worker` does the jobs, here or elsewhere.

    \b
    Example:
      tertulia web --host 0.0.0.0 --port 8000 --workers 2
    """
    from tertulia.config.commands.server import serve_instance

    serve_instance(host, port, workers=workers, jobs=False)


@click.command()
@click.option(
    "--threads",
    type=click.IntRange(1, 64),
    default=2,
    show_default=True,
    help="How many jobs run at the same time.",
)
def worker(threads: int) -> None:
    """Do the jobs that the pages of `tertulia web` promise.

    \b
    Example:
      tertulia worker --threads 4
    """
    from tertulia.config.commands.instance import open_instance
    from tertulia.config.commands.presence import present

    open_instance(quiet=False)
    from tertulia.kit.jobs.engine import run_forever

    with present():
        click.echo(f"Doing jobs with {threads} threads.", err=True)
        run_forever(workers=threads)
