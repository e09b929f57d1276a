"""The first thing pytest reads: choose the database, then let Django load its settings.

`TERTULIA_TEST_DATABASE=postgres` runs the same tests on a PostgreSQL 18 of their own; anything else
means SQLite. Each pytest-xdist worker has a database to itself.
"""

import os

import django
import hypothesis
from django.conf import settings

from tests.databases import prepare_environment

os.environ["DJANGO_SETTINGS_MODULE"] = "tertulia.config.settings"
prepare_environment(os.environ)

from tertulia.config.environment import Environment  # noqa: E402 - reads what was just prepared

# Nor may a test depend on the settings that somebody keeps in this folder.
Environment.model_config["env_file"] = None

settings.DATABASES["default"].setdefault("TEST", {}).update(
    {"NAME": os.environ["TERTULIA_TEST_DATABASE_NAME"]}
)
# The same hasher as in the product, with as little work in it as argon2 allows.
settings.PASSWORD_HASHERS = ["tests.databases.QuickArgon2"]
django.setup()

# The same examples each time, so that a run says something of the change and not of its luck;
# TERTULIA_TEST_EXPLORE=1 looks for new ones.
hypothesis.settings.register_profile("steady", derandomize=True)
if not os.environ.get("TERTULIA_TEST_EXPLORE"):
    hypothesis.settings.load_profile("steady")

pytest_plugins = ["tests.fixtures"]
