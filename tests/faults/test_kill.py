"""`kill -9` during two hundred replies, again and again: what was confirmed is there, once.

`TERTULIA_FAULT_ROUNDS` says how many rounds; `TERTULIA_FAULT_SEED` repeats those of a failure.
"""

import asyncio
import json
import os
import random
import time

import pytest

from tests.faults.rounds import Stage, kill_backend, kill_server, play
from tests.serving.instance import Founded, Instance

pytestmark = pytest.mark.faults
LOOKED_AT = ("database", "database file", "durability", "counts", "search", "jobs")
ROUNDS = int(os.environ.get("TERTULIA_FAULT_ROUNDS", "20"))
SEED = int(os.environ.get("TERTULIA_FAULT_SEED", "0")) or random.randrange(1, 10**6)


def test_what_was_confirmed_outlives_a_kill(instance: Instance, founded: Founded, capsys) -> None:
    stage = Stage(instance, founded, random.Random(SEED), instance.serve())
    began = time.monotonic()
    print(f"TERTULIA_FAULT_SEED={SEED}")  # shown where it fails
    asyncio.run(_all_rounds(stage))
    with capsys.disabled():
        seconds = time.monotonic() - began
        print(
            f"\n{ROUNDS} rounds (seed {SEED}) in {seconds:.0f} s: {len(stage.kept)} replies"
            f" confirmed and there, {stage.repeated} of them by a second answer,"
            f" {stage.unknown} without a key and never confirmed; started again in"
            f" {', '.join(f'{one.result():.1f}' for one in stage.restarting)} s"
        )
    _check_finds_nothing(instance)


async def _all_rounds(stage: Stage) -> None:
    stage.listen()
    for reader in stage.readers:
        await reader.opened()
    for number in range(ROUNDS):
        on_postgres = not stage.truth.is_sqlite
        cut = kill_backend if on_postgres and number % 4 == 3 else kill_server
        await play(stage, f"seed{SEED}round{number}", cut)
    for reader in stage.readers:
        await reader.stop()
    stage.server.terminate()


def _check_finds_nothing(instance: Instance) -> None:
    findings = json.loads(instance.command("check", "--json"))["findings"]
    amiss = [one for one in findings if one["level"] != "ok"]
    assert not [one for one in amiss if one["what"] in LOOKED_AT], amiss
    assert json.loads(instance.command("check", "--repair", "--json")) == {"repaired": {}}
