"""The import of a dump that is killed, and run again, ends as one that was not."""

import os
import signal
import subprocess
import sys
from pathlib import Path

import pytest
from django.db import connections
from django.db.utils import ConnectionHandler

from tertulia.config.environment import Environment
from tertulia.lenses.exchange.stackexchange.tests.conftest import (
    AT,
    answer,
    person,
    question,
    write_dump,
)

pytestmark = [pytest.mark.faults, pytest.mark.django_db]
QUESTIONS = 60
STATEMENTS = (
    "SELECT r.kind, r.key, p.number, p.source, p.revision_count, x.handle"
    " FROM threads_foreignrecord r JOIN threads_post p ON p.id = r.post_id"
    " LEFT JOIN people_person x ON x.id = p.author_id ORDER BY r.kind, r.key",
    "SELECT s.title, t.title, l.relation FROM threads_threadlink l"
    " JOIN threads_thread s ON s.id = l.source_id JOIN threads_thread t ON t.id = l.target_id"
    " ORDER BY s.title, t.title",
    "SELECT p.source, a.accepted_at FROM threads_acceptance a"
    " JOIN threads_post p ON p.id = a.post_id ORDER BY p.source",
    "SELECT p.source, l.address, t.source FROM threads_lead l JOIN threads_post p"
    " ON p.id = l.post_id JOIN threads_post t ON t.id = l.target_id ORDER BY p.source",
    "SELECT handle, name FROM people_person ORDER BY handle",
    "SELECT thread_count, member_count FROM communities_community",
)


@pytest.fixture
def dump(tmp_path: Path) -> Path:
    posts, history, links, votes, comments = [], [], [], [], []
    for n in range(1, QUESTIONS + 1):
        key = 10 * n
        other = 10 * (n % QUESTIONS + 1)
        address = f"https://bread.example/questions/{other}/question-{other}"
        words = f'See <a href="{address}">it</a> {n}'
        posts.append(question(key, Body=words, AcceptedAnswerId=key + 1, OwnerUserId=n % 7 + 1))
        posts += [answer(key + 1, key), answer(key + 2, key, OwnerUserId=n % 5 + 1)]
        for event, kind in ((key, 2), (key + 1, 5)):
            history.append(
                {
                    "Id": event,
                    "PostId": key,
                    "PostHistoryTypeId": kind,
                    "Text": f"{event}",
                    "CreationDate": AT,
                    "UserId": 1,
                }
            )
        links.append(
            {"Id": n, "PostId": key, "RelatedPostId": other, "LinkTypeId": 3, "CreationDate": AT}
        )
        votes.append({"Id": n, "PostId": key + 1, "VoteTypeId": 1, "CreationDate": AT})
        comments.append({"Id": n, "PostId": key + 2, "Text": f"Well {n}", "CreationDate": AT})
    folder = tmp_path / "dump"
    folder.mkdir()
    write_dump(
        folder,
        Posts=posts,
        PostHistory=history,
        PostLinks=links,
        Votes=votes,
        Comments=comments,
        Users=[person(n, f"Person {n}") for n in range(1, 9)],
    )
    return folder


def run(url: str, dump: Path, folder: Path, kill_after: int | None) -> bool:
    """Import `dump`; kill it when that many rows are stored. Return whether it came to its end."""
    environment = {
        **os.environ,
        "TERTULIA_DATABASE_URL": url,
        "TERTULIA_DATA_DIR": str(folder),
        "DJANGO_SETTINGS_MODULE": "tertulia.config.settings",
    }
    module = "tertulia.lenses.exchange.tests.import_process"
    command = [sys.executable, "-m", module, str(dump), "bakers", "stackexchange"]
    with subprocess.Popen(command, env=environment, stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout is not None
        for line in process.stdout:
            if kill_after is not None and sum(map(int, line.split())) >= kill_after:
                process.send_signal(signal.SIGKILL)
                break
        return process.wait() == 0


def told(url: str) -> list[list[tuple]]:
    """What a database holds, without numbers that only count how often something was tried."""
    database = Environment(database_url=url).database()
    other = ConnectionHandler({"default": {**connections.settings["default"], **database}})
    found = []
    with other["default"].cursor() as cursor:
        for statement in STATEMENTS:
            cursor.execute(statement)
            found.append(list(cursor.fetchall()))
    other["default"].close()
    return found


def test_a_dump_that_was_killed_and_run_again_comes_to_the_same_end(
    dump: Path, tmp_path: Path, new_database
) -> None:
    undisturbed, killed = new_database(), new_database()
    assert run(undisturbed, dump, tmp_path, None)
    expected = told(undisturbed)
    assert [len(rows) for rows in expected[:4]] == [4 * QUESTIONS] + 3 * [QUESTIONS]
    assert not run(killed, dump, tmp_path, 2 * QUESTIONS)
    assert 0 < len(told(killed)[0]) < 4 * QUESTIONS
    assert run(killed, dump, tmp_path, None)
    assert told(killed) == expected
    assert run(killed, dump, tmp_path, None)
    assert told(killed) == expected
