"""Drafts: what somebody is writing is never lost, not even to their own second window.

Two windows that write at the same place at once both keep their words: the later one's stand beside
the other's until their author decides. Words make room for others only where those hold them.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

from django.db import transaction
from django.utils import timezone

from tertulia.core.activity.actors import Actor
from tertulia.core.threads.models import Draft, DraftBeside
from tertulia.kit.limits import spend
from tertulia.kit.text.fields import checked_text
from tertulia.kit.web.refusals import Conflict, SignInFirst

MAX_DRAFT = 400_000
MAX_FIELDS = 40
MOST_BESIDE = 20


class NewerDraft(Conflict):
    """Another window saved later words. `draft` is what is kept."""

    def __init__(self, draft: Draft) -> None:
        super().__init__()
        self.draft = draft


@dataclass(frozen=True, slots=True)
class Words:
    """All that somebody typed into one form; `extra` are its further fields by name."""

    source: str = ""
    title: str = ""
    extra: dict[str, Any] = field(default_factory=dict)

    def hold(self, others: "Words") -> bool:
        """Whether nothing of `others` is lost where these words stay alone."""
        return (
            others.source in self.source
            and others.title in self.title
            and all(
                str(value) in str(self.extra.get(key, "")) for key, value in others.extra.items()
            )
        )


@dataclass(frozen=True, slots=True)
class Window:
    """Where words come from: a window of a browser, and which of its savings these are."""

    name: str = ""
    turn: int = 0


def save_draft(
    *,
    actor: Actor,
    key: str,
    sequence: int,
    source: str,
    title: str = "",
    extra: dict[str, Any] | None = None,
    window: Window = Window(),
    beside: Sequence[Words] = (),
) -> int:
    """Keep what `actor` is writing under `key` and return the new sequence.

    `sequence` is the one the writer last got (0 at first). Raises NewerDraft when another window
    saved meanwhile: what is kept is not overwritten, and the words of a window that has a name are
    kept beside. `beside` are other words that this window has, to be kept as well.
    """
    if actor.person_id is None:
        raise SignInFirst
    spend("draft", str(actor.person_id))
    given = [_checked(one) for one in (Words(source, title, extra or {}), *beside)]
    checked_text(key, limit=80, field="key")
    with transaction.atomic():
        draft, new = Draft.objects.select_for_update().get_or_create(
            person_id=actor.person_id, key=key
        )
        taken = _take(draft, new, sequence, given[0], window)
        for words in given[1:]:
            _lay_beside(draft, words, Window())
    if not taken:
        raise NewerDraft(draft)
    return draft.sequence


def _checked(words: Words) -> Words:
    checked_text(words.source, limit=MAX_DRAFT, field="source")
    checked_text(words.title, limit=1_000, field="title")
    for name, value in list(words.extra.items())[:MAX_FIELDS]:
        checked_text(name, limit=80, field="fields")
        checked_text(str(value), limit=20_000, field="fields")
    return Words(words.source, words.title, dict(list(words.extra.items())[:MAX_FIELDS]))


def _take(draft: Draft, new: bool, sequence: int, words: Words, window: Window) -> bool:
    """Put `words` in the place of what is kept, or beside it; return whether in its place."""
    kept = _words_of(draft)
    own = bool(window.name) and draft.window == window.name
    if own and window.turn <= draft.turn:
        return True  # an earlier saving of the same window that came late
    if not (new or own or sequence >= draft.sequence or words.hold(kept)):
        if window.name and not kept.hold(words):
            _lay_beside(draft, words, window)
        return False
    former = Window(draft.window, draft.turn)
    unseen = bool(window.name) and draft.beside.filter(window=window.name).delete()[0]
    draft.sequence = max(draft.sequence, sequence) + 1
    _put(draft, words, window)
    if unseen:  # it wrote without having seen what was kept: now the two change places
        _lay_beside(draft, kept, former)
    for other in draft.beside.all():
        if words.hold(_words_of(other)):
            other.delete()
    return True


def _words_of(row: Draft | DraftBeside) -> Words:
    return Words(row.source, row.title, row.extra)


def _put(draft: Draft, words: Words, window: Window) -> None:
    draft.source, draft.title, draft.extra = words.source, words.title, words.extra
    draft.window, draft.turn = window.name, window.turn
    draft.changed_at = timezone.now()
    draft.save()


def _lay_beside(draft: Draft, words: Words, window: Window) -> None:
    """Keep words that do not have the place of the draft; a window has only its latest there."""
    if window.name:
        former = draft.beside.filter(window=window.name)
        if former.filter(turn__gte=window.turn).exists():
            return
        former.delete()
    others = [_words_of(draft), *map(_words_of, draft.beside.all())]
    if any(each.hold(words) for each in others):
        return
    DraftBeside.objects.create(
        draft=draft,
        source=words.source,
        title=words.title,
        extra=words.extra,
        window=window.name,
        turn=window.turn,
    )
    latest = draft.beside.order_by("-id").values("id")[:MOST_BESIDE]
    draft.beside.exclude(pk__in=[row["id"] for row in latest]).delete()


@transaction.atomic
def discard_draft(*, actor: Actor, key: str, sequence: int | None = None, window: str = "") -> None:
    """Let go of a draft, unless another window has saved later than `sequence`.

    With `sequence`, or the `window` whose words were sent, what others wrote beside stays and the
    latest of it takes the place; without either, all goes.
    """
    drafts = Draft.objects.select_for_update().filter(person=actor.person_id, key=key)
    draft = drafts.first()
    if draft is None:
        return
    if sequence is None and not window:
        draft.delete()
        return
    if window:
        draft.beside.filter(window=window).delete()
    if (window and draft.window == window) or (sequence is not None and draft.sequence <= sequence):
        _make_room(draft)


def _make_room(draft: Draft) -> None:
    following = draft.beside.order_by("-id").first()
    if following is None:
        draft.delete()
        return
    draft.sequence += 1
    _put(draft, _words_of(following), Window(following.window, following.turn))
    following.delete()


def discard_words_beside(*, actor: Actor, key: str, number: int) -> None:
    """Let go of words beside a draft; later words of the same window have another number."""
    DraftBeside.objects.filter(pk=number, draft__person=actor.person_id, draft__key=key).delete()
