"""What an action says when it will not do what was asked: one sentence for the person.

Every door (page, API, live, command) turns these into its own form; the sentence stays the same.
"""

from collections.abc import Mapping
from typing import ClassVar

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

Sentence = str | Promise


class Refused(Exception):
    """The request is understood and cannot be done. `field` names the input it is about."""

    status: ClassVar[int] = 422
    kind: ClassVar[str] = "refused"
    title: ClassVar[Sentence] = _("That did not work")
    default_sentence: ClassVar[Sentence] = _("That could not be done.")

    def __init__(self, sentence: Sentence | None = None, field: str | None = None) -> None:
        super().__init__(sentence, field)
        self.sentence: Sentence = self.default_sentence if sentence is None else sentence
        self.field = field

    @property
    def headers(self) -> Mapping[str, str]:
        """HTTP headers that belong to this refusal."""
        return {}

    def __str__(self) -> str:
        return str(self.sentence)


class SignInFirst(Refused):
    """Nobody is signed in, and nothing here is ever for the anonymous."""

    status = 401
    kind = "sign-in-first"
    title = _("Please sign in")
    default_sentence = _("Please sign in first.")

    @property
    def headers(self) -> Mapping[str, str]:
        return {"WWW-Authenticate": "Bearer"}


class NotAllowed(Refused):
    """One may see it and may not do this with it."""

    status = 403
    kind = "not-allowed"
    title = _("Not allowed")
    default_sentence = _("You may not do this here.")


class NotHere(Refused):
    """Absent, or hidden from the one who asks: both look alike."""

    status = 404
    kind = "not-here"
    title = _("Not found")
    default_sentence = _("There is nothing here.")


class Conflict(Refused):
    """Somebody changed it meanwhile, or the same request is being answered at this moment."""

    status = 409
    kind = "conflict"
    title = _("Something changed meanwhile")
    default_sentence = _("This changed meanwhile. Please look again.")


class TooLarge(Refused):
    """More than may be sent at once."""

    status = 413
    kind = "too-large"
    title = _("Too large")
    default_sentence = _("This is too large.")


class TooMany(Refused):
    """A limit is spent. `retry_after` is in whole seconds, at least one."""

    status = 429
    kind = "too-many"
    title = _("Too many at once")
    default_sentence = _("That was a lot at once. Please try again in a moment.")

    def __init__(self, sentence: Sentence | None = None, retry_after: int = 1) -> None:
        super().__init__(sentence)
        self.retry_after = max(1, int(retry_after))

    @property
    def headers(self) -> Mapping[str, str]:
        return {"Retry-After": str(self.retry_after)}


def require(ok: bool, sentence: Sentence | None = None) -> None:
    """Go on only if `ok`; otherwise `NotAllowed`. The first line of an action."""
    if not ok:
        raise NotAllowed(sentence)
