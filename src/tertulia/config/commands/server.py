"""The server process: from an empty folder to a page in a browser, and to a clean end."""

import errno
import os
import signal
import socket
import threading
import time
from collections.abc import Callable

import click

from tertulia.config.commands.mishaps import Failure

APPLICATION = "tertulia.config.asgi:application"
GRACE_SECONDS = 3


def serve_instance(
    host: str,
    port: int,
    *,
    workers: int,
    jobs: bool,
    prepare: Callable[[], None] | None = None,
    announce: Callable[[str], None] | None = None,
) -> None:
    """Serve until SIGTERM or SIGINT, which end it within four seconds.

    `prepare()` may fill the instance before anything else is done with it. `announce(address)` is
    called once pages are answered; by default the address is printed.
    """
    listener = _listen(host, port)
    if not jobs:
        os.environ["TERTULIA_JOBS"] = "off"
    _name_the_address(host, port)
    from tertulia.config.commands.instance import open_instance
    from tertulia.config.commands.presence import present
    from tertulia.config.commands.schema import bring_forwards
    from tertulia.config.commands.statics import collect_if_stale

    open_instance(ready=False, quiet=False)
    with present():
        if prepare is not None:
            prepare()
        bring_forwards()
        collect_if_stale()
        _close_connections()
        threading.Thread(
            target=_when_listening, args=(host, port, announce or _print_address), daemon=True
        ).start()
        _run(listener, host, port, workers)


def _listen(host: str, port: int) -> socket.socket:
    """Return a socket bound to the port: what is taken is known before anything else is done."""
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    listener = socket.socket(family, socket.SOCK_STREAM)
    listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    try:
        listener.bind((host, port))
    except PermissionError:
        raise Failure(f"Port {port} needs special rights; choose one above 1023.") from None
    except OSError as error:
        listener.close()
        if isinstance(error, socket.gaierror) or error.errno != errno.EADDRINUSE:
            raise Failure(f"Cannot listen on {host}: {error.strerror}.") from None
        raise Failure(
            f"Port {port} on {host} is in use: stop what uses it, or choose another with --port."
        ) from None
    listener.set_inheritable(True)
    return listener


def address_of(host: str, port: int) -> str:
    """Return where a browser on this machine finds a server that listens on `host`."""
    if host in ("0.0.0.0", "::"):
        host = "127.0.0.1"
    return f"http://[{host}]:{port}" if ":" in host else f"http://{host}:{port}"


def _name_the_address(host: str, port: int) -> None:
    """Have letters and feeds carry the address served, where the operator has named none."""
    from tertulia.config.environment import Environment

    if "base_url" not in Environment().model_fields_set:  # type: ignore[call-arg]
        os.environ["TERTULIA_BASE_URL"] = address_of(host, port)


def _close_connections() -> None:
    from django.db import connections

    connections.close_all()


def _print_address(address: str) -> None:
    from tertulia.lenses.operating.first_link import make_first_link

    click.echo(f"Tertulia is at {address} (Ctrl-C ends it)", err=True)
    first = make_first_link()
    if first:
        click.echo(
            "Nobody looks after this place yet. This link leads through the first steps:\n\n"
            f"    {address}{first}\n",
            err=True,
        )
    _close_connections()


def _when_listening(host: str, port: int, announce: Callable[[str], None]) -> None:
    """Call `announce` as soon as the port answers; it does so only when the server has started."""
    address = address_of(host, port)
    there = (address.rpartition("/")[2].rpartition(":")[0].strip("[]"), port)
    while True:
        try:
            socket.create_connection(there, timeout=1).close()
            break
        except OSError:
            time.sleep(0.02)
    announce(address)


def _run(listener: socket.socket, host: str, port: int, workers: int) -> None:
    from tertulia.kit.web.server import server_config

    config = server_config(
        APPLICATION,
        host=host,
        port=port,
        workers=workers,
        timeout_graceful_shutdown=GRACE_SECONDS,
        loop="auto",
        http="auto",
    )
    # uvicorn raises the signal again when it has ended; this end is a success.
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, lambda *_: None)
    if workers > 1:
        from tertulia.config.commands.processes import Processes

        ended_well = Processes(config, [listener]).run_to_the_end()
    else:
        ended_well = _run_here(config, listener)
    if not ended_well:
        raise Failure("Tertulia could not start: the log above says why.")


def _run_here(config: object, listener: socket.socket) -> bool:
    from tertulia.kit.web.server import Server

    server = Server(config, before_shutdown=close_streams)  # type: ignore[arg-type]
    try:
        server.run(sockets=[listener])
    except SystemExit:
        return False
    return server.started


def close_streams() -> None:
    """End every open stream of this process, so that its end does not wait for them."""
    from tertulia.config.asgi import application

    for service in application.services:
        close = getattr(service, "close_streams", None)
        if close is not None:
            close()
