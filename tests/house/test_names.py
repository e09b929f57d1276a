"""A thing is found by its noun: no drawers for odds and ends, and actions are business verbs."""

import ast
import inspect
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.house.sources import PACKAGE, ROOT, is_test, own, product, sentences, tree

DRAWERS = {
    *("util", "utils", "utility", "utilities", "common", "misc", "helper", "helpers"),
    *("base", "manager", "managers", "service", "services"),
}
VAGUE_VERBS = ("update", "process", "handle", "do", "manage", "perform")
SPOKEN_OF = ("actions", "queries", "permissions")
Function = ast.FunctionDef | ast.AsyncFunctionDef


# Django asks for a database backend's classes in a module of this name.
FRAMEWORK = {PACKAGE / "kit/sql/sqlite/base.py"}


def is_drawer(name: str) -> bool:
    """Say whether a file or folder is named for what it is not."""
    return name in DRAWERS or any(name.endswith(f"_{word}") for word in DRAWERS)


def test_no_file_or_folder_is_a_drawer_for_odds_and_ends() -> None:
    found = [
        str(path.relative_to(ROOT))
        for path in own(".py")
        if path not in FRAMEWORK
        if any(is_drawer(Path(part).stem) for part in path.relative_to(ROOT).parts)
    ]
    assert not found, sentences(found)


def public_functions(module: ast.Module) -> Iterator[Function]:
    """Yield the functions of a module that others may call."""
    for node in module.body:
        if isinstance(node, Function) and not node.name.startswith("_"):
            yield node


def ill_formed(action: Function) -> Iterator[str]:
    """Yield what keeps a function from being an action: verb_noun(*, actor, ...)."""
    verb = action.name.split("_")[0]
    if verb in VAGUE_VERBS:
        yield f"{action.name}: {verb!r} says nothing; name the business verb"
    if action.args.args or action.args.posonlyargs or action.args.vararg:
        yield f"{action.name}: an action takes names only, so begin with *"
    named = [argument.arg for argument in action.args.kwonlyargs]
    if named[:1] != ["actor"]:
        yield f"{action.name}: the first argument of an action is `actor`"


def actions() -> Iterator[tuple[Path, Function]]:
    """Yield every action: the public functions of `actions.py`, or what a package `actions` offers.

    The kit has no domain, so nobody acts in it.
    """
    for path in product("actions"):
        if path.is_relative_to(PACKAGE / "kit"):
            continue
        offered = None
        if path.parent.name == "actions":
            offered = offers(tree(path.with_name("__init__.py")))
        for function in public_functions(tree(path)):
            if offered is None or function.name in offered:
                yield path, function


def offers(package: ast.Module) -> set[str]:
    """Return the names that a package's `__init__` takes from its modules to show them."""
    imports = (node for node in package.body if isinstance(node, ast.ImportFrom))
    return {alias.asname or alias.name for node in imports for alias in node.names}


def test_actions_are_business_verbs_that_name_their_actor() -> None:
    found = [
        f"{path.relative_to(ROOT)}: {fault}"
        for path, action in actions()
        for fault in ill_formed(action)
    ]
    assert not found, sentences(found)


def test_a_package_of_actions_shows_what_it_offers() -> None:
    packages = {path.parent for path in product("actions") if path.parent.name == "actions"}
    silent = [
        str(folder.relative_to(ROOT))
        for folder in packages
        if not offers(tree(folder / "__init__.py"))
    ]
    assert not silent, sentences(silent)


def test_there_are_actions_to_look_at() -> None:
    assert "start_thread" in {action.name for _path, action in actions()}


def test_every_public_action_query_and_permission_says_what_it_does() -> None:
    found = [
        f"{path.relative_to(ROOT)}: {function.name} has no docstring"
        for path in product(*SPOKEN_OF)
        for function in public_functions(tree(path))
        if not ast.get_docstring(function)
    ]
    assert not found, sentences(found)


def test_every_module_says_what_it_is_for() -> None:
    found = [
        str(path.relative_to(ROOT))
        for path in own(".py")
        if path.read_text(encoding="utf-8").strip()
        if path.name not in ("__init__.py", "apps.py") and not ast.get_docstring(tree(path))
        if not is_test(path) or path.is_relative_to(ROOT / "tests")
    ]
    assert not found, sentences(found)


@pytest.mark.parametrize("name", ["utils", "thread_helpers", "base", "user_manager"])
def test_the_rule_sees_a_drawer(name: str) -> None:
    assert is_drawer(name)


def test_the_rule_lets_nouns_through() -> None:
    assert not any(is_drawer(name) for name in ("threads", "database", "codebase", "commons"))


@pytest.mark.parametrize(
    "source",
    [
        "def update_thread(*, actor, thread): ...",
        "def close_thread(actor, thread): ...",
        "def close_thread(*, thread, actor): ...",
    ],
)
def test_the_rule_sees_an_ill_formed_action(source: str) -> None:
    assert list(ill_formed(next(public_functions(ast.parse(source)))))


def test_the_rule_lets_a_well_formed_action_through() -> None:
    source = inspect.cleandoc("def close_thread(*, actor, thread): ...")
    assert not list(ill_formed(next(public_functions(ast.parse(source)))))
