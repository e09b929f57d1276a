"""`kill -9` while people write drafts: what was said to be kept is there, and none is torn."""

import asyncio
import json
import os
import random
from dataclasses import dataclass

import pytest

from tests.serving.asking import Caller, Cut, page_headers
from tests.serving.instance import Founded, Instance, Someone
from tests.serving.listening import until

pytestmark = pytest.mark.faults
ROUNDS = int(os.environ.get("TERTULIA_FAULT_ROUNDS", "20"))
KILLS = 4 if ROUNDS >= 10 else 2
WRITERS = 8
AGAIN_SECONDS = 0.05


@dataclass
class Draft:
    """What one person writes, and the last of it that the server said it keeps."""

    port: int
    author: Someone
    kept: int = -1
    sequence: int = 0
    written: int = 0

    @property
    def source(self) -> str:
        return f"{self.written}: " + f"word{self.written} " * 200

    async def write(self) -> None:
        """Save one version after the other until cancelled."""
        caller = Caller(self.port)
        headers = {**page_headers(self.author.session), "Content-Type": "application/json"}
        while True:
            body = json.dumps({"seq": self.sequence + 1, "source": self.source}).encode()
            try:
                answer = await caller.ask("PUT", "/drafts/new", body, headers)
            except Cut:
                await asyncio.sleep(AGAIN_SECONDS)
                continue
            assert answer.status in (200, 409), answer.text[:200]
            if answer.status == 409:  # the answer was lost, not the words
                assert answer.json()["source"][:20] == self.source[:20], (self, answer.text[:80])
            self.sequence, self.kept = answer.json()["seq"], self.written
            self.written += 1

    async def look(self) -> None:
        """See that the draft is the last that was confirmed, or the one after, and whole."""
        caller = Caller(self.port)
        headers = page_headers(self.author.session)
        found = (await caller.ask("GET", "/drafts/new", headers=headers)).json()
        caller.close()
        number = int(found["source"].partition(":")[0])
        assert number in (self.kept, self.kept + 1)
        whole = f"{number}: " + f"word{number} " * 200
        assert whole == found["source"], f"version {number} is torn"
        assert found["seq"] >= self.sequence


def test_a_draft_outlives_a_kill(instance: Instance, founded: Founded) -> None:
    async def play() -> None:
        server = instance.serve()
        drafts = [Draft(server.port, one) for one in founded.people[:WRITERS]]
        for _ in range(KILLS):
            goal = sum(one.written for one in drafts) + random.randrange(20, 120)
            tasks = [asyncio.create_task(one.write()) for one in drafts]
            await until(
                lambda goal=goal: (
                    sum(one.written for one in drafts) >= goal
                    and all(one.written for one in drafts)
                ),
                f"{goal} versions kept",
            )
            server.kill()
            for task in tasks:
                task.cancel()
            await asyncio.gather(*tasks, return_exceptions=True)
            server = instance.serve()
            for one in drafts:
                await one.look()
        server.terminate()

    asyncio.run(play())
