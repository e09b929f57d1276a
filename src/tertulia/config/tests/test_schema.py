"""The database's form: made, brought forwards after a backup, refused when it is newer."""

import subprocess
from pathlib import Path

import pytest
from django.conf import settings
from django.db import connection
from django.db.migrations.recorder import MigrationRecorder

from tertulia.config.commands.archives.reading import verified
from tertulia.config.commands.mishaps import Failure
from tertulia.config.commands.schema import bring_forwards, make_ready

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def recorder():
    """What is recorded of migrations; put back as it was."""
    recorder = MigrationRecorder(connection)
    before = set(recorder.applied_migrations())
    yield recorder
    for app, name in set(recorder.applied_migrations()) - before:
        recorder.record_unapplied(app, name)
    for app, name in before - set(recorder.applied_migrations()):
        recorder.record_applied(app, name)


def test_a_newer_database_refuses_an_older_program(recorder, tertulia) -> None:
    recorder.record_applied("threads", "0099_from_the_future")
    for attempt in (make_ready, bring_forwards):
        with pytest.raises(Failure, match=r"newer version of Tertulia \(threads 0099"):
            attempt()
    ended = tertulia("migrate")
    assert ended.exit_code == 1
    assert "0099_from_the_future" in ended.stderr


def test_an_older_database_is_backed_up_and_brought_forwards(recorder) -> None:
    # The oldest thing that can be made again: a table that nothing points at.
    table = "site_sitesetting"
    with connection.schema_editor() as editor:
        editor.execute(f"DROP TABLE {table}")
    recorder.record_unapplied("site", "0001_initial")
    with pytest.raises(Failure, match="tertulia migrate"):
        make_ready()
    folder: Path = settings.DATA_DIR / "backups"
    before = set(folder.glob("*")) if folder.exists() else set()
    assert bring_forwards() == 1
    assert table in connection.introspection.table_names()
    (kept,) = set(folder.glob("before-*")) - before
    assert ["site", "0001_initial"] not in verified(kept)["migrations"]
    kept.unlink()
    assert bring_forwards() == 0


def test_two_that_start_at_once_migrate_once(tmp_path: Path, empty_database: str) -> None:
    from tertulia.config.tests.running import Instance

    here = Instance(tmp_path / "data", empty_database)
    both = [here.start("migrate") for _ in range(2)]
    ends = [(one.communicate(timeout=120), one.returncode) for one in both]
    assert [code for _said, code in ends] == [0, 0], ends
    said = sorted(out.strip() for (out, _err), _code in ends)
    assert said[1] == "Nothing to do.", said
    assert isinstance(both[0], subprocess.Popen)
