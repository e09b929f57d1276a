"""The only writes about notifications: telling, marking read, choosing what is told where."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from datetime import datetime, timedelta

import structlog
from django.db import transaction
from django.db.models import QuerySet
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from tertulia.core.activity.actors import Actor
from tertulia.core.activity.queries import AT_ONCE, Entry, entries_after
from tertulia.core.activity.record import record
from tertulia.core.people.models import Person
from tertulia.core.profiles.queries import hiding
from tertulia.core.threads.queries import thread_facts
from tertulia.engage.following.actions import follow_by_habit
from tertulia.kit.web.refusals import NotHere, Refused, SignInFirst, require
from tertulia.lenses.notifications.models import MAILED, Cause, Choice, Notification, Progress
from tertulia.lenses.notifications.reach import HUSHED, is_muted, unread_by, visible_to
from tertulia.lenses.notifications.telling.news import News, news_of

log = structlog.get_logger("tertulia.notifications")
PATIENCE = timedelta(minutes=10)
"""How long a letter waits: edits settle meanwhile, and who reads it here gets none."""
TOO_LATE = timedelta(days=2)
"""What could not be told for so long is not mailed any more."""
_WHOLE = 1_000


def tell_what_happened(*, actor: Actor) -> int:
    """Tell people what they are to know of all that was recorded; how many activities that were.

    Each step is one transaction with its place in the stream: what a crash left is told the next
    time, and nothing twice.
    """
    require(actor.is_system)
    done = step = _tell_some(actor)
    # What comes while this runs has its own order: who writes much is not followed word by word.
    while step == AT_ONCE:
        step = _tell_some(actor)
        done += step
    return done


@transaction.atomic
def _tell_some(actor: Actor) -> int:
    Progress.objects.get_or_create(name="told")
    place = Progress.objects.select_for_update().get(name="told")
    entries = entries_after(place.activity)
    if not entries:
        return 0
    Progress.objects.filter(name="told").update(activity=entries[-1].id)
    _settle_requests(entries)
    told = _write(_news_of(entries))
    if told:
        record("notifications.told", actor=actor, data={"people": sorted(told)})
    return len(entries)


def _news_of(entries: Sequence[Entry]) -> list[News]:
    told = [entry for entry in entries if entry.door != "import"]
    try:
        with transaction.atomic():
            return news_of(told)
    except Exception:
        if len(told) == 1:
            log.exception("not_told", activity=told[0].id, verb=told[0].verb)
            return []
        return [each for entry in told for each in _news_of([entry])]


def _settle_requests(entries: Iterable[Entry]) -> None:
    """What was decided, or taken back, waits for nobody any more."""
    for entry in entries:
        if entry.verb in ("membership.joined", "membership.declined", "membership.withdrawn"):
            asked = Notification.objects.filter(
                cause=Cause.REQUEST, by=entry.person, community=entry.community, read_at=None
            )
            asked.update(read_at=entry.recorded_at, mail_due_at=None)


def _write(news: Sequence[News]) -> set[int]:
    """Store the news that may be told; return whom there is something new on the site for."""
    people = _people({each.person for each in news})
    choices = _choices(people)
    may_see: dict[tuple[int, int], bool] = {}
    hidden = _hidden(news)
    told: set[int] = set()
    for each in news:
        person = people.get(each.person)
        on_site, by_mail = choices[each.person].get(each.cause, (True, each.cause in MAILED))
        if person is None or not (on_site or by_mail) or each.person in hidden[each.by]:
            continue
        if not _sees(person, each, may_see):
            continue
        if each.cause == Cause.MENTION and each.thread is not None:
            follow_by_habit(actor=person, thread=each.thread, habit="when_mentioned")
        if _store(each, on_site=on_site, by_mail=by_mail) and on_site:
            told.add(each.person)
    return told


def _hidden(news: Sequence[News]) -> defaultdict[int | None, set[int]]:
    """Return for each who did something that may be hushed who wants to hear nothing of them."""
    about: defaultdict[int, set[int]] = defaultdict(set)
    for each in news:
        if each.by is not None and each.cause in (*HUSHED, Cause.INVITATION):
            about[each.by].add(each.person)
    found: defaultdict[int | None, set[int]] = defaultdict(set)
    for by, people in about.items():
        found[by] = hiding(by, people)
    return found


def _people(ids: set[int]) -> dict[int, Actor]:
    rows = Person.objects.filter(pk__in=ids, is_active=True, is_shadow=False)
    columns = ("pk", "handle", "name", "is_operator", "language", "time_zone")
    return {row[0]: Actor(*row, door="job") for row in rows.values_list(*columns)}


def _choices(people: Iterable[int]) -> defaultdict[int, dict[str, tuple[bool, bool]]]:
    found: defaultdict[int, dict[str, tuple[bool, bool]]] = defaultdict(dict)
    rows = Choice.objects.filter(person__in=list(people))
    for person, cause, on_site, by_mail in rows.values_list(
        "person_id", "cause", "on_site", "by_mail"
    ):
        found[person][cause] = (on_site, by_mail)
    return found


def _sees(actor: Actor, news: News, known: dict[tuple[int, int], bool]) -> bool:
    """Say whether the person may see the thread; asked again whenever it is shown or mailed."""
    if news.thread is None or actor.person_id is None:
        return True
    key = (actor.person_id, news.thread)
    if key not in known:
        known[key] = thread_facts(actor, news.thread) is not None
    return known[key] and not (news.cause in HUSHED and is_muted(actor.person_id, news.thread))


def _store(news: News, *, on_site: bool, by_mail: bool) -> bool:
    late = news.at < timezone.now() - TOO_LATE
    due = news.at + PATIENCE if by_mail and not late else None
    row, is_new = Notification.objects.get_or_create(
        person_id=news.person,
        key=news.key,
        defaults={
            "cause": news.cause,
            "activity": news.activity,
            "by_id": news.by,
            "community_id": news.community,
            "thread_id": news.thread,
            "post_id": news.post,
            "count": news.count,
            "data": news.data,
            "on_site": on_site,
            "with_thread": news.with_thread,
            "happened_at": news.at,
            "mail_due_at": due,
        },
    )
    if is_new or not news.grows:
        return is_new
    again = Notification.objects.filter(pk=row.pk, activity__lt=news.activity)
    return bool(
        again.update(
            activity=news.activity,
            by=news.by,
            count=news.count,
            data=news.data,
            happened_at=news.at,
            read_at=None,
            mail_due_at=due,
        )
    )


@transaction.atomic
def mark_notification_read(*, actor: Actor, notification: int) -> None:
    """Remember that `actor` has seen one notification."""
    if not actor.signed_in:
        raise SignInFirst
    mine = visible_to(actor).filter(pk=notification)
    if not mine.exists():
        raise NotHere
    _mark(actor, mine.filter(read_at=None))


@transaction.atomic
def mark_notifications_read(
    *, actor: Actor, upto: datetime | None = None, thread: int | None = None, cause: str = ""
) -> None:
    """Remember that `actor` has seen all that was told until `upto`; later ones stay unread."""
    if not actor.signed_in or actor.person_id is None:
        raise SignInFirst
    rows = Notification.objects.filter(unread_by(actor.person_id), person=actor.person_id)
    if upto is not None:
        rows = rows.filter(happened_at__lte=upto)
    if thread is not None:
        rows = rows.filter(thread=thread)
    if cause:
        rows = rows.filter(cause=cause)
    _mark(actor, rows)


def _mark(actor: Actor, rows: QuerySet) -> None:
    ids = list(rows.values_list("pk", flat=True)[:_WHOLE])
    changed = Notification.objects.filter(pk__in=ids).update(read_at=timezone.now())
    if changed:
        record("notifications.read", actor=actor, data={"people": [actor.person_id]})


@transaction.atomic
def choose_where(*, actor: Actor, cause: str, on_site: bool, by_mail: bool) -> None:
    """Say where `actor` wants to be told of a cause."""
    if not actor.signed_in:
        raise SignInFirst
    if cause not in Cause.values:
        raise Refused(_("There is no such cause."), "cause")
    Choice.objects.update_or_create(
        person_id=actor.person_id, cause=cause, defaults={"on_site": on_site, "by_mail": by_mail}
    )
    if not by_mail:
        waiting = Notification.objects.filter(person=actor.person_id, cause=cause)
        waiting.update(mail_due_at=None)


@transaction.atomic
def stop_letters(*, actor: Actor, person: int, cause: str) -> None:
    """Send `person` no more letters of a cause. Whoever calls has seen the token of one of them."""
    if not Person.objects.filter(pk=person).exists():
        raise NotHere
    Choice.objects.update_or_create(person_id=person, cause=cause, defaults={"by_mail": False})
    Notification.objects.filter(person=person, cause=cause).update(mail_due_at=None)
