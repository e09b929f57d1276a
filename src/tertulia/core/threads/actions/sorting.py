"""A community's topics kept in order: named, renamed, joined. Threads go along."""

import unicodedata
from typing import Any

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from tertulia.core.activity.actors import Actor
from tertulia.core.activity.record import record
from tertulia.core.communities.models import Community
from tertulia.core.communities.permissions import (
    can_manage_topics,
    can_read_community,
    standing_of,
)
from tertulia.core.threads.models import Thread, ThreadTopic
from tertulia.core.topics.actions import MAX_NAME
from tertulia.core.topics.models import Topic
from tertulia.core.topics.slugs import topic_slug
from tertulia.kit.text.fields import checked_line
from tertulia.kit.web.refusals import NotHere, Refused, require


@transaction.atomic
def create_topic(*, actor: Actor, community: Community, name: str) -> Topic:
    """Name a topic before any thread stands under it; one that is there already is returned."""
    _require(actor, community)
    name = _checked(name)
    topic, new = Topic.objects.get_or_create(
        community=community, slug=topic_slug(name), defaults={"name": name}
    )
    if new:
        record("topic.created", actor=actor, community=community.pk, data={"name": name})
    return topic


@transaction.atomic
def rename_topic(*, actor: Actor, topic: Topic, name: str) -> None:
    """Give a topic another name. The former one becomes a synonym, so its address leads on."""
    _require(actor, topic.community)
    name = _checked(name)
    former, slug = topic.name, topic_slug(name)
    taken = Topic.objects.filter(community=topic.community_id, slug=slug).exclude(pk=topic.pk)
    other = taken.first()
    if other is not None and other.synonym_of_id != topic.pk:
        raise Refused(_("There is a topic of this name. Join the two instead."), "name")
    if other is not None:
        other.delete()
    if slug != topic.slug:
        old = Topic(community=topic.community, slug=topic.slug, name=former, synonym_of=topic)
        Topic.objects.filter(pk=topic.pk).update(slug=slug, name=name)
        old.save(force_insert=True)
    else:
        Topic.objects.filter(pk=topic.pk).update(name=name)
    _show_anew("topic.renamed", actor, topic, {"name": name, "former": former})


@transaction.atomic
def join_topics(*, actor: Actor, topic: Topic, into: Topic) -> None:
    """Make `topic` a synonym of `into`: its threads stand there, and so does what is named so."""
    _require(actor, topic.community)
    if into.community_id != topic.community_id or into.pk == topic.pk:
        raise Refused(_("Choose another topic of this community."), "synonym_of")
    if into.synonym_of_id is not None:
        raise Refused(_("That one is itself a synonym."), "synonym_of")
    both = ThreadTopic.objects.filter(topic=into).values("thread")
    ThreadTopic.objects.filter(topic=topic, thread__in=both).delete()
    ThreadTopic.objects.filter(topic=topic).update(topic=into)
    Topic.objects.filter(synonym_of=topic).update(synonym_of=into)
    Topic.objects.filter(pk=topic.pk).update(synonym_of=into)
    _show_anew("topic.joined", actor, into, {"name": into.name, "from": topic.pk, "into": into.pk})


@transaction.atomic
def free_topic(*, actor: Actor, topic: Topic) -> None:
    """Let a synonym be a topic of its own again, with no thread under it yet."""
    _require(actor, topic.community)
    Topic.objects.filter(pk=topic.pk).update(synonym_of=None)
    record("topic.freed", actor=actor, community=topic.community_id, data={"name": topic.name})


@transaction.atomic
def drop_topic(*, actor: Actor, topic: Topic) -> None:
    """Take away a topic under which no thread stands, with its synonyms."""
    _require(actor, topic.community)
    if ThreadTopic.objects.filter(topic=topic).exists():
        raise Refused(_("Threads stand under this topic. Join it to another one instead."))
    Topic.objects.filter(synonym_of=topic).delete()
    topic.delete()
    record("topic.dropped", actor=actor, community=topic.community_id, data={"name": topic.name})


def _require(actor: Actor, community: Community) -> None:
    place = standing_of(actor, community)
    if not can_read_community(actor, place):
        raise NotHere
    require(can_manage_topics(actor, place))


def _checked(name: str) -> str:
    name = unicodedata.normalize("NFC", name)  # before it is measured: it may grow
    return checked_line(name, limit=MAX_NAME, field="name")


def _show_anew(verb: str, actor: Actor, topic: Topic, data: dict[str, Any]) -> None:
    """Record what happened, and have the threads under the topic shown with it."""
    activity = record(verb, actor=actor, community=topic.community_id, data=data)
    under = ThreadTopic.objects.filter(topic=topic).values("thread")
    Thread.objects.filter(pk__in=under).update(version=activity)
