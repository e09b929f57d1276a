"""The job consumer as a service of the web process."""

import asyncio

from tertulia.kit.jobs import engine


class Jobs:
    """Runs what is owed, beside the pages."""

    async def start(self) -> None:
        """Begin to work."""
        await asyncio.to_thread(engine.start)

    async def stop(self) -> None:
        """Finish what is under way."""
        await asyncio.to_thread(engine.stop)
