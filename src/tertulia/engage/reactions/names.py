"""The few reactions there are. Each says something that a reply would say in one word."""

from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _


@dataclass(frozen=True, slots=True)
class Sort:
    """One reaction: its name in addresses and rows, its words, and the sign beside them."""

    name: str
    label: str | Promise
    sign: str


SORTS = (
    Sort("thanks", _("Thanks"), "🙏"),
    Sort("helpful", _("Helpful"), "👍"),
    Sort("same", _("We saw the same"), "👀"),
    Sort("insightful", _("Insightful"), "💡"),
    Sort("celebrate", _("Celebrate"), "🎉"),
)
BY_NAME = {sort.name: sort for sort in SORTS}
PLACES = {sort.name: place for place, sort in enumerate(SORTS)}
