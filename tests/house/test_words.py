"""One word per idea. `docs/glossary.md` says which; here stand those that are never used."""

import ast
import io
import re
import tokenize
from collections.abc import Iterator

import pytest

from tests.house.sources import (
    PACKAGE,
    ROOT,
    Rule,
    faults,
    is_test,
    own,
    sentences,
    templates,
    tree,
)
from tools.translations import extracted

# word: what we say instead
NEVER = {
    "user": "person",
    "users": "people",
    "username": "handle",
    "admin": "coordinator, or operator",
    "admins": "coordinators, or operators",
    "administrator": "coordinator, or operator",
    "karma": "nothing: we do not score people",
    "leaderboard": "nothing: we do not rank people",
    "lurker": "reader",
    "lurkers": "readers",
    "oops": "what happened, what is safe, what to do next",
}
PHRASES = {
    "engagement score": "nothing: we do not score people",
    "content consumer": "reader",
    "inactive user": "nothing: people come and go",
}
# What Django, allauth and HTTP call things; a name is exempt only as a whole.
FRAMEWORK = {
    *("AUTH_USER_MODEL", "get_user_model", "user_agent", "USERNAME_FIELD", "AnonymousUser"),
    *(
        "admin_view",
        "AbstractBaseUser",
        "BaseUserManager",
        "create_user",
        "create_superuser",
        "save_user",
    ),
    *("populate_username", "clean_username", "user_credentials", "get_user", "user_id"),
    *("ACCOUNT_USER_MODEL_USERNAME_FIELD", "ACCOUNT_USER_MODEL_EMAIL_FIELD"),
    *("is_superuser", "username", "user", "get_public_key_credential_user_entity"),
    # The scope of a token that contracts with other programs spell so.
    "ADMIN",
}
CODE_SPAN = re.compile(r"```.*?```|`[^`\n]*`|<[^>]*>|\{[{%#].*?[}%#]\}|\]\([^)]*\)", re.S)
PARTS = re.compile(r"[A-Z]+(?![a-z])|[A-Z]?[a-z]+|\d+")
# The scope of a token and the flag that makes an operator are spelled so, by contract.
CONTRACT = re.compile(r"--admin\b|\bread, write or admin\b|User-Agent", re.I)


def in_prose(text: str) -> Iterator[str]:
    """Yield a sentence for each banned word in running text; `code` is left alone."""
    plain = CONTRACT.sub(" ", CODE_SPAN.sub(" ", text)).lower()
    for word in re.findall(r"[a-z]+", plain):
        if word in NEVER:
            yield f"{word!r}: say {NEVER[word]}"
    for phrase, instead in PHRASES.items():
        if phrase in plain:
            yield f"{phrase!r}: say {instead}"


def names_given(module: ast.Module) -> Iterator[str]:
    """Yield every name that a module gives: classes, functions, and what it assigns at its top."""
    for node in ast.walk(module):
        if isinstance(node, ast.ClassDef | ast.FunctionDef | ast.AsyncFunctionDef):
            yield node.name
        if isinstance(node, ast.ClassDef | ast.Module):
            for statement in node.body:
                if isinstance(statement, ast.AnnAssign) and isinstance(statement.target, ast.Name):
                    yield statement.target.id
                if isinstance(statement, ast.Assign):
                    yield from (aim.id for aim in statement.targets if isinstance(aim, ast.Name))


def banned_name(name: str) -> str | None:
    """Return the banned word inside a name, or None."""
    if name in FRAMEWORK:
        return None
    words = [part.lower() for part in PARTS.findall(name)]
    return next((word for word in words if word in NEVER), None)


def notes(source: str) -> Iterator[str]:
    """Yield the comments and docstrings of a Python file."""
    for token in tokenize.generate_tokens(io.StringIO(source).readline):
        if token.type == tokenize.COMMENT:
            yield token.string
    documented = ast.Module | ast.ClassDef | ast.FunctionDef | ast.AsyncFunctionDef
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, documented):
            yield ast.get_docstring(node) or ""


def in_notes(source: str) -> Iterator[str]:
    """Yield a sentence for each banned word in the comments and docstrings of a Python file."""
    for note in notes(source):
        yield from in_prose(note)


PROSE: list[tuple[list, Rule]] = [
    ([path for path in own(".md") if path.name != "glossary.md"], in_prose),
    (templates(), in_prose),
    ([path for path in own(".py", under=PACKAGE) if not is_test(path)], in_notes),
]


@pytest.mark.parametrize(("paths", "rule"), PROSE, ids=["documents", "templates", "comments"])
def test_prose_uses_our_words(paths: list, rule: Rule) -> None:
    found = faults(paths, rule)
    assert not found, sentences(found)


def test_the_interface_uses_our_words() -> None:
    found = [
        f"{message.id!r}: {fault}"
        for message in extracted()
        for text in ([message.id] if isinstance(message.id, str) else message.id)
        for fault in in_prose(text)
    ]
    assert not found, sentences(found)


def test_names_in_the_code_use_our_words() -> None:
    found = [
        f"{path.relative_to(ROOT)}: {name}: say {NEVER[word]}"
        for path in own(".py", under=PACKAGE)
        for name in names_given(tree(path))
        if (word := banned_name(name))
    ]
    assert not found, sentences(found)


def test_the_rules_see_a_banned_word() -> None:
    assert list(in_prose("Every user may write."))
    assert not list(in_prose("Set `user:password` in <a class='user'>the address</a>."))
    assert banned_name("ActiveUserList") == "user"
    assert banned_name("AUTH_USER_MODEL") is None
    assert banned_name("used_by") is None
    assert list(in_notes("x = 1  # the admin decides\n"))
    assert list(names_given(ast.parse("class A:\n    user_name: str = ''"))) == ["A", "user_name"]
