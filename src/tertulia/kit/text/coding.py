"""Code in colours: Pygments' short class names, no styles, so that a strict CSP stays strict.

Only languages on the list are coloured, only of ordinary shape, and only for so long: a lexer is a
heap of regular expressions, and what it reads comes from anyone. Uncoloured code is still code.
"""

import re
import time
from collections.abc import Iterator
from functools import lru_cache
from html import escape

from pygments.lexer import Lexer
from pygments.lexers import get_lexer_by_name
from pygments.token import STANDARD_TYPES, Token, _TokenType
from pygments.util import ClassNotFound

MAX_CODE = 20_000  # characters of one block that are coloured
# One match of a lexer cannot be interrupted, and many are quadratic in what they are given. So each
# gets a piece at a time; a comment or string across pieces may lose its colour, never its text.
_PIECE = 1_500  # characters
_LONG_LINE = re.compile(r"[^\n]{401}")

_NAMES = """
apache asm awk bash basic bat bibtex c c++ clojure cmake console cpp cs csharp css cuda d dart
delphi diff docker dockerfile elixir elm erlang fortran fsharp go graphql groovy haskell hcl
html http ini java javascript js json julia kotlin latex less lisp lua make makefile
matlab nginx nim nix objective-c ocaml octave pascal perl php postgresql powershell prolog
properties protobuf ps1 py pycon pytb python qml r rb restructuredtext rs rst ruby rust sas
scala scheme scss sh shell sql sqlite3 stata swift tcl terraform tex toml ts typescript vb.net
verilog vhdl vim xml yaml yml zig zsh
"""
LANGUAGES = frozenset(_NAMES.split())
# Kinds of token that no reader tells apart; a span for each would only make pages heavy.
_PLAIN = frozenset({"n", "nx", "nn", "nv", "p", "w", "o", "g", "l", "x", "err", "ni", "nl", "py"})


def coloured(code: str, language: str, *, seconds: float) -> str:
    """Return `code` as html: escaped, in spans with Pygments' classes where the language is known.

    The text of the result is always exactly `code`. It stays plain where the lexer would need more
    than `seconds` of processor time.
    """
    lexer = _lexer(language.lower())
    if lexer is None or len(code) > MAX_CODE or _LONG_LINE.search(code):
        return escape(code, quote=False)
    spans = _in_time(lexer, code, seconds)
    return escape(code, quote=False) if spans is None else "".join(spans)


@lru_cache(maxsize=128)
def _lexer(language: str) -> Lexer | None:
    if language not in LANGUAGES:
        return None
    try:
        return get_lexer_by_name(language, stripnl=False, ensurenl=False)
    except ClassNotFound:
        return None


def _in_time(lexer: Lexer, code: str, seconds: float) -> list[str] | None:
    """Return the spans, or None where the lexer takes too long or changes the text."""
    spans: list[str] = []
    until = time.thread_time() + seconds
    for piece in _pieces(code):
        length = 0
        for name, value in _runs(lexer, piece):
            length += len(value)
            text = escape(value, quote=False)
            spans.append(f'<span class="{name}">{text}</span>' if name else text)
            if time.thread_time() > until:
                return None
        if length != len(piece):
            return None
    return spans


def _pieces(code: str) -> Iterator[str]:
    """Yield `code` in pieces that end with a line, best where an empty one follows."""
    at = 0
    while len(code) - at > _PIECE:
        end = code.rfind("\n\n", at + _PIECE // 2, at + _PIECE)
        if end < 0:
            end = code.rfind("\n", at, at + _PIECE)
        yield code[at : end + 1]
        at = end + 1
    yield code[at:]


def _runs(lexer: Lexer, code: str) -> Iterator[tuple[str, str]]:
    """Yield class and text, neighbours of one class together. The class of plain text is empty."""
    before, held = "", ""
    for _at, kind, value in lexer.get_tokens_unprocessed(code):
        name = _class(kind)
        if name == before or not value.strip():
            held += value
            continue
        if held:
            yield before, held
        before, held = name, value
    if held:
        yield before, held


@lru_cache(maxsize=512)
def _class(kind: _TokenType) -> str:
    while kind is not Token and kind not in STANDARD_TYPES:
        kind = kind.parent
    name = STANDARD_TYPES.get(kind, "")
    return "" if name in _PLAIN else name
