"""The `jsonl` form: what each line means."""

import json
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.utils.translation import gettext as _

from tertulia.core.communities.models import Role
from tertulia.core.people.actions import MAX_ABOUT
from tertulia.core.people.names import MAX_NAME
from tertulia.core.threads.actions.files import plain_name
from tertulia.core.threads.actions.writing import MAX_TITLE
from tertulia.core.threads.foreign import (
    ADDING,
    ForeignAnchor,
    ForeignFile,
    ForeignLink,
    ForeignPost,
    ForeignRemoval,
    ForeignRevision,
)
from tertulia.core.threads.kinds import Kind, kind_for_import
from tertulia.core.threads.models import Anchor, Lane, Relation
from tertulia.core.topics.actions import MAX_NAME as MAX_TOPIC
from tertulia.core.topics.actions import MAX_TOPICS
from tertulia.engage.reactions.foreign import ForeignReaction, name_here
from tertulia.lenses.exchange.fields import (
    Fields,
    LeftOut,
    key,
    moment,
    one_line,
    shortened,
    storable,
    text,
    whole,
)


@dataclass(frozen=True, slots=True)
class ForeignPerson:
    """What a file says of somebody."""

    line: int
    key: str
    name: str
    about: str
    word: str = "person"


@dataclass(frozen=True, slots=True)
class ForeignMembership:
    """Somebody belongs to the community, in these roles (bits of `Role`)."""

    line: int
    key: str
    roles: int
    word: str = "membership"


Joining = ForeignLink | ForeignReaction
Row = ForeignPost | ForeignPerson | ForeignMembership | Joining


def word_of(data: Any) -> str:
    """Return what a line calls itself; empty where it says nothing."""
    word = data.get("kind") if isinstance(data, dict) else None
    return shortened(one_line(word), 20) if isinstance(word, str) else ""


def parsed(data: bytes) -> dict[str, Any]:
    """Return the object of a line; LeftOut where it holds none."""
    try:
        value = json.loads(data.decode(), parse_constant=_refuse_constant)
    except UnicodeDecodeError as error:
        raise LeftOut(_("the line is not in UTF-8")) from error
    except (ValueError, RecursionError) as error:
        raise LeftOut(_("the line is not JSON")) from error
    if not isinstance(value, dict):
        raise LeftOut(_("the line is JSON, but no object"))
    return value


def row_of(line: int, data: dict[str, Any]) -> Row:
    """Return what a line means; LeftOut where it cannot come in."""
    fields = Fields(data)
    word = fields.need("kind", text)
    if word == "person":
        return _person(line, fields)
    if word == "membership":
        return _membership(line, fields)
    if word == "link":
        return _link(line, fields)
    if word == "reaction":
        return _reaction(line, fields)
    if word == "community":
        raise LeftOut(_("a community is founded here: tertulia community create"))
    kind = kind_for_import(word)
    if kind is None and word not in ADDING:
        raise LeftOut(_("no kind of thread is called so here"))
    return _post(line, word, kind, fields, data)


def _person(line: int, fields: Fields) -> ForeignPerson:
    name = one_line(fields.take("name", text, ""))
    about = storable(fields.take("about", text, ""))
    return ForeignPerson(
        line,
        fields.need("id", key),
        shortened(name, MAX_NAME),
        shortened(about, MAX_ABOUT),
    )


def _membership(line: int, fields: Fields) -> ForeignMembership:
    name = "person" if fields.has("person") else "author"
    roles = 0
    for role in fields.take("roles", _texts, ()):
        if role.upper() not in Role.__members__:
            raise LeftOut(_("it names a role that there is not"))
        roles |= Role[role.upper()]
    return ForeignMembership(line, fields.need(name, key), roles)


def _link(line: int, fields: Fields) -> ForeignLink:
    ends = fields.need("source", key), fields.need("target", key)
    relation = fields.take("relation", _one_of(Relation.values), "")
    if not relation:
        raise LeftOut(_("no two threads are joined by this word here"))
    own = fields.take("id", key) or key(" ".join((*ends, relation)))
    author = fields.take("author", key, "")
    return ForeignLink(line, own, *ends, relation, fields.take("created", moment), author)


def _reaction(line: int, fields: Fields) -> ForeignReaction:
    post, author = fields.need("post", key), fields.need("author", key)
    said = fields.need("name", text)
    name = name_here(said)
    if not name:
        raise LeftOut(_("there is no such reaction here"))
    own = fields.take("id", key) or key(" ".join((post, author, name)))
    return ForeignReaction(line, own, post, author, name, fields.need("created", moment))


def _post(
    line: int, word: str, kind: Kind | None, fields: Fields, data: dict[str, Any]
) -> ForeignPost:
    own = fields.need("id", key)
    thread = fields.take("thread", key, own) if kind else None
    aside: dict[str, Any] = {}
    created = fields.need("created", moment)
    source, source_format = _words(fields, aside, needed=kind is None)
    return ForeignPost(
        line=line,
        word=word,
        key=own,
        thread=thread or fields.need("thread", key),
        opens=kind.name if kind else "",
        created_at=created,
        source=source,
        source_format=source_format,
        author=fields.need("author", key) if fields.has("author") else "",
        alias=shortened(one_line(fields.take("alias", text, "")), MAX_NAME),
        pos=fields.take("pos", whole),
        edited_at=fields.take("edited", lambda value: _not_before(created, moment(value))),
        reply_to=fields.take("reply_to", key, ""),
        root=fields.take("root", key, ""),
        language=fields.take("language", lambda value: _short(value, 12), ""),
        removal=fields.take("removed", lambda value: _removal(value, created)),
        revisions=fields.take("revisions", _revisions, ()),
        anchor=fields.take("anchor", _anchor),
        files=fields.take("files", _files, ()),
        **(_of_thread(fields, kind, source, aside, data) if kind else {}),
        aside=fields.aside(**aside),
    )


