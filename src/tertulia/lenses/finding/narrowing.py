"""What the operators of a query mean here: slugs, handles and kinds looked up for one actor."""

from collections.abc import Iterable
from dataclasses import dataclass

from tertulia.core.activity.actors import Actor
from tertulia.core.communities.queries import community_by_slug, moved_slug
from tertulia.core.people.queries import moved_handle, profile
from tertulia.core.threads.kinds import all_kinds
from tertulia.core.topics.slugs import topic_slug
from tertulia.lenses.finding.conditions import Narrowing
from tertulia.lenses.finding.language import Filter, Remark

_SAID = {"within": "in", "of_kind": "kind"}


@dataclass(frozen=True, slots=True)
class Narrowed:
    """Operators as conditions. `is_hopeless`: one of them names nothing, so nothing can match."""

    narrowings: tuple[Narrowing, ...]
    remarks: tuple[Remark, ...]
    is_hopeless: bool


def narrowed(
    actor: Actor, filters: Iterable[Filter], *, community: str = "", kind: str = ""
) -> Narrowed:
    """Look up what `filters` name, as far as `actor` may know of it.

    `community` and `kind` hold beside whatever the filters say.
    """
    found: list[Narrowing] = []
    remarks: list[Remark] = []
    asked: set[str] = set()
    scope = [Filter("within", community)] if community else []
    scope += [Filter("of_kind", kind)] if kind else []
    for each in (*filters, *scope):
        if not each.is_excluded:
            asked.add(each.name)
        value = _value(actor, each)
        if value is None:
            remarks.append(Remark(f"unknown_{_SAID.get(each.name, each.name)}", each.value))
        else:
            found.append(Narrowing(each.name, value, each.is_excluded))
    met = {each.name for each in found if not each.is_excluded}
    return Narrowed(tuple(found), tuple(remarks), not asked <= met)


def _value(actor: Actor, wish: Filter) -> int | str | None:
    if wish.name in ("before", "after"):
        return wish.day
    if wish.name in ("in", "within"):
        return _community(actor, wish.value)
    if wish.name == "from":
        return _person(actor, wish.value)
    if wish.name in ("kind", "of_kind"):
        return _kind(wish.value.lower())
    return topic_slug(wish.value) if wish.name == "topic" else wish.value


def _community(actor: Actor, slug: str) -> int | None:
    community = community_by_slug(actor, slug)
    if community is None and (moved := moved_slug(actor, slug)):
        community = community_by_slug(actor, moved)
    return community.pk if community else None


def _person(actor: Actor, handle: str) -> int | None:
    if handle.lower() == "me" and actor.signed_in:
        return actor.person_id
    person = profile(actor, handle)
    if person is None and (moved := moved_handle(handle)):
        person = profile(actor, moved)
    return person.id if person else None


def _kind(word: str) -> str | None:
    for kind in all_kinds():
        if word in (kind.name, str(kind.label).lower(), str(kind.plural).lower()):
            return kind.name
    return None
