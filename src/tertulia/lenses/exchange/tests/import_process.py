"""A process that imports a file and tells after every line how far it is, so that it can be killed.

python -m tertulia.lenses.exchange.tests.import_process PATH SLUG [FORMAT]
"""

import sys

import django


def main(path: str, slug: str, form: str = "jsonl") -> None:
    """Bring `path` into the community at `slug`, which is founded where it is missing."""
    django.setup()
    from django.core.management import call_command

    from tertulia.core.activity.actors import system
    from tertulia.core.communities.actions import found_community
    from tertulia.core.communities.models import Community
    from tertulia.lenses.exchange import importing
    from tertulia.lenses.exchange.formats import run_import

    call_command("migrate", verbosity=0, skip_checks=True)
    if not Community.objects.filter(slug=slug).exists():
        found_community(actor=system("command"), slug=slug, name=slug)
    importing._WATCH_EVERY = 0
    importing.BATCH_ROWS = 50
    run_import(form, path, slug, report=lambda now: print(now.added, now.known, flush=True))


if __name__ == "__main__":
    main(*sys.argv[1:])
