"""Links between threads from elsewhere."""

from collections.abc import Mapping, Sequence

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from tertulia.core.activity.actors import Actor, system
from tertulia.core.communities.models import Community
from tertulia.core.communities.permissions import standing_of
from tertulia.core.people.actions import find_or_make_shadows
from tertulia.core.threads.actions.writing import record_in
from tertulia.core.threads.foreign import ForeignLink, Joined
from tertulia.core.threads.models import ForeignRecord, Relation, Thread, ThreadLink
from tertulia.core.threads.permissions import can_import_threads
from tertulia.core.threads.queries.named import keys_known, threads_named
from tertulia.kit.web.refusals import require

Link = tuple[ForeignLink, int, int]


@transaction.atomic
def import_links(
    *, actor: Actor, community: Community, source: str, batch: Sequence[ForeignLink]
) -> Joined[ForeignLink]:
    """Join the threads that `batch` names, which are here; return what became of each row.

    A link that came in before stays as it is, also where somebody took it back since.
    """
    require(can_import_threads(actor, standing_of(actor, community)))
    outcome: Joined[ForeignLink] = Joined()
    joined = _ends(community, source, batch, outcome)
    if not joined:
        return outcome
    ends = {end for _row, *both in joined for end in both}
    held = Thread.objects.select_for_update(no_key=True).filter(pk__in=ends).order_by("pk")
    threads = {thread.pk: thread for thread in held}
    people = find_or_make_shadows(
        actor=system(actor.door), source=source, keys={row.author for row, *_ in joined} - {""}
    )
    new = _new_links(joined, _standing(threads), people, outcome)
    ThreadLink.objects.bulk_create(new)
    ForeignRecord.objects.bulk_create(
        ForeignRecord(source=source, kind=row.word, key=row.key, thread_id=one)
        for row, one, _other in joined
    )
    for number in sorted({end for link in new for end in (link.source_id, link.target_id)}):
        record_in("thread.imported", actor=actor, thread=threads[number], data={"posts": 0})
    return outcome


def _new_links(
    joined: Sequence[Link],
    stand: set[tuple[int, int, str]],
    people: Mapping[str, int],
    outcome: Joined[ForeignLink],
) -> list[ThreadLink]:
    """Return what does not stand yet, each once; put every row into `outcome`."""
    new: list[ThreadLink] = []
    for row, one, other in joined:
        relation = Relation(row.relation)
        mutual = relation == Relation.RELATED and (other, one, relation) in stand
        if mutual or (one, other, relation) in stand:
            outcome.known.append(row)
            continue
        stand.add((one, other, relation))
        outcome.added.append(row)
        new.append(
            ThreadLink(
                source_id=one,
                target_id=other,
                relation=relation,
                actor_id=people.get(row.author),
                made_at=row.created_at or timezone.now(),
            )
        )
    return new


def _ends(
    community: Community, source: str, batch: Sequence[ForeignLink], outcome: Joined[ForeignLink]
) -> list[Link]:
    """Return the rows that can be joined, with their threads; put all others into `outcome`."""
    known = keys_known(source, "link", (row.key for row in batch))
    named = threads_named(source, {key for row in batch for key in (row.source, row.target)})
    joined: list[Link] = []
    for row in batch:
        one, other = named.get(row.source), named.get(row.target)
        if row.key in known:
            outcome.known.append(row)
        elif one is None or other is None:
            outcome.left.append((row, _("one of the threads it joins is not here")))
        elif community.id not in (one[1], other[1]):
            outcome.left.append((row, _("its thread is now in another community")))
        elif one[0] == other[0]:
            outcome.left.append((row, _("both of its ends are in one thread")))
        else:
            joined.append((row, one[0], other[0]))
    return joined


def _standing(threads: dict[int, Thread]) -> set[tuple[int, int, str]]:
    rows = ThreadLink.objects.filter(source__in=threads, target__in=threads)
    return set(rows.values_list("source", "target", "relation"))
