"""The settings of the house: an instance's own, and a language that reads from right to left."""

from tertulia.config.settings import *  # noqa: F403
from tertulia.config.settings import DATA_DIR, LANGUAGES, LOCALE_PATHS
from tests.pseudo_locale import LANGUAGE, write_catalogue

_FOLDER = DATA_DIR / "pseudo-locale"
if not _FOLDER.exists():
    write_catalogue(_FOLDER)
LOCALE_PATHS = [_FOLDER, *LOCALE_PATHS]
LANGUAGES = [*LANGUAGES, (LANGUAGE, "Pseudo")]
