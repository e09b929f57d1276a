"""What search says about a query: which part of it was left out, and why."""

from collections.abc import Iterable

from django.utils.translation import gettext as _

from tertulia.lenses.finding.language import Remark


def sentences(remarks: Iterable[Remark]) -> list[str]:
    """Return a sentence for each remark, in the reader's language."""
    return [_sentence(remark) for remark in remarks]


def _sentence(remark: Remark) -> str:
    said = {
        "length": _("This is long: only its first %(value)s characters were read."),
        "words": _("Only the first %(value)s words were looked for."),
        "filters": _("Only the first %(value)s operators were used."),
        "empty": _("“%(value)s” says nothing yet: put a word right behind the colon."),
        "date": _("“%(value)s” is no date: write 2024, 2024-05 or 2024-05-31."),
        "operator": _("“%(value)s” is no operator here, so it was looked for as a word."),
        "has": _(
            "“%(value)s” is not known: a post has an answer, image, link, code, file or poll."
        ),
        "nobody": _("Sign in to find what “%(value)s” asks for."),
        "unknown_is": _(
            "“%(value)s” is not known: a thread is open, answered, resolved, closed, unanswered, "
            "mine, following, removed, or of a kind."
        ),
        "no_words": _("There is no word in it that one could look for."),
        "unknown_in": _("You know of no community at “%(value)s”."),
        "unknown_from": _("Nobody here is called “%(value)s”."),
        "unknown_kind": _("There is no kind of thread called “%(value)s”."),
    }
    return said[remark.problem] % {"value": remark.value[:80]}
