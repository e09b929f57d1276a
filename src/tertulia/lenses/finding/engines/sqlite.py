"""SQLite: FTS5 tables whose rowid is the negated post id, so that the newest comes first.

`finding_stems` holds no positions (what most searches read stays small); phrases and excluded words
are looked up in `finding_words`. Measured on 200,000 posts, two words with 650 hits: 0.8 ms this
way, 2.1 ms with positions and descending ids, 4.1 ms with bm25(), which counts anew each time.
"""

from collections.abc import Iterable, Iterator, Sequence

from django.db import connection

from tertulia.kit.sql.prepared import rows_of
from tertulia.lenses.finding.engines.statements import Conditions
from tertulia.lenses.finding.wording import BEGINS, Columns, Wanted

# A token is what stands between spaces: Python has cut them already, for both databases alike.
_TOKENS = """tokenize = "ascii tokenchars '!#$%&()*+,-./:;<=>?@[]^_`{|}~'", columnsize = 0"""
_TABLES = {
    "finding_words": f"title, words, {_TOKENS}",
    "finding_stems": f"stems, detail = none, {_TOKENS}",
    # Of starters alone, so small that every key somebody presses can ask it.
    "finding_titles": f"title, detail = none, prefix = '2 3', {_TOKENS}",
}


def create(suffix: str = "") -> None:
    """Make empty tables."""
    for table, options in _TABLES.items():
        _execute(f"CREATE VIRTUAL TABLE {table}{suffix} USING fts5({options})")


def drop(suffix: str = "") -> None:
    """Take the tables away, if they are there."""
    for table in _TABLES:
        _execute(f"DROP TABLE IF EXISTS {table}{suffix}")


def swap(suffix: str) -> None:
    """Put the tables of this suffix in the place of those in use."""
    drop()
    for table in _TABLES:
        _execute(f"ALTER TABLE {table}{suffix} RENAME TO {table}")


def tidy(suffix: str = "") -> None:
    """Bring what many writes left in pieces together, so that searches read less."""
    for table in _TABLES:
        _execute(f"INSERT INTO {table}{suffix}({table}{suffix}) VALUES ('optimize')")


def write(rows: Iterable[tuple[int, Columns]], suffix: str = "") -> None:
    """Write posts, in place of what is there of them."""
    # FTS5 gathers what comes in the order of its rowids and stores it at once; it stops gathering
    # at every step back.
    rows = sorted(rows, key=lambda row: -row[0])
    with connection.cursor() as cursor:
        cursor.executemany(
            f"INSERT OR REPLACE INTO finding_words{suffix}(rowid, title, words)"
            " VALUES (%s, %s, %s)",
            [(-post, each.title, each.words) for post, each in rows],
        )
        cursor.executemany(
            f"INSERT OR REPLACE INTO finding_stems{suffix}(rowid, stems) VALUES (%s, %s)",
            [(-post, each.stems) for post, each in rows],
        )
        cursor.executemany(
            f"INSERT OR REPLACE INTO finding_titles{suffix}(rowid, title) VALUES (%s, %s)",
            [(-post, each.title) for post, each in rows if each.title],
        )


def remove(posts: Iterable[int]) -> None:
    """Take posts out."""
    ids = [(-post,) for post in posts]
    with connection.cursor() as cursor:
        for table in _TABLES:
            cursor.executemany(f"DELETE FROM {table} WHERE rowid = %s", ids)


