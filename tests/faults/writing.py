"""Many people who write at once, and go on until each of their words has been confirmed."""

import asyncio
import json
from collections import deque
from dataclasses import dataclass, field
from urllib.parse import urlencode

from tests.serving.asking import Answer, Caller, Cut, NotReached, page_headers
from tests.serving.instance import Someone

WAYS = ("composer", "api", "page")
AGAIN_SECONDS = 0.05


@dataclass
class Words:
    """One reply that somebody wants to make. `name` stands in its text and is nowhere else.

    `number` is the post's, once it was confirmed; `repeated`: the answer was, not the deed.
    """

    name: str
    thread: int
    way: str
    author: Someone
    number: int = 0
    repeated: bool = False

    @property
    def source(self) -> str:
        return f"{self.name} says *something* worth keeping\n\n* here\n* and there"

    @property
    def has_key(self) -> bool:
        """A plain form has none: who sent it must look whether it is there."""
        return self.way != "page"


@dataclass
class Desk:
    """What is to be written at `port`, and what became of it.

    `failures` are the server's own: answers that neither confirm nor refuse.
    """

    port: int
    waiting: deque[Words]
    done: list[Words] = field(default_factory=list)
    unknown: list[Words] = field(default_factory=list)
    failures: list[str] = field(default_factory=list)

    @property
    def confirmed(self) -> int:
        return len(self.done)

    async def write_all(self, connections: int) -> None:
        """Write everything that waits, over so many connections at a time."""
        await asyncio.gather(*(self._writer() for _ in range(connections)))

    async def _writer(self) -> None:
        caller = Caller(self.port)
        while self.waiting:
            words = self.waiting.popleft()
            try:
                answer = await send(caller, words)
            except NotReached:
                await self._put_back(words, again=True)
            except Cut:
                await self._put_back(words, again=words.has_key)
            else:
                await self._note(words, answer)
        caller.close()

    async def _put_back(self, words: Words, again: bool) -> None:
        (self.waiting if again else self.unknown).append(words)
        await asyncio.sleep(AGAIN_SECONDS)

    async def _note(self, words: Words, answer: Answer) -> None:
        if answer.status < 400:
            learn(words, answer)
            self.done.append(words)
        else:
            said = f"{words} was answered {answer.status}: {answer.text[:200]}"
            assert answer.status >= 500, said
            self.failures.append(said)
            await self._put_back(words, again=words.has_key)


async def send(caller: Caller, words: Words) -> Answer:
    """Send a reply once, in its way; with the same key as before if it was sent before."""
    key = {"Idempotency-Key": f"key-{words.name}"}
    form = {"Content-Type": "application/x-www-form-urlencoded"}
    if words.way == "api":
        headers = {"Authorization": f"Bearer {words.author.token}", **key}
        headers["Content-Type"] = "application/json"
        body = json.dumps({"body": words.source}).encode()
        return await caller.ask("POST", f"/api/v1/threads/{words.thread}/posts", body, headers)
    headers = {**page_headers(words.author.session), **form}
    if words.way == "composer":
        headers |= {"Accept": "application/json", **key}
    body = urlencode({"source": words.source}).encode()
    return await caller.ask("POST", f"/t/{words.thread}/reply", body, headers)


def learn(words: Words, answer: Answer) -> None:
    """Remember what the server confirmed."""
    if words.way == "page":
        number = int(answer.headers["location"].partition("#")[0].rpartition("/")[2])
    else:
        number = answer.json()["number"]
    words.repeated = words.repeated or answer.headers.get("idempotent-replayed") == "true"
    assert words.number in (0, number), f"{words.name} was {words.number} and now is {number}"
    words.number = number
