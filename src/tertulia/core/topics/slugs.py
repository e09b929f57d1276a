"""How topics are told apart."""

from django.utils.text import slugify


def topic_slug(name: str) -> str:
    """Return the form of a topic's name that addresses and comparisons use."""
    slug = slugify(name, allow_unicode=True)[:60]
    return slug or "-".join(f"{ord(c):x}" for c in name[:8])
