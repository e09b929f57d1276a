"""What the operators of a query mean here: slugs, handles and kinds looked up for one actor."""

from collections.abc import Iterable
from dataclasses import dataclass

from tertulia.core.activity.actors import Actor
from tertulia.core.communities.queries import community_by_slug, moved_slug
from tertulia.core.people.queries import moved_handle, profile
from tertulia.core.threads.kinds import all_kinds
from tertulia.core.topics.slugs import topic_slug
from tertulia.lenses.finding.conditions import Narrowing
from tertulia.lenses.finding.language import STANDINGS, STATUSES, Filter, Remark, usable

# What a thread is to somebody: to nobody it is none of it.
OWN = ("mine", "following", "bookmarked")
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
    met: set[str] = set()
    scope = [Filter("within", usable(community))] if community else []
    scope += [Filter("of_kind", usable(kind))] if kind else []
    for each in (*(one for one in filters if not is_of_words(one)), *scope):
        if not each.is_excluded:
            asked.add(each.name)
        made = _narrowing(actor, each)
        if made is None:
            remarks.append(_unknown(each))
        else:
            found.append(made)
            if not each.is_excluded:
                met.add(each.name)
    return Narrowed(tuple(found), tuple(remarks), not asked <= met)


def _unknown(wish: Filter) -> Remark:
    if wish.name == "is" and wish.value in OWN:
        return Remark("nobody", f"is:{wish.value}")
    return Remark(f"unknown_{_SAID.get(wish.name, wish.name)}", wish.value)


def _narrowing(actor: Actor, wish: Filter) -> Narrowing | None:
    if wish.name == "is":
        return _standing(actor, wish)
    value = _value(actor, wish)
    return None if value is None else Narrowing(wish.name, value, wish.is_excluded)


def _standing(actor: Actor, wish: Filter) -> Narrowing | None:
    """Return what `is:` asks of a thread: a status, a standing, or the name of its kind."""
    if wish.value in STATUSES:
        return Narrowing("is", wish.value, wish.is_excluded)
    if wish.value in OWN:
        person = actor.person_id
        return None if person is None else Narrowing(wish.value, person, wish.is_excluded)
    if wish.value in STANDINGS:
        return Narrowing(wish.value, "", wish.is_excluded)
    kind = _kind(wish.value)
    return None if kind is None else Narrowing("of_kind", kind, wish.is_excluded)


def is_of_words(wish: Filter) -> bool:
    """Whether the full-text index answers it: what a post has is a word of it there."""
    return wish.name == "has" and wish.value not in ("answer", "poll")


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
