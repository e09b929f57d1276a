"""What stands for a thing in an address."""

from django.urls import register_converter


class Word:
    """A name between two slashes. PostgreSQL cannot even be asked for one with a NUL in it."""

    regex = "[^/\x00]+"

    def to_python(self, value: str) -> str:
        """Return the name as it stands in an address."""
        return value

    def to_url(self, value: str) -> str:
        """Return how an address writes it, before it is quoted."""
        return value


class Number:
    """A whole number that a row can have; a longer one leads nowhere, as any unknown one does."""

    regex = "[0-9]{1,18}"

    def to_python(self, value: str) -> int:
        """Return the number of an address."""
        return int(value)

    def to_url(self, value: int) -> str:
        """Return how an address writes it."""
        return str(value)


register_converter(Word, "word")
register_converter(Number, "number")
