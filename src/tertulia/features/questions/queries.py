"""Reads about questions. Whoever calls has checked the thread."""

from dataclasses import dataclass

from django.db.models import QuerySet

from tertulia.core.activity.actors import Actor
from tertulia.features.questions.models import MeToo
from tertulia.kit.sql.prepared import Prepared


@dataclass(frozen=True, slots=True)
class Acts:
    """What the viewer did with a question."""

    has_it_too: bool = False


def _said(person: int, question: int) -> QuerySet:
    return MeToo.objects.filter(person=person, question=question).values_list("id")


_mine = Prepared(_said, "person", "question")


def acts_of(actor: Actor, thread_id: int) -> Acts:
    """Return what `actor` did with the question."""
    if not actor.signed_in:
        return Acts()
    return Acts(_mine.first(person=actor.person_id, question=thread_id) is not None)


def people_with_it(thread_id: int) -> list[int]:
    """Return who has the question too: they want to hear of an answer."""
    rows = MeToo.objects.filter(question=thread_id).order_by("id")
    return list(rows.values_list("person_id", flat=True))
