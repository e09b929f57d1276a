"""Whoever may not sign in any more is told by letter: why, until when, and how to answer."""

from django.conf import settings
from django.utils import translation
from django.utils.translation import gettext as _

from tertulia.core.activity.record import Happened, within
from tertulia.core.communities.models import Suspension
from tertulia.kit.mail.letters import post_letter
from tertulia.lenses.moderation.queries import suspension_key


@within("person.suspended", "person.appeal_answered")
def on_person_suspended(happened: Happened) -> None:
    """Write to whom it concerns, in their language, with a way to answer that needs no sign-in."""
    row = Suspension.objects.select_related("person", "community").get(
        pk=happened.data["suspension"]
    )
    if not row.person.email:
        return
    with translation.override(row.person.language or settings.LANGUAGE_CODE):
        answered = happened.verb == "person.appeal_answered"
        subject, text = _answer(row) if answered else _news(row)
        post_letter(to=row.person.email, subject=subject, text=text)


def _news(row: Suspension) -> tuple[str, str]:
    place = row.community.name if row.community else settings.TERTULIA.site_name
    told = {"place": place, "until": f"{row.until:%Y-%m-%d %H:%M} UTC", "reason": row.reason}
    address = f"{settings.BASE_URL}/suspensions/{suspension_key(row)}"
    text = _(
        "You may not write in %(place)s until %(until)s.\n\nThe reason given:\n%(reason)s\n\n"
        "If this is not right, say so here; somebody else will read it:"
    )
    return _("You may not write in %(place)s for a time") % told, f"{text % told}\n{address}\n"


def _answer(row: Suspension) -> tuple[str, str]:
    place = row.community.name if row.community else settings.TERTULIA.site_name
    return _("Your appeal about %(place)s was answered") % {"place": place}, f"{row.answer}\n"
