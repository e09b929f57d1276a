"""PostgreSQL: one tsvector for each post, under a GIN index.

Python cuts the tokens, so the vectors are written out, not parsed: words as they are, with their
positions (title first, then a gap, so that no phrase runs from one into the other), stems behind a
slash and without positions.
"""

from collections import defaultdict
from collections.abc import Iterable, Sequence

from django.db import connection

from tertulia.kit.sql.prepared import rows_of
from tertulia.lenses.finding.engines.statements import Conditions
from tertulia.lenses.finding.wording import BEGINS, Columns, Wanted

_GAP = 2
_LAST_POSITION = 16_383
_NO_POST = 2**63 - 1


def create(suffix: str = "") -> None:
    """Make an empty table, without its index: it is filled faster that way."""
    _execute(
        f"CREATE TABLE finding_vector{suffix}"
        " (post_id bigint NOT NULL PRIMARY KEY, vector tsvector NOT NULL, title tsvector)"
    )


def drop(suffix: str = "") -> None:
    """Take the table away, if it is there."""
    _execute(f"DROP TABLE IF EXISTS finding_vector{suffix}")


def swap(suffix: str) -> None:
    """Put the table of this suffix in the place of the one in use."""
    drop()
    _execute(f"ALTER TABLE finding_vector{suffix} RENAME TO finding_vector")
    _execute(f"ALTER INDEX finding_vector{suffix}_gin RENAME TO finding_vector_gin")
    _execute(f"ALTER INDEX finding_title{suffix}_gin RENAME TO finding_title_gin")
    _execute(f"ALTER INDEX finding_vector{suffix}_pkey RENAME TO finding_vector_pkey")


def tidy(suffix: str = "") -> None:
    """Index the table that has been filled, and tell the planner what is in it."""
    # A short pending list: an import is quick, and no search has much to wade through.
    _execute(
        f"CREATE INDEX finding_vector{suffix}_gin ON finding_vector{suffix}"
        " USING gin (vector) WITH (gin_pending_list_limit = 1024)"
    )
    _execute(
        f"CREATE INDEX finding_title{suffix}_gin ON finding_vector{suffix}"
        " USING gin (title) WITH (gin_pending_list_limit = 256) WHERE title IS NOT NULL"
    )
    _execute(f"ANALYZE finding_vector{suffix}")


def write(rows: Iterable[tuple[int, Columns]], suffix: str = "") -> None:
    """Write posts, in place of what is there of them."""
    with connection.cursor() as cursor:
        cursor.executemany(
            f"INSERT INTO finding_vector{suffix} (post_id, vector, title)"
            " VALUES (%s, %s::tsvector, %s::tsvector) ON CONFLICT (post_id)"
            " DO UPDATE SET vector = EXCLUDED.vector, title = EXCLUDED.title",
            [(post, vector(each), title_vector(each.title)) for post, each in rows],
        )


def remove(posts: Iterable[int]) -> None:
    """Take posts out."""
    with connection.cursor() as cursor:
        cursor.execute("DELETE FROM finding_vector WHERE post_id = ANY(%s)", [list(posts)])


