"""Drafts: what somebody is writing is never lost, not even to their own second window."""

from typing import Any

from django.db import transaction
from django.utils import timezone

from tertulia.core.activity.actors import Actor
from tertulia.core.threads.models import Draft
from tertulia.kit.limits import spend
from tertulia.kit.text.fields import checked_text
from tertulia.kit.web.refusals import Conflict, SignInFirst

MAX_DRAFT = 400_000


class NewerDraft(Conflict):
    """Another window saved later words. `draft` is what is kept."""

    def __init__(self, draft: Draft) -> None:
        super().__init__()
        self.draft = draft


@transaction.atomic
def save_draft(
    *,
    actor: Actor,
    key: str,
    sequence: int,
    source: str,
    title: str = "",
    extra: dict[str, Any] | None = None,
) -> int:
    """Keep what `actor` is writing under `key` and return the new sequence.

    `sequence` is the one the writer last got (0 at first). Raises NewerDraft when another window
    saved meanwhile: what is kept is not overwritten.
    """
    if actor.person_id is None:
        raise SignInFirst
    spend("draft", str(actor.person_id))
    checked_text(source, limit=MAX_DRAFT, field="source")
    checked_text(title, limit=1_000, field="title")
    draft, new = Draft.objects.select_for_update().get_or_create(
        person_id=actor.person_id, key=checked_text(key, limit=80, field="key")
    )
    if not new and sequence < draft.sequence:
        raise NewerDraft(draft)
    draft.sequence = max(draft.sequence, sequence) + 1
    draft.source, draft.title, draft.extra = source, title, extra or {}
    draft.changed_at = timezone.now()
    draft.save()
    return draft.sequence


def discard_draft(*, actor: Actor, key: str, sequence: int | None = None) -> None:
    """Let go of a draft, unless another window has saved later than `sequence`."""
    drafts = Draft.objects.filter(person=actor.person_id, key=key)
    if sequence is not None:
        drafts = drafts.filter(sequence__lte=sequence)
    drafts.delete()
