"""The one place that says who may sign in; every way of signing in asks here, after the proof."""

from django.utils.translation import gettext_lazy as _

from tertulia.core.people.models import Person
from tertulia.core.people.permissions import taken_back_until
from tertulia.kit.web.refusals import Sentence


def may_sign_in(person: Person) -> Sentence | None:
    """Return why `person` may not sign in, as a sentence for them; None when they may.

    Whoever closed their own account may, for thirty days: they are asked to open it again first.
    """
    if person.is_shadow:
        return _("This person was imported, and nobody can sign in as them.")
    if person.is_suspended:
        return _(
            "You may not sign in until %(until)s. The letter we sent says why, and how to answer."
        ) % {"until": f"{person.suspended_until:%Y-%m-%d %H:%M} UTC"}
    if not person.is_active and taken_back_until(person) is None:
        return _("This account is closed. Whoever looks after this place can open it again.")
    return None
