"""A poll as the fields of a form ask for it."""

from datetime import datetime
from zoneinfo import ZoneInfo

from django.http import HttpRequest
from django.utils.translation import gettext as _

from tertulia.core.activity.actors import Actor
from tertulia.engage.polls.actions import Wanted
from tertulia.kit.web.refusals import Refused
from tertulia.lenses.reading.views.forms import posted_text


def poll_wanted(request: HttpRequest) -> Wanted | None:
    """Return the poll that was asked for beside the words; None where nobody asked for one."""
    question, options = posted_text(request, "poll_question"), posted_text(request, "poll_options")
    if not question.strip() and not options.strip():
        return None
    return Wanted(
        question=question,
        options=options.splitlines(),
        sort=request.POST.get("poll_sort") or "single",
        results=request.POST.get("poll_results") or "always",
        is_named=bool(request.POST.get("poll_named")),
        closes_at=local_moment(request, "poll_closes"),
    )


def local_moment(request: HttpRequest, name: str) -> datetime | None:
    """Return a posted time, said in the person's own zone; None where none was."""
    given = request.POST.get(name, "").strip()
    if not given:
        return None
    try:
        moment = datetime.fromisoformat(given[:30])
    except ValueError as error:
        raise Refused(_("Say the day and the time."), name) from error
    return moment if moment.tzinfo else moment.replace(tzinfo=own_zone(request.actor))


def own_zone(actor: Actor) -> ZoneInfo:
    """Return the time zone in which somebody says and reads times."""
    return ZoneInfo(actor.time_zone or "UTC")
