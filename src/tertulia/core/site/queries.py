"""What is in force: the environment, then what was chosen on the page, then the defaults."""

from dataclasses import dataclass
from typing import Any

from django.conf import settings

from tertulia.core.activity.actors import Actor
from tertulia.core.site.force import environment
from tertulia.core.site.models import SiteSetting
from tertulia.core.site.offers import SECTIONS, Offer, Words
from tertulia.core.site.permissions import can_choose_settings
from tertulia.kit.web.refusals import require


@dataclass(frozen=True, slots=True)
class Shown:
    """A setting as the page shows it. `value` is empty for a secret; `is_set` tells."""

    offer: Offer
    value: str
    is_set: bool
    is_fixed: bool
    is_chosen: bool


def settings_shown(actor: Actor) -> list[tuple[Words, list[Shown]]]:
    """Return the sections of the page with what is in force."""
    require(can_choose_settings(actor))
    chosen = set(SiteSetting.objects.values_list("name", flat=True))
    return [
        (section.title, [_shown(offer, chosen) for offer in section.offers]) for section in SECTIONS
    ]


def _shown(offer: Offer, chosen: set[str]) -> Shown:
    value: Any = getattr(settings.TERTULIA, offer.name)
    return Shown(
        offer,
        "" if offer.is_secret else str(value),
        bool(value),
        offer.name in environment().model_fields_set,
        offer.name in chosen,
    )
