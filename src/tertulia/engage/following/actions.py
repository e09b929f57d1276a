"""The only writes about following."""

from django.db.models import Case, F, QuerySet, Value, When
from django.db.models.functions import Greatest

from tertulia.core.activity.actors import Actor
from tertulia.core.threads.queries import thread_facts
from tertulia.engage.following.models import Following, Level
from tertulia.kit.sql.prepared import PreparedUpdate
from tertulia.kit.web.refusals import NotHere, SignInFirst


def _raised(person: int, thread: int, number: int, level: int) -> tuple[QuerySet, dict]:
    rows = Following.objects.filter(person=person, thread=thread)
    return rows, {
        "read_number": Greatest(F("read_number"), Value(number)),
        "level": Case(
            When(level=Level.NORMAL, then=Greatest(F("level"), Value(level))), default=F("level")
        ),
    }


_raise = PreparedUpdate(_raised, "person", "thread", "number", "level")


def mark_read(*, actor: Actor, thread: int, number: int) -> None:
    """Remember that `actor` has read `thread` up to post `number`; it never goes back."""
    if not actor.signed_in:
        raise SignInFirst
    facts = thread_facts(actor, thread)
    if facts is None:
        raise NotHere
    raise_mark(actor=actor, thread=thread, number=min(number, facts.last_number))


def raise_mark(*, actor: Actor, thread: int, number: int, level: int = Level.NORMAL) -> None:
    """Raise the read mark to `number`, and the level to `level` where it was plain.

    Whoever calls knows that `actor` is a person who sees the thread.
    """
    person = actor.person_id
    # A level that is not plain was chosen, so it is only ever raised from there.
    if not _raise.run(person=person, thread=thread, number=number, level=int(level)):
        Following.objects.get_or_create(
            person_id=person, thread_id=thread, defaults={"read_number": number, "level": level}
        )
