"""The database of a backup, where it is PostgreSQL: one file a table, by COPY.

It needs no program beside this one, whatever the version of the server.
"""

import tempfile
from typing import Any

from django.db import connection, transaction
from django.db.migrations.executor import MigrationExecutor

from tertulia.config.commands.archives.writing import Archive, applied_migrations

FOLDER = "database/"
_IN_MEMORY = 8 * 1024 * 1024
_TABLES = """
    SELECT c.relname, array_agg(a.attname ORDER BY a.attnum)
    FROM pg_class c JOIN pg_attribute a ON a.attrelid = c.oid
    WHERE c.relnamespace = current_schema()::regnamespace AND c.relkind = 'r'
      AND a.attnum > 0 AND NOT a.attisdropped AND a.attgenerated = ''
    GROUP BY c.relname ORDER BY c.relname
"""
_SEQUENCES = """
    SELECT sequencename, last_value FROM pg_sequences
    WHERE schemaname = current_schema() AND last_value IS NOT NULL
"""


def add_database(archive: Archive) -> dict[str, Any]:
    """Add every table as it is at one moment; writers go on meanwhile."""
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ, READ ONLY")
        cursor.execute(_TABLES)
        tables = dict(cursor.fetchall())
        for table, columns in tables.items():
            _add_table(archive, cursor, table, columns)
        cursor.execute(_SEQUENCES)
        sequences = dict(cursor.fetchall())
        migrations = applied_migrations()
    return {"migrations": migrations, "tables": tables, "sequences": sequences}


def _add_table(archive: Archive, cursor: Any, table: str, columns: list[str]) -> None:
    with tempfile.SpooledTemporaryFile(_IN_MEMORY) as file:
        with cursor.copy(f"COPY {_named(table, columns)} TO STDOUT") as rows:
            for block in rows:
                file.write(block)
        size = file.tell()
        file.seek(0)
        archive.add(f"{FOLDER}{table}.copy", file, size)


def _named(table: str, columns: list[str]) -> str:
    quote = connection.ops.quote_name
    return f"{quote(table)} ({', '.join(map(quote, columns))})"


class Loading:
    """Puts the tables of a backup into the database, within one transaction of the caller's."""

    def __init__(self, manifest: dict[str, Any]) -> None:
        self._tables: dict[str, list[str]] = manifest["tables"]
        self._sequences: dict[str, int] = manifest["sequences"]
        self._migrations = [(app, name) for app, name in manifest["migrations"]]

    def begin(self) -> None:
        """Give the database the form that it had in the backup, and empty it."""
        if applied_migrations() != sorted(self._migrations):
            self._build_anew()
        with connection.cursor() as cursor:
            cursor.execute(_TABLES)
            names = [connection.ops.quote_name(table) for table, _columns in cursor.fetchall()]
            cursor.execute(f"TRUNCATE {', '.join(names)}")
            for name in names:
                # What triggers would write is in the backup already.
                cursor.execute(f"ALTER TABLE {name} DISABLE TRIGGER USER")

    def _build_anew(self) -> None:
        with connection.cursor() as cursor:
            cursor.execute("SELECT quote_ident(current_schema())")
            (schema,) = cursor.fetchone()
            cursor.execute(f"DROP SCHEMA {schema} CASCADE")
            cursor.execute(f"CREATE SCHEMA {schema}")
        executor = MigrationExecutor(connection)
        known = {
            (app, name) for app, name in self._migrations if app in executor.loader.migrated_apps
        }
        last = [
            node
            for node in known
            if not any(
                child.key in known
                for child in executor.loader.graph.node_map[node].children
                if child.key[0] == node[0]
            )
        ]
        executor.migrate(last)

    def table(self, member: str, source: Any) -> None:
        """Put the rows of one member into its table."""
        table = member.removeprefix(FOLDER).removesuffix(".copy")
        statement = f"COPY {_named(table, self._tables[table])} FROM STDIN"
        with connection.cursor() as cursor, cursor.copy(statement) as rows:
            while block := source.read(1 << 16):
                rows.write(block)

    def finish(self) -> None:
        """Let numbers go on where they were."""
        with connection.cursor() as cursor:
            for sequence, value in self._sequences.items():
                name = connection.ops.quote_name(sequence)
                cursor.execute("SELECT setval(%s::regclass, %s)", [name, value])
            # Checked now, while triggers may still be named: none may wait when tables are altered.
            cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
            for table in self._tables:
                name = connection.ops.quote_name(table)
                cursor.execute(f"ALTER TABLE {name} ENABLE TRIGGER USER")
