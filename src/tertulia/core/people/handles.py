"""Which handles nobody has, and nobody had until lately."""

from django.db.models import QuerySet
from django.utils import timezone

from tertulia.core.people.models import FormerHandle, Person
from tertulia.core.people.names import KEPT_FOR


def free_handle(wish: str) -> str:
    """Return `wish`, or `wish` with the first number behind it that is free."""
    number, handle = 1, wish
    while not is_free(handle):
        number += 1
        handle = f"{wish}-{number}"
    return handle


def free_handles(wishes: list[str]) -> list[str]:
    """Return a free handle for each wish, in one look-up where none of them is taken."""
    folded = {wish.casefold() for wish in wishes}
    taken = set(
        Person.objects.filter(handle_key__in=folded).values_list("handle_key", flat=True)
    ) | set(_kept_handles().filter(handle__in=folded).values_list("handle", flat=True))
    handles: list[str] = []
    for wish in wishes:
        handle, number = wish, 1
        while handle.casefold() in taken:
            number += 1
            handle = free_handle(f"{wish}-{number}")
        taken.add(handle.casefold())
        handles.append(handle)
    return handles


def is_free(handle: str, mine: Person | None = None) -> bool:
    """Say whether nobody but `mine` has `handle`, or had it until lately."""
    others = Person.objects.filter(handle_key=handle.casefold())
    former = _kept_handles().filter(handle=handle.casefold())
    if mine is not None:
        others, former = others.exclude(pk=mine.pk), former.exclude(person=mine)
    return not others.exists() and not former.exists()


def _kept_handles() -> QuerySet[FormerHandle]:
    return FormerHandle.objects.filter(given_up_at__gt=timezone.now() - KEPT_FOR)