def _of_thread(
    fields: Fields, kind: Kind, source: str, aside: dict[str, Any], data: dict[str, Any]
) -> dict[str, Any]:
    """Return what only a row that opens a thread has."""
    given = fields.take("title", text, "")
    title = shortened(one_line(given) or one_line(source[:MAX_TITLE]) or "…", MAX_TITLE)
    if given and given.strip() != title:
        aside["title"] = given
    tags = fields.take("tags", _texts, ())
    kept = [tag for tag in map(one_line, tags) if 0 < len(tag) <= MAX_TOPIC][:MAX_TOPICS]
    if len(kept) != len(tags):
        aside["tags"] = list(tags)
    closed_at, closed_why = fields.take("closed", _closure, (None, ""))
    lane = fields.take("lane", text, "")
    return {
        "title": title,
        "tags": tuple(kept),
        "lane": lane if lane in Lane.values else kind.default_lane,
        "closed_at": closed_at,
        "closed_why": closed_why,
        "detail": _detail(fields, kind, data),
    }


def _detail(fields: Fields, kind: Kind, data: dict[str, Any]) -> dict[str, Any]:
    """Return what the kind keeps beside the thread; an export has it under `fields`."""
    read = kind.import_row or kind.parse
    if read is None:
        return {}
    own = fields.take("fields", _object, {})
    try:
        return read({**data, **own})
    except Exception as error:
        raise LeftOut(_("its kind cannot read it")) from error


def _words(fields: Fields, aside: dict[str, Any], needed: bool) -> tuple[str, str]:
    """Take the words and their format: html wins over text, which then stays aside."""
    name = "html" if fields.has("html") else "text"
    if needed and not fields.has(name):
        raise LeftOut(_("it has neither text nor html"))
    given = fields.need(name, text) if fields.has(name) else ""
    source = storable(given)
    if source != given:
        # As ASCII with escapes: the one form in which either database can hold it.
        aside["exact_words"] = json.dumps(given)
    if name == "html":
        fields.drop("format")
        return source, "html"
    plain = fields.take("format", lambda value: ["plain"].index(value)) is not None
    return source, "plain" if plain else "markdown"


def _removal(value: Any, created: datetime) -> ForeignRemoval:
    if value is True:
        return ForeignRemoval(created)
    by = key(value["by"]) if value.get("by") else ""
    reason = storable(text(value.get("reason", "")))
    return ForeignRemoval(moment(value["at"]), by, reason)


def _closure(value: dict[str, Any]) -> tuple[datetime, str]:
    return moment(value["at"]), storable(text(value.get("reason", "")))


def _revisions(value: Any) -> tuple[ForeignRevision, ...]:
    made = tuple(_revision(number, row) for number, row in enumerate(_list(value)))
    if len({revision.number for revision in made}) != len(made):
        raise ValueError(value)
    return made


def _revision(place: int, row: dict[str, Any]) -> ForeignRevision:
    name = "html" if row.get("html") is not None else "text"
    source_format = (
        "html" if name == "html" else _one_of(("markdown", "plain"))(row.get("format", "markdown"))
    )
    return ForeignRevision(
        number=whole(row.get("number", place)),
        source=storable(text(row[name])),
        source_format=source_format,
        written_at=moment(row["written"]),
        editor=key(row["editor"]) if row.get("editor") else "",
    )


def _anchor(value: dict[str, Any]) -> ForeignAnchor:
    numbers = ("target_revision", "paragraph_index", "start", "end")
    return ForeignAnchor(
        target=key(value["target"]) if value.get("target") else "",
        exact=storable(text(value.get("exact", ""))),
        paragraph=_short(value.get("paragraph", ""), 40),
        prefix=_short(value.get("prefix", ""), 32),
        suffix=_short(value.get("suffix", ""), 32),
        state=_one_of(Anchor.State.values)(value.get("state", "found")),
        seconds_from=_seconds(value.get("seconds_from")),
        seconds_to=_seconds(value.get("seconds_to")),
        **{name: whole(value.get(name, 0)) for name in numbers},
    )


def _seconds(value: Any) -> float | None:
    if value is None:
        return None
    made = float(value)
    if not 0 <= made < 1e9:
        raise ValueError(value)
    return made


def _one_of(known: Any) -> Callable[[Any], str]:
    def checked(value: Any) -> str:
        if value not in known:
            raise ValueError(value)
        return str(value)

    return checked


def _short(value: Any, limit: int) -> str:
    made = text(value)
    if len(made) > limit or made != storable(made):
        raise ValueError(value)
    return made


def _list(value: Any) -> list[Any]:
    if not isinstance(value, list):
        raise ValueError(value)
    return value


def _object(value: Any) -> dict[str, Any]:
    if not isinstance(value, dict):
        raise ValueError(value)
    return value


def _files(value: Any) -> tuple[ForeignFile, ...]:
    return tuple(
        ForeignFile(key(each["id"]), plain_name(text(each["name"])), text(each["path"]))
        for each in _list(value)
    )


def _texts(value: Any) -> tuple[str, ...]:
    return tuple(text(part) for part in _list(value))


def _not_before(earliest: datetime, made: datetime) -> datetime:
    if made < earliest:
        raise ValueError(made)
    return made


def _refuse_constant(name: str) -> None:
    raise ValueError(name)
