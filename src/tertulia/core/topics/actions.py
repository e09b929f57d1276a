"""The only writes about topics."""

import unicodedata
from collections.abc import Iterable

from django.utils.translation import gettext_lazy as _

from tertulia.core.activity.actors import Actor
from tertulia.core.topics.models import Topic
from tertulia.core.topics.slugs import topic_slug
from tertulia.kit.text.fields import checked_line
from tertulia.kit.web.refusals import Refused, SignInFirst

MAX_TOPICS = 8
MAX_NAME = 60
_MEANT = ("slug", "id", "synonym_of_id")


def find_or_name_topics(*, actor: Actor, community_id: int, names: Iterable[str]) -> list[int]:
    """Return the ids of the topics that `names` mean, in order; new names become new topics.

    Whoever calls has checked that `actor` may write in the thread that gets them.
    """
    if not (actor.signed_in or actor.is_system):
        raise SignInFirst
    wanted: dict[str, str] = {}
    for name in names:
        name = unicodedata.normalize("NFC", name)  # before it is measured: it may grow
        name = checked_line(name, limit=MAX_NAME, field="topics")
        wanted.setdefault(topic_slug(name), name)
    if len(wanted) > MAX_TOPICS:
        raise Refused(_("A thread has at most eight topics."), "topics")
    rows = Topic.objects.filter(community_id=community_id, slug__in=wanted)
    known = {slug: main or own for slug, own, main in rows.values_list(*_MEANT)}
    for slug in wanted.keys() - known.keys():
        row = Topic.objects.get_or_create(
            community_id=community_id, slug=slug, defaults={"name": wanted[slug]}
        )[0]
        known[slug] = row.id
    # Two names may mean the same topic.
    return list(dict.fromkeys(known[slug] for slug in wanted))
