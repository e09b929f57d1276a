"""An import that is killed, and run again, ends as one that was not."""

import json
import os
import signal
import subprocess
import sys
from pathlib import Path

import pytest
from django.db import connections
from django.db.utils import ConnectionHandler

from tertulia.config.environment import Environment
from tertulia.lenses.exchange.tests.conftest import reply, topic

pytestmark = [pytest.mark.faults, pytest.mark.django_db]
# Each place of the file at which it is killed costs three processes.
ROUNDS = min(int(os.environ.get("TERTULIA_FAULT_ROUNDS", 3)), 5)
THREADS, REPLIES = 120, 6


@pytest.fixture
def file(tmp_path: Path) -> Path:
    """Threads one after the other; some replies come before what they belong to or answer."""
    rows = [reply("early", thread="100", author="zoe")]
    for t in range(THREADS):
        rows.append(topic(str(t), author=f"p{t % 17}", tags=[f"tag {t % 5}"]))
        for n in range(REPLIES):
            to = f"{t}-{n + 1}" if n == 2 else None
            rows.append(reply(f"{t}-{n}", str(t), author=f"q{t}", reply_to=to))
    path = tmp_path / "in.jsonl"
    path.write_text("".join(json.dumps(row) + "\n" for row in rows))
    return path


def run(url: str, file: Path, folder: Path, kill_after: int | None) -> bool:
    """Import `file`; kill it when that many rows are stored. Return whether it came to its end."""
    environment = {
        **os.environ,
        "TERTULIA_DATABASE_URL": url,
        "TERTULIA_DATA_DIR": str(folder),
        "DJANGO_SETTINGS_MODULE": "tertulia.config.settings",
    }
    module = "tertulia.lenses.exchange.tests.import_process"
    command = [sys.executable, "-m", module, str(file), "weavers"]
    with subprocess.Popen(command, env=environment, stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout is not None
        for line in process.stdout:
            if kill_after is not None and sum(map(int, line.split())) >= kill_after:
                process.send_signal(signal.SIGKILL)
                break
        return process.wait() == 0


def rows_in(url: str) -> dict[str, list[tuple]]:
    """What a database holds, without numbers that only count how often something was tried."""
    statements = {
        "posts": "SELECT r.kind, r.key, p.number, p.source, p.html, x.handle, a.number,"
        " t.post_count, t.next_number, t.last_number FROM threads_foreignrecord r"
        " JOIN threads_post p ON p.id = r.post_id JOIN threads_thread t ON t.id = p.thread_id"
        " JOIN people_person x ON x.id = p.author_id"
        " LEFT JOIN threads_post a ON a.id = p.reply_to_id ORDER BY r.kind, r.key",
        "threads": "SELECT key FROM threads_foreignrecord WHERE kind = 'thread' ORDER BY key",
        "people": "SELECT key FROM people_foreignidentity ORDER BY key",
        "handles": "SELECT handle FROM people_person ORDER BY handle",
        "topics": "SELECT name FROM topics_topic ORDER BY name",
        "counts": "SELECT thread_count, member_count, last_post_at FROM communities_community",
        "found": "SELECT count(*) FROM finding_entry",
    }
    database = Environment(database_url=url).database()
    other = ConnectionHandler({"default": {**connections.settings["default"], **database}})
    with other["default"].cursor() as cursor:
        found = {}
        for name, statement in statements.items():
            cursor.execute(statement)
            found[name] = list(cursor.fetchall())
    other["default"].close()
    return found


def test_killed_and_run_again_it_comes_to_the_same_end(
    file: Path, tmp_path: Path, new_database
) -> None:
    undisturbed = new_database()
    assert run(undisturbed, file, tmp_path, None)
    expected = rows_in(undisturbed)
    rows = 1 + THREADS * (1 + REPLIES)
    assert len(expected["posts"]) == rows

    for number in range(ROUNDS):
        url = new_database()
        assert not run(url, file, tmp_path, rows * (number + 1) // (ROUNDS + 1))
        assert 0 < len(rows_in(url)["posts"]) < rows
        assert run(url, file, tmp_path, None)
        assert rows_in(url) == expected
    assert run(url, file, tmp_path, None)
    assert rows_in(url) == expected
