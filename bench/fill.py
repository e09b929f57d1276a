"""Fills the database of `TERTULIA_DATA_DIR` with the community to measure."""

import json
import os
import sys
from pathlib import Path

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "tertulia.config.settings")

import django  # noqa: E402

django.setup()

from django.conf import settings  # noqa: E402
from django.contrib.auth import SESSION_KEY  # noqa: E402
from django.core.management import call_command  # noqa: E402
from django.db import connection  # noqa: E402

from bench import community  # noqa: E402
from tertulia.core.people.models import Person  # noqa: E402
from tertulia.core.people.sessions import SessionStore  # noqa: E402
from tertulia.core.threads.models import Thread  # noqa: E402
from tertulia.lenses.finding.upkeep import rebuild_index  # noqa: E402


def sessions() -> list[str]:
    """Sign every reader in; return the keys."""
    keys = []
    for person in Person.objects.filter(is_shadow=False).order_by("id"):
        session = SessionStore()
        session[SESSION_KEY] = str(person.pk)
        session.create()
        session.save()
        keys.append(session.session_key)
    return keys


def main() -> None:
    """Migrate, fill, index, and note what the load needs to know."""
    call_command("migrate", verbosity=0)
    community.build(*(int(number) for number in sys.argv[1:4]))
    rebuild_index()
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")
    threads = Thread.objects.order_by("-last_post_at").values_list("id", "slug", "post_count")
    largest = Thread.objects.order_by("-post_count").values_list("id", "slug").first()
    told = {
        "sessions": sessions(),
        "threads": list(threads[:200]),
        "largest": largest,
        "pairs": community.word_pairs(40, 100, 1_000),
        "commonest": community.commonest(20),
    }
    Path(settings.DATA_DIR, "facts.json").write_text(json.dumps(told))


main()
