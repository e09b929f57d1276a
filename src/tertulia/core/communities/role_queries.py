"""Reads about roles: who does what in a community, until when, and what they hand over."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.utils import timezone

from tertulia.core.communities.models import Community, Membership, Role, Term

ENDS_SOON = timedelta(days=30)


@dataclass(frozen=True, slots=True)
class TermRow:
    """Somebody who holds a role. Who reads the community reads it; the note is for members."""

    person_id: int
    name: str
    handle: str
    role: int
    giver: str | None
    since: datetime
    until: date | None
    note: str

    @property
    def role_name(self) -> str:
        """Return the name of the role that is the same in every language."""
        return Role(self.role).name.lower()

    @property
    def label(self) -> str:
        """Return the role in the reader's language."""
        return str(Role(self.role).label)

    @property
    def ends_soon(self) -> bool:
        """Whether the term ends within thirty days, or has run out."""
        return self.until is not None and self.until <= timezone.now().date() + ENDS_SOON

    @property
    def is_over(self) -> bool:
        """Whether the term has run out; the role is held until somebody ends it."""
        return self.until is not None and self.until < timezone.now().date()


def terms_of(community: Community) -> list[TermRow]:
    """Return who holds which role, the weightiest role first. The caller may read there."""
    rows = Term.objects.filter(community=community, ended_at=None).order_by("-role", "since")
    columns = (
        *("person_id", "person__name", "person__handle", "role", "giver__name"),
        *("since", "until", "note"),
    )
    return [TermRow(*row) for row in rows.values_list(*columns)[:500]]


def held_by(community: Community, handle: str) -> Membership | None:
    """Return the membership of whoever is called `handle`. The caller may manage members."""
    key = handle.strip().removeprefix("@").casefold()
    return Membership.objects.filter(community=community, person__handle_key=key).first()
