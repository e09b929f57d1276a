"""Changing what a community is called and says of itself, who sees it; putting it away."""

from datetime import date
from typing import Any
from zoneinfo import available_timezones

from django.conf import settings
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from tertulia.core.activity.actors import Actor
from tertulia.core.communities.actions.keeping import (
    checked_choice,
    hold,
    recorded,
    refuse_narrower_than_children,
    refuse_wider_than_parent,
)
from tertulia.core.communities.models import (
    Charter,
    Community,
    FormerSlug,
    JoinPolicy,
    Visibility,
)
from tertulia.core.communities.permissions import (
    can_archive_community,
    can_change_community,
    standing_of,
)
from tertulia.core.communities.slugs import checked_slug
from tertulia.core.people.names import checked_name
from tertulia.kit.text.fields import checked_text
from tertulia.kit.web.refusals import Refused, require

CHARTER_TEXTS = (
    "domain_statement",
    "why_it_matters",
    "in_scope",
    "out_of_scope",
    "membership_rule",
    "norms",
    "practice_outputs",
    "rhythm",
)
MAX_CHARTER_TEXT = 5_000
_CHANGED = (
    "name",
    "visibility",
    "join_policy",
    "slug",
    "language",
    "time_zone",
    "licence",
    "shows_presence",
)


@transaction.atomic
def change_community(*, actor: Actor, community: Community, **changes: Any) -> None:
    """Change name, slug, visibility, join policy, language, time zone, licence or presence.

    A slug given up keeps leading here.
    """
    require(can_change_community(actor, standing_of(actor, community)))
    hold(community)
    community.refresh_from_db(fields=_CHANGED)
    if "name" in changes:
        community.name = checked_name(changes["name"])
    if "visibility" in changes:
        community.visibility = checked_choice(changes["visibility"], Visibility, "visibility")
        refuse_wider_than_parent(community)
        refuse_narrower_than_children(community)
    if "join_policy" in changes:
        community.join_policy = checked_choice(changes["join_policy"], JoinPolicy, "join_policy")
    if "slug" in changes and changes["slug"] != community.slug:
        _give_slug(community, changes["slug"])
    if "language" in changes:
        community.language = _checked_language(changes["language"])
    if "time_zone" in changes:
        community.time_zone = _checked_zone(changes["time_zone"])
    if "licence" in changes:
        licence = changes["licence"].strip()
        community.licence = checked_text(licence, limit=100, field="licence")
    if "shows_presence" in changes:
        community.shows_presence = bool(changes["shows_presence"])
    community.save(update_fields=_CHANGED)
    recorded("community.changed", actor, community)


@transaction.atomic
def write_charter(*, actor: Actor, community: Community, **texts: Any) -> Charter:
    """Write the charter; texts not given stay as they are. `review_due` is a day, or None."""
    require(can_change_community(actor, standing_of(actor, community)))
    charter = Charter.objects.get_or_create(community=community)[0]
    for field in CHARTER_TEXTS:
        if field in texts:
            setattr(charter, field, checked_text(texts[field], limit=MAX_CHARTER_TEXT, field=field))
    if "key_questions" in texts:
        questions = [q.strip() for q in texts["key_questions"] if q.strip()]
        if len(questions) > 7:
            raise Refused(_("A charter has at most seven key questions."), "key_questions")
        charter.key_questions = [
            checked_text(q, limit=300, field="key_questions") for q in questions
        ]
    if "review_due" in texts:
        charter.review_due = _checked_day(texts["review_due"])
    charter.changed_at = timezone.now()
    charter.save()
    recorded("community.changed", actor, community)
    return charter


@transaction.atomic
def archive_community(*, actor: Actor, community: Community) -> None:
    """Put a community away: all of it stays readable and is found, nobody writes there."""
    require(can_archive_community(actor, standing_of(actor, community)))
    hold(community)
    waiting = Community.objects.filter(pk=community.pk, archived_at=None)
    community.archived_at = timezone.now()
    if waiting.update(archived_at=community.archived_at):
        recorded("community.archived", actor, community)


@transaction.atomic
def reopen_community(*, actor: Actor, community: Community) -> None:
    """Take an archived community out again."""
    require(can_archive_community(actor, standing_of(actor, community)))
    hold(community)
    put_away = Community.objects.filter(pk=community.pk).exclude(archived_at=None)
    community.archived_at = None
    if put_away.update(archived_at=None):
        recorded("community.reopened", actor, community)


def _give_slug(community: Community, slug: str) -> None:
    new = checked_slug(slug, mine=community)
    FormerSlug.objects.update_or_create(
        slug=community.slug, defaults={"community": community, "given_up_at": timezone.now()}
    )
    community.slug = new


def _checked_language(code: str) -> str:
    code = code.strip()
    if code and code not in dict(settings.CONTENT_LANGUAGES):
        raise Refused(_("This is no language that can be chosen here."), "language")
    return code


def _checked_zone(name: str) -> str:
    name = name.strip() or "UTC"
    if name not in available_timezones():
        raise Refused(_("There is no time zone of this name."), "time_zone")
    return name


def _checked_day(given: date | str | None) -> date | None:
    try:
        return date.fromisoformat(given) if isinstance(given, str) and given else given or None
    except ValueError:
        raise Refused(_("Please give the day as year-month-day."), "review_due") from None
