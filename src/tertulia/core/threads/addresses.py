"""How a thread is written in an address, and which words stand there for something else."""

from django.urls import register_converter

# What one does with a thread: `/t/5/reply`.
TAKEN = frozenset(
    (
        *("reply", "read", "edit", "close", "reopen", "remove", "restore", "watch", "bookmark"),
        *("resolve", "unresolve", "me-too", "answers", "passing"),
        *("lane", "elsewhere"),
    )
)


class Title:
    """The readable part of a thread's address; not a word that is taken, wherever it is asked."""

    regex = rf"(?!(?:{'|'.join(sorted(TAKEN))})(?:/|\Z))[-a-zA-Z0-9_]+"

    def to_python(self, value: str) -> str:
        """Return it as it stands in an address."""
        return value

    def to_url(self, value: str) -> str:
        """Return how an address writes it."""
        return value


register_converter(Title, "title")
