"""Views parse, fetch, call and render. Rows are read in `queries` and written in `actions`."""

import ast
from collections.abc import Iterator

import pytest

from tests.house.sources import PACKAGE, ROOT, is_test, own, product, sentences, tree

# What only a model, a queryset or a connection has.
ROW_READS = {"objects", "_default_manager", "_base_manager", "raw"}
ROW_WRITES = {"save", "bulk_create", "bulk_update", "update_or_create", "get_or_create"}
CONNECTION = {"cursor", "execute", "executemany"}
# Forms of others are saved by them: allauth's sign a person in or out.
DOORS = ("views", "api", "forms")


def touches_rows(module: ast.Module) -> Iterator[str]:
    """Yield a sentence for each place that reads or writes rows by itself."""
    for node in ast.walk(module):
        if isinstance(node, ast.Attribute) and node.attr in ROW_READS:
            yield f"line {node.lineno}: .{node.attr} belongs in queries"
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute):
            if node.func.attr in ROW_WRITES:
                yield f"line {node.lineno}: .{node.func.attr}() belongs in an action"
            if node.func.attr in CONNECTION:
                yield f"line {node.lineno}: .{node.func.attr}() belongs in queries"


def test_no_door_touches_rows_by_itself() -> None:
    found = [
        f"{path.relative_to(ROOT)}: {fault}"
        for path in product(*DOORS)
        for fault in touches_rows(tree(path))
    ]
    assert not found, sentences(found)


def test_jobs_are_shells() -> None:
    found = [
        f"{path.relative_to(ROOT)}: {fault}"
        for path in product("jobs")
        if "kit" not in path.parts
        for fault in touches_rows(tree(path))
    ]
    assert not found, sentences(found)


def test_settings_come_from_one_place() -> None:
    found = [
        f"{path.relative_to(ROOT)}: line {node.lineno} reads the environment by itself"
        for path in own(".py", under=PACKAGE)
        if not is_test(path) and not path.is_relative_to(PACKAGE / "config")
        for node in ast.walk(tree(path))
        if isinstance(node, ast.Attribute) and node.attr in ("environ", "getenv")
    ]
    assert not found, sentences(found)


@pytest.mark.parametrize(
    "source", ["Thread.objects.get(id=1)", "thread.save()", "connection.cursor()"]
)
def test_the_rule_sees_a_row_touched(source: str) -> None:
    assert list(touches_rows(ast.parse(source)))
