"""Which word a community may have in its address."""

import re
import unicodedata

from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from tertulia.core.communities.models import Community, FormerSlug
from tertulia.core.people.names import KEPT_FOR, RESERVED
from tertulia.kit.web.refusals import Refused

_SLUG = re.compile(r"[a-z0-9](?:[a-z0-9-]{0,58}[a-z0-9])?")


def checked_slug(slug: str, mine: Community | None = None) -> str:
    """Return `slug` if a community can have it; raise Refused with a sentence otherwise."""
    slug = unicodedata.normalize("NFC", slug.strip())
    if not _SLUG.fullmatch(slug):
        raise Refused(
            _("An address has small letters a to z, digits and dashes: at most 60."), "slug"
        )
    if slug in RESERVED:
        raise Refused(_("This address is reserved. Please choose another."), "slug")
    if Community.objects.filter(slug=slug).exclude(pk=mine and mine.pk).exists():
        raise Refused(_("There is a community at this address already."), "slug")
    kept = FormerSlug.objects.filter(slug=slug, given_up_at__gt=timezone.now() - KEPT_FOR)
    if kept.exclude(community=mine).exists():
        raise Refused(_("This address led to another community until lately."), "slug")
    return slug
