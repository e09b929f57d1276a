"""Thread pages for visitors, answered before Django: one string, after a look at the database.

A page is kept as it went out to somebody without a session, under its address and language. Before
it is used again the database is asked whether a visitor may still see the thread and whether it
still has the version that was shown; while nothing at all was committed since, that answer stands.
Only SQLite can be asked that cheaply, so on PostgreSQL every page is made.
"""

import sqlite3
from collections import OrderedDict
from threading import Lock
from typing import Any
from urllib.parse import quote

from django.conf import settings
from django.db import connection
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponseBase

from tertulia.core.activity.actors import ANONYMOUS
from tertulia.core.threads.permissions import visible_to
from tertulia.core.threads.queries.links import links_mark
from tertulia.kit.sql.prepared import Prepared
from tertulia.kit.web.compression import accepts_gzip
from tertulia.kit.web.keeping import keep_until_changed
from tertulia.kit.web.middleware import Answer, wanted
from tertulia.kit.web.replies import Reply, reply_of

MOST_BYTES = 32 << 20
Version = tuple[int, ...]


def _versions(thread: int) -> QuerySet:
    rows = visible_to(ANONYMOUS).filter(pk=thread).annotate(joined=links_mark(ANONYMOUS))
    return rows.values_list("version", "community__version", "joined")


_seen_by_visitors = Prepared(_versions, "thread")


def seen_by_visitors(thread_id: int) -> Version | None:
    """Return the version of a thread and of what it is joined to, as far as visitors see it."""
    return _seen_by_visitors.first(thread=thread_id)


class _Kept:
    __slots__ = ("plain", "gzipped", "thread", "version", "checked")

    def __init__(self, plain: Reply, gzipped: Reply, thread: int, version: Version) -> None:
        self.plain, self.gzipped = plain, gzipped
        self.thread, self.version = thread, version
        self.checked: int | None = None  # SQLite's data_version when it was last found true

    def __len__(self) -> int:
        return len(self.plain.body) + len(self.gzipped.body) + 1000


class Doorstep:
    """Keeps visitors' pages and hands them out from the event loop."""

    def __init__(self, most_bytes: int = MOST_BYTES) -> None:
        self._most = most_bytes
        self._held = 0
        self._pages: OrderedDict[tuple[str, str], _Kept] = OrderedDict()
        self._lock = Lock()
        self._reader: sqlite3.Connection | None = None
        self._cookie = settings.SESSION_COOKIE_NAME.encode()
        keep_until_changed(self.clear)

    def clear(self) -> None:
        """Let go of every page."""
        with self._lock:
            self._pages.clear()
            self._held = 0

    def keep(self, request: HttpRequest, response: Any, thread: int, version: Version) -> None:
        """Keep a page that somebody without a session was shown."""
        if connection.vendor != "sqlite" or response.cookies or response.status_code != 200:
            return
        plain = reply_of(response, b"", "")
        response.headers.pop("Content-Encoding", None)
        gzipped = reply_of(response, b"gzip", "")
        response.headers.pop("Content-Encoding", None)
        kept = _Kept(plain, gzipped, thread, version)
        with self._lock:
            self._forget((request.path, request.LANGUAGE_CODE))
            self._pages[request.path, request.LANGUAGE_CODE] = kept
            self._held += len(kept)
            while self._held > self._most:
                self._forget(next(iter(self._pages)))

    def answer(self, scope: Any) -> Reply | None:
        """Return the page for a visitor, None where it has to be made. Never waits."""
        if scope["query_string"] or not scope["path"].startswith("/t/"):
            return None
        headers = dict(scope["headers"])
        if self._cookie in headers.get(b"cookie", b"") or b"authorization" in headers:
            return None
        language = wanted(headers.get(b"accept-language", b"").decode("latin-1"))
        kept = self._pages.get((scope["path"], language))
        if kept is None or not self._holds(kept):
            return None
        return kept.gzipped if accepts_gzip(headers.get(b"accept-encoding", b"")) else kept.plain

    def _holds(self, kept: _Kept) -> bool:
        try:
            reader = self._connect()
            commits = reader.execute("PRAGMA data_version").fetchone()[0]
            if kept.checked == commits:
                return True
            sql, values = _seen_by_visitors.text(thread=kept.thread)
            if reader.execute(sql.replace("%s", "?"), values).fetchone() != kept.version:
                return False
        except sqlite3.Error:
            return False  # busy at this moment: the page is made
        kept.checked = commits
        return True

    def _connect(self) -> sqlite3.Connection:
        if self._reader is None:
            path = quote(str(connection.settings_dict["NAME"]))
            self._reader = sqlite3.connect(
                f"file:{path}?mode=ro", uri=True, isolation_level=None, timeout=0
            )
        return self._reader

    def _forget(self, key: tuple[str, str]) -> None:
        old = self._pages.pop(key, None)
        if old is not None:
            self._held -= len(old)


doorstep = Doorstep()


def keep_for_visitors(get_response: Answer) -> Answer:
    """Hand pages that a view marked with `kept_as` to the doorstep, as they go out."""

    def middleware(request: HttpRequest) -> HttpResponseBase:
        response = get_response(request)
        mark = getattr(response, "kept_as", None)
        if mark is not None and not request.actor.signed_in and not request.META["QUERY_STRING"]:
            doorstep.keep(request, response, *mark)
        return response

    return middleware
