"""These tests need no database, and no settings but those that sentences need."""

import pytest
from django.conf import settings

if not settings.configured:
    try:
        from django.utils import translation

        translation.gettext("ready")
    except Exception:  # run alone, outside the project's settings
        settings.configure(USE_I18N=False)


@pytest.fixture
def ada_and_bob():
    """The handles that are somebody's."""
    return lambda asked: asked & {"ada", "bob-x", "田中"}
