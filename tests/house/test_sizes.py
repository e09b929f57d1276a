"""Nothing grows until nobody can hold it in mind. At a limit, split by noun or by journey."""

import ast
from collections.abc import Iterator
from pathlib import Path

from tests.house.sources import ROOT, is_test, own, sentences, tree

LINES = {".py": 400, ".html": 120, ".css": 400, ".js": 250}
TEST_LINES = 500
FUNCTION_LINES = 40
CLASS_BASES = 4
Function = ast.FunctionDef | ast.AsyncFunctionDef


def line_limit(path: Path) -> int:
    return TEST_LINES if is_test(path) else LINES[path.suffix]


def function_lines(function: Function) -> int:
    """Count from `def` to the end, without the docstring: explaining costs nothing."""
    lines = (function.end_lineno or function.lineno) - function.lineno + 1
    if ast.get_docstring(function, clean=False) is not None:
        docstring = function.body[0]
        lines -= (docstring.end_lineno or docstring.lineno) - docstring.lineno + 1
    return lines


def crowded(module: ast.Module) -> Iterator[str]:
    """Yield a sentence for each function that is too long and each class with too many bases."""
    for node in ast.walk(module):
        if isinstance(node, Function) and function_lines(node) > FUNCTION_LINES:
            yield f"{node.name} has {function_lines(node)} lines, at most {FUNCTION_LINES}"
        if isinstance(node, ast.ClassDef) and len(node.bases) > CLASS_BASES:
            yield f"{node.name} has {len(node.bases)} bases, at most {CLASS_BASES}"


def test_no_file_is_too_long() -> None:
    found = []
    for path in own(*LINES):
        lines = len(path.read_text(encoding="utf-8").splitlines())
        if lines > line_limit(path):
            found.append(f"{path.relative_to(ROOT)}: {lines} lines, at most {line_limit(path)}")
    assert not found, sentences(found)


def test_no_function_is_too_long_and_no_class_has_many_bases() -> None:
    found = [
        f"{path.relative_to(ROOT)}: {fault}" for path in own(".py") for fault in crowded(tree(path))
    ]
    assert not found, sentences(found)


def test_the_rule_sees_a_long_function() -> None:
    body = "\n".join(f"    step_{number}()" for number in range(FUNCTION_LINES))
    assert list(crowded(ast.parse(f"def go():\n{body}")))
    assert not list(crowded(ast.parse(f'def go():\n    """{"x" * 9}\n\n\n    """\n    return 1')))


def test_the_rule_sees_many_bases() -> None:
    assert list(crowded(ast.parse("class A(B, C, D, E, F): ...")))
    assert not list(crowded(ast.parse("class A(B, C, D, E): ...")))