def indexed() -> set[int]:
    """Return the ids of all posts that the table holds."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT post_id FROM finding_vector")
        return {row[0] for row in cursor.fetchall()}


def damage() -> list[str]:
    """Return what is broken in the table itself; PostgreSQL sees to that on its own."""
    return []


def candidates(wish: Wanted, where: Conditions, limit: int) -> list[tuple]:
    """Return the newest `limit` posts that match and meet the conditions, newest first.

    The planner cannot know that words and permission have nothing to do with one another, and
    begins at the wrong end. So it is first asked for the newest matches alone, then which of them
    may be seen; where that leaves too few, for more of them at once.
    """
    asked = _asked(wish)
    if not asked:
        return _seen(where, None, limit)
    found: list[tuple] = []
    before, window = _NO_POST, 2 * limit
    while len(found) < limit:
        sql = (
            "SELECT post_id FROM finding_vector WHERE vector @@ %s::tsquery AND post_id < %s"
            " ORDER BY post_id DESC LIMIT %s"
        )
        posts = [row[0] for row in rows_of(sql, [asked, before, window])]
        seen = _seen(where, posts, limit - len(found)) if posts else []
        found += seen
        if len(posts) < window:
            break
        before, window = posts[-1], _next_window(window, len(seen), limit - len(found))
    return found


def _next_window(window: int, seen: int, wanted: int) -> int:
    """Return how many matches to look at next, when of `window` so many could be seen."""
    likely = window * wanted * 3 // (seen * 2) if seen else window * 4
    return max(window // 4, 1, min(likely, window * 4))


def _asked(wish: Wanted) -> str:
    asked = [_any("/" + stem for stem in each) for each in wish.stems]
    asked += map(_phrase, wish.phrases)
    asked += [f"!{_phrase(tokens)}" for tokens in wish.no_phrases]
    asked += [f"!{_lexeme('/' + stem)}" for stem in wish.no_stems]
    return " & ".join(asked)


def _seen(where: Conditions, posts: list[int] | None, limit: int) -> list[tuple]:
    """Return which of `posts` (of all, where none are named) meet the conditions, newest first."""
    condition, params = where.condition, list(where.params)
    if posts is not None:
        condition, params = f'{condition} AND "finding_entry"."post_id" = ANY(%s)', [*params, posts]
    sql = (
        f'SELECT {where.columns} FROM "finding_entry"{where.joins} WHERE {condition}'
        f' ORDER BY "finding_entry"."post_id" DESC LIMIT {limit:d}'
    )
    return rows_of(sql, params)


def titled(tokens: Sequence[str], where: Conditions, limit: int) -> list[tuple]:
    """Return the newest `limit` starters that have all tokens in their title and may be found."""
    # First what matches, then who may see it: as in `candidates`.
    sql = (
        "WITH found AS MATERIALIZED (SELECT post_id FROM finding_vector"
        " WHERE title IS NOT NULL AND title @@ %s::tsquery ORDER BY post_id + 0 DESC LIMIT 500)"
        f' SELECT {where.columns} FROM found JOIN "finding_entry" USING (post_id){where.joins}'
        f' WHERE {where.condition} ORDER BY "finding_entry"."post_id" DESC LIMIT {limit:d}'
    )
    return rows_of(sql, [" & ".join(map(_lexeme, tokens)), *where.params])


def seen(where: Conditions, posts: Sequence[int]) -> list[tuple]:
    """Return which of `posts` meet the conditions."""
    return _seen(where, list(posts), len(posts))


def marks(stems: Sequence[str], since: int, limit: int) -> list[tuple[int, int]]:
    """Return (place in `stems`, post) of the newest `limit` posts of each from `since` on."""
    # `+ 0` keeps the planner from walking the table backwards: marked stems are rare.
    each = (
        "(SELECT {}, post_id FROM finding_vector WHERE vector @@ %s::tsquery AND post_id >= %s"
        " ORDER BY post_id + 0 DESC LIMIT {:d})"
    )
    sql = " UNION ALL ".join(each.format(place, limit) for place in range(len(stems)))
    return rows_of(sql, [value for stem in stems for value in (_lexeme("/" + stem), since)])


def vector(row: Columns) -> str:
    """Return the columns as a tsvector is written."""
    places: defaultdict[str, list[int]] = defaultdict(list)
    title = row.title.split()
    for place, token in enumerate(title, start=1):
        places[token].append(place)
    for place, token in enumerate(row.words.split(), start=len(title) + _GAP):
        places[token].append(min(place, _LAST_POSITION))
    parts = [f"'{token}':{','.join(map(str, at))}" for token, at in places.items()]
    parts += [f"'/{stem}'" for stem in row.stems.split()]
    return " ".join(parts)


def title_vector(title: str) -> str | None:
    """Return the words of a title as a tsvector is written; nothing for a post without one."""
    return " ".join(f"'{token}'" for token in dict.fromkeys(title.split())) or None


def _any(lexemes: Iterable[str]) -> str:
    return "(" + " | ".join(map(_lexeme, lexemes)) + ")"


def _phrase(tokens: Iterable[str]) -> str:
    return "(" + " <-> ".join(map(_lexeme, tokens)) + ")"


def _lexeme(token: str) -> str:
    return f"'{token.removesuffix(BEGINS)}'" + (":*" if token.endswith(BEGINS) else "")


def _execute(sql: str) -> None:
    with connection.cursor() as cursor:
        cursor.execute(sql)
