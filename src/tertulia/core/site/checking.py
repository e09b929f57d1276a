"""Whether what was chosen can be."""

from collections.abc import Mapping

from django.utils.translation import gettext_lazy as _

from tertulia.core.site.force import environment
from tertulia.core.site.offers import Offer, offered
from tertulia.kit.web.refusals import Refused


def checked_settings(given: Mapping[str, str]) -> tuple[dict[str, str], dict[str, str]]:
    """Return what can be stored of `given`, and a sentence for each setting that cannot."""
    good: dict[str, str] = {}
    problems: dict[str, str] = {}
    offers = offered()
    for name, value in given.items():
        try:
            good[name] = _checked(offers, name, value)
        except Refused as refusal:
            problems[name] = str(refusal.sentence)
    return good, problems


def _checked(offers: Mapping[str, Offer], name: str, value: str) -> str:
    if name not in offers:
        raise Refused(_("This cannot be chosen here."))
    if name in environment().model_fields_set:
        raise Refused(_("This is set in the environment, which wins."))
    return offers[name].check(value)
