"""The sheet that folds what one person does not want to see.

Posts and rows carry their author's number; under an alias they carry none, so that folding never
tells who is behind it. A folded post opens where it is clicked, jumped to, or reached by keyboard
and Enter; a row of a list is left out.
"""

from collections.abc import Collection

from django.utils.translation import gettext as _

_FOLDED = "article.post:is({who}):not(:focus-within, :target, :has(:target), .gone)"


def hiding_sheet(people: Collection[int]) -> str:
    """Return the rules that hide what `people` wrote."""
    if not people:
        return ""
    who = ", ".join(f'[data-author="{number}"]' for number in sorted(people))
    folded = _FOLDED.format(who=who)
    words = _("Written by somebody you do not want to see. Click to read it anyway.")
    return (
        f"@layer pages {{\n"
        f"{folded} > * {{ display: none }}\n"
        f'{folded}::before {{ content: "{_quoted(words)}"; cursor: pointer; '
        f"color: var(--ink-soft); grid-column: 1 / -1 }}\n"
        f"article.thread-row:is({who}) {{ display: none }}\n"
        f"li:has(> article.thread-row:is({who})) {{ display: none }}\n"
        f"}}\n"
    )


def _quoted(words: str) -> str:
    return words.replace("\\", "").replace('"', "'").replace("\n", " ")
