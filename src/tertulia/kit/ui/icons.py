"""Icons as they stand in a page."""

from functools import lru_cache

from django.contrib.staticfiles.storage import staticfiles_storage
from markupsafe import Markup


@lru_cache(maxsize=4096)
def icon(name: str, label: str = "", turns: bool = False) -> Markup:
    """Return the icon called `name`; without a label it is decoration. `turns`: with the script.

    A page has dozens of them, so what was drawn once is kept.
    """
    classes = "icon turns" if turns else "icon"
    said = Markup('role="img" aria-label="{}"').format(label) if label else 'aria-hidden="true"'
    sheet = staticfiles_storage.url("ui/icons.svg")
    return Markup('<svg class="{}" {}><use href="{}#{}"/></svg>').format(
        classes, Markup(said), sheet, name
    )
