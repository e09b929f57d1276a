"""What is no import obeys the storeys too: foreign keys, included templates, named addresses."""

import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from django.apps import apps
from django.db.models import Field
from django.urls import URLPattern, URLResolver, get_resolver

from tests.house.sources import PACKAGE, ROOT, own, sentences, templates
from tests.house.storeys import may_know, slice_of

NAMED_TEMPLATE = re.compile(
    r"""\{%-?\s*(?:include|extends|import|from)\s+["']([^"']+)["']""",
)
NAMED_ADDRESS = re.compile(r"""\burl\(\s*["']([^"']+)["']""")


def foreign_keys() -> Iterator[tuple[str, str, Field]]:
    """Yield (module that refers, module referred to, field) for every relation."""
    for model in apps.get_models():
        for field in model._meta.get_fields():
            target = field.related_model
            if isinstance(field, Field) and field.is_relation and target is not None:
                yield model.__module__, target.__module__, field


def test_foreign_keys_only_point_downwards() -> None:
    found = [
        f"{field}: {here} may not refer to {there}"
        for here, there, field in foreign_keys()
        if here.startswith("tertulia.") and there.startswith("tertulia.")
        if not may_know(slice_of(here), slice_of(there))
    ]
    assert not found, sentences(found)


def test_there_are_foreign_keys_to_look_at() -> None:
    assert any(here.startswith("tertulia.core.threads") for here, _there, _field in foreign_keys())


def owners_of_templates() -> dict[str, tuple[str, str]]:
    """Return which slice each template belongs to, by the name one includes it with."""
    owners = {}
    for path in templates():
        parts = path.parts
        name = "/".join(parts[parts.index("templates") + 1 :])
        owners[name] = slice_of(path)
    return owners


def owners_of_addresses() -> dict[str, tuple[str, str]]:
    """Return which slice answers each named address; those of other packages are left out."""
    return dict(_named(get_resolver(), ""))


def _named(resolver: URLResolver, space: str) -> Iterator[tuple[str, tuple[str, str]]]:
    for entry in resolver.url_patterns:
        if isinstance(entry, URLResolver):
            inner = f"{space}{entry.namespace}:" if entry.namespace else space
            yield from _named(entry, inner)
        elif isinstance(entry, URLPattern) and entry.name:
            module = getattr(entry.callback, "__module__", "")
            if module.startswith("tertulia."):
                yield f"{space}{entry.name}", slice_of(module)


def strangers(
    path: Path, pattern: re.Pattern[str], owners: dict[str, tuple[str, str]]
) -> Iterator[str]:
    """Yield a sentence for each name in a template that belongs to a slice above its own."""
    for name in pattern.findall(path.read_text(encoding="utf-8")):
        owner = owners.get(name)
        if owner is not None and not may_know(slice_of(path), owner):
            yield f"{path.relative_to(ROOT)}: {name} is of {'/'.join(owner)}, which is not below"


def test_templates_name_only_templates_of_their_own_or_below() -> None:
    owners = owners_of_templates()
    found = [fault for path in templates() for fault in strangers(path, NAMED_TEMPLATE, owners)]
    assert not found, sentences(found)


def test_templates_name_only_addresses_of_their_own_or_below() -> None:
    owners = owners_of_addresses()
    found = [fault for path in templates() for fault in strangers(path, NAMED_ADDRESS, owners)]
    assert not found, sentences(found)


def test_every_address_that_a_template_names_exists() -> None:
    known = {pattern for pattern in get_resolver().reverse_dict if isinstance(pattern, str)}
    spaces = tuple(f"{name}:" for name in get_resolver().namespace_dict)
    found = [
        f"{path.relative_to(ROOT)}: no address is named {name}"
        for path in templates()
        for name in NAMED_ADDRESS.findall(path.read_text(encoding="utf-8"))
        if name not in known and not name.startswith(spaces)
    ]
    assert not found, sentences(found)


@pytest.mark.parametrize(
    ("knower", "known", "allowed"),
    [
        (("lenses", "reading"), ("core", "threads"), True),
        (("core", "threads"), ("lenses", "reading"), False),
        (("core", "threads"), ("core", "communities"), True),
        (("core", "communities"), ("core", "threads"), False),
        (("features", "articles"), ("features", "questions"), False),
        (("lenses", "exchange"), ("lenses", "finding"), False),
        (("kit", "web"), ("kit", "ui"), True),
    ],
)
def test_the_rule_knows_the_storeys(
    knower: tuple[str, str], known: tuple[str, str], allowed: bool
) -> None:
    assert may_know(knower, known) is allowed


def test_every_folder_has_its_place() -> None:
    for path in own(".py", under=PACKAGE):
        if len(path.relative_to(PACKAGE).parts) > 2:
            here = slice_of(path)
            assert may_know(here, ("kit", "text")) or here[0] == "kit"
