"""Several processes on one port, through uvicorn's own supervisor."""

from socket import socket

from uvicorn import Config
from uvicorn.supervisors import multiprocess

from tertulia.config.commands.server import close_streams
from tertulia.kit.web.server import Server


class _Process(multiprocess.Process):
    """A process that serves, and ends its streams when it is told to stop."""

    @property
    def server(self) -> Server:
        if self._server is None:
            self._server = Server(self.config, before_shutdown=close_streams)
        return self._server  # type: ignore[return-value]


class Processes(multiprocess.Multiprocess):
    """Keeps the wanted number of processes alive; one that cannot start ends them all."""

    def __init__(self, config: Config, sockets: list[socket]) -> None:
        # The supervisor makes its processes by this name, in four places.
        multiprocess.Process = _Process  # type: ignore[misc]
        super().__init__(config, sockets)

    def run_to_the_end(self) -> bool:
        """Serve until told to stop; False when that was because a process could not start."""
        self.run()
        return multiprocess.STARTUP_FAILURE not in {one.exitcode for one in self.processes}
