"""Goes through everything that a new kind gets for nothing; run with the trial kind in place.

Prints one JSON object with what was found. The process has an empty database of its own.
"""

import json
import os
import tempfile
from pathlib import Path

import django
from django.core.management import call_command

os.environ["DJANGO_SETTINGS_MODULE"] = "tertulia.config.settings"
django.setup()

from django.conf import settings  # noqa: E402 - Django is ready only now

# The same hasher with as little work in it as it allows.
settings.PASSWORD_HASHERS = ["tests.databases.QuickArgon2"]

from django.test import Client  # noqa: E402

from tertulia.core.threads.actions import reply  # noqa: E402
from tertulia.core.threads.models import Thread  # noqa: E402
from tertulia.lenses.exchange.exporting import export_community  # noqa: E402
from tests.programs import Program, acting, place, somebody  # noqa: E402

WORDS = {"title": "Oil the press", "source": "A drop is enough.", "kind": "tip"}


def visit() -> dict[str, object]:
    """Return what each door says of a tip."""
    call_command("migrate", verbosity=0, interactive=False)
    ana, ben = somebody("Ana"), somebody("Ben")
    shop = place("shop", ben, coordinator=ana)
    there, other = signed_in(ana), signed_in(ben)
    found: dict[str, object] = {}
    found["form asks"] = 'name="applies_when"' in text(there.get("/c/shop/new?kind=tip"))
    found["plain form does not"] = "applies_when" in text(there.get("/c/shop/new"))
    lacking = there.post("/c/shop/new", WORDS)
    found["lacking"] = [lacking.status_code, "A drop is enough." in text(lacking)]
    found["not by members"] = other.post("/c/shop/new", WORDS | {"applies_when": "x"}).status_code
    made = there.post("/c/shop/new", WORDS | {"applies_when": "it squeaks"})
    found["made"] = made.status_code
    tip = Thread.objects.get()
    reply(actor=acting(ben), thread_id=tip.pk, source="It helped.")
    found["page"] = "Applies when: it squeaks" in text(other.get(made["Location"]))
    found["list"] = "it squeaks" in text(other.get("/c/shop?kind=tip"))
    found["find"] = "Oil the press" in text(other.get("/find?q=drop+kind:tip"))
    found["not found as another"] = "Oil the press" in text(
        other.get("/find?q=drop+kind:discussion")
    )
    program = Program(ana)
    words = {"kind": "tip", "title": "Grease", "body": "A drop.", "applies_when": "it groans"}
    sent = program.post("/communities/shop/threads", words)
    found["api"] = [sent.status_code, sent.json().get("kind"), sent.json().get("fields")]
    target = Path(tempfile.mkdtemp()) / "out.jsonl"
    export_community(acting(ana), shop, str(target))
    found["export"] = "it groans" in written(target)
    return found


def signed_in(person: object) -> Client:
    client = Client()
    client.force_login(person)  # type: ignore[arg-type]
    return client


def text(answer: object) -> str:
    return answer.content.decode()  # type: ignore[attr-defined,no-any-return]


def written(path: Path) -> str:
    files = [path] if path.is_file() else [each for each in path.rglob("*") if each.is_file()]
    return "".join(each.read_text(encoding="utf-8") for each in files)


if __name__ == "__main__":
    print(json.dumps(visit()))
