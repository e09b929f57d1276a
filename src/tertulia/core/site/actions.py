"""Choosing settings."""

from collections.abc import Mapping

from django.db import transaction
from django.utils import timezone

from tertulia.core.activity.actors import Actor
from tertulia.core.activity.record import record
from tertulia.core.site.checking import checked_settings
from tertulia.core.site.force import environment
from tertulia.core.site.models import SiteSetting
from tertulia.core.site.offers import offered
from tertulia.core.site.permissions import can_choose_settings
from tertulia.kit.web.refusals import Refused, require


@transaction.atomic
def choose_settings(*, actor: Actor, given: Mapping[str, str]) -> set[str]:
    """Store what was chosen and return the names of what changed by it.

    Raises Refused for the first that cannot be; then none is stored. What equals the default is
    not kept, so that a later default counts. Secrets do not stand in the activity.
    """
    require(can_choose_settings(actor))
    good, problems = checked_settings(given)
    for name, sentence in problems.items():
        raise Refused(sentence, name)
    before = dict(SiteSetting.objects.select_for_update().values_list("name", "value"))
    changed = {n: v for n, v in good.items() if before.get(n, _default(n)) != v}
    for name, value in changed.items():
        if value == _default(name):
            SiteSetting.objects.filter(pk=name).delete()
        else:
            SiteSetting.objects.update_or_create(
                pk=name, defaults={"value": value, "changed_at": timezone.now()}
            )
    if changed:
        offers = offered()
        told = {
            n: [before.get(n, _default(n)), v]
            for n, v in changed.items()
            if not offers[n].is_secret
        }
        record("site.changed", actor=actor, data={"names": sorted(changed), "told": told})
    return set(changed)


def _default(name: str) -> str:
    return str(type(environment()).model_fields[name].default)