def indexed() -> set[int]:
    """Return the ids of all posts that both tables hold."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT -id FROM finding_words_content INTERSECT SELECT -id FROM finding_stems_content"
        )
        return {row[0] for row in cursor.fetchall()}


def damage() -> list[str]:
    """Return what the database finds broken in the tables themselves."""
    broken = []
    for table in _TABLES:
        try:
            _execute(f"INSERT INTO {table}({table}) VALUES ('integrity-check')")
        except Exception as error:  # a malformed table raises whatever it likes
            broken.append(f"{table}: {error}")
    return broken


def candidates(wish: Wanted, where: Conditions, limit: int) -> list[tuple]:
    """Return the newest `limit` posts that match and meet the conditions, newest first."""
    if wish.stems:
        source, match = "finding_stems", _all(wish.stems)
        if wish.no_stems:
            match = f"({match}) NOT {_any(wish.no_stems)}"
    elif wish.phrases:
        source, match = "finding_words", " AND ".join(map(_phrase, wish.phrases))
    else:
        source, match = "", ""
    # CROSS JOIN holds SQLite to this order: matches, newest first, then where they stand.
    joins = where.joins.replace(" INNER JOIN ", " CROSS JOIN ")
    conditions, params = [where.condition], list(where.params)
    tables = f'"finding_entry"{joins}'
    order = '"finding_entry"."post_id" DESC'
    if source:
        tables = f'{source} CROSS JOIN "finding_entry"{joins}'
        conditions[:0] = [f"{source} MATCH %s", f'"finding_entry"."post_id" = -{source}.rowid']
        params.insert(0, match)
        order = f"{source}.rowid"
    for condition, value in _further(wish):
        conditions.append(condition)
        params.append(value)
    sql = (
        f"SELECT {where.columns} FROM {tables} WHERE {' AND '.join(conditions)}"
        f" ORDER BY {order} LIMIT {limit:d}"
    )
    return rows_of(sql, params)


def titled(tokens: Sequence[str], where: Conditions, limit: int) -> list[tuple]:
    """Return the newest `limit` starters that have all tokens in their title and may be found."""
    joins = where.joins.replace(" INNER JOIN ", " CROSS JOIN ")
    sql = (
        f'SELECT {where.columns} FROM finding_titles CROSS JOIN "finding_entry"{joins}'
        ' WHERE finding_titles MATCH %s AND "finding_entry"."post_id" = -finding_titles.rowid'
        f" AND {where.condition} ORDER BY finding_titles.rowid LIMIT {limit:d}"
    )
    match = " AND ".join(_phrase((token,)) for token in tokens)
    return rows_of(sql, [match, *where.params])


def seen(where: Conditions, posts: Sequence[int]) -> list[tuple]:
    """Return which of `posts` meet the conditions."""
    places = ", ".join(["%s"] * len(posts))
    sql = (
        f'SELECT {where.columns} FROM "finding_entry"{where.joins}'
        f' WHERE "finding_entry"."post_id" IN ({places}) AND {where.condition}'
    )
    return rows_of(sql, [*posts, *where.params])


def marks(stems: Sequence[str], since: int, limit: int) -> list[tuple[int, int]]:
    """Return (place in `stems`, post) of the newest `limit` posts of each from `since` on."""
    each = (
        "SELECT * FROM (SELECT {}, -rowid FROM finding_stems WHERE finding_stems MATCH %s"
        " AND rowid <= %s ORDER BY rowid LIMIT {:d})"
    )
    sql = " UNION ALL ".join(each.format(place, limit) for place in range(len(stems)))
    return rows_of(sql, [value for stem in stems for value in (_phrase((stem,)), -since)])


def _further(wish: Wanted) -> Iterator[tuple[str, str]]:
    """Yield what the table of the matches cannot tell."""
    post = '"finding_entry"."post_id"'
    words = "(SELECT -rowid FROM finding_words WHERE finding_words MATCH %s)"
    stems = "(SELECT -rowid FROM finding_stems WHERE finding_stems MATCH %s)"
    if wish.stems and wish.phrases:
        yield f"{post} IN {words}", " AND ".join(map(_phrase, wish.phrases))
    if wish.no_phrases:
        yield f"{post} NOT IN {words}", " OR ".join(map(_phrase, wish.no_phrases))
    if wish.no_stems and not wish.stems:
        yield f"{post} NOT IN {stems}", _any(wish.no_stems)


def _all(words: Iterable[tuple[str, ...]]) -> str:
    return " AND ".join(map(_any, words))


def _any(stems: Iterable[str]) -> str:
    return f"({' OR '.join(_phrase((stem,)) for stem in stems)})"


def _phrase(tokens: Iterable[str]) -> str:
    text = " ".join(tokens)
    return f'"{text.removesuffix(BEGINS)}"' + (" *" if text.endswith(BEGINS) else "")


def _execute(sql: str) -> None:
    with connection.cursor() as cursor:
        cursor.execute(sql)
