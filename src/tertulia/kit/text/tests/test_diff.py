"""What changed between two sources."""

import re
import time
from html import unescape

from hypothesis import given, settings
from hypothesis import strategies as st

from tertulia.kit.text.diff import CONTEXT, Line, compare

TEXTS = st.lists(st.sampled_from(["a", "b c", "<b>", "", "x y z", "&amp;"]), max_size=12).map(
    "\n".join
)


def test_words_that_changed_are_marked_in_lines_that_changed() -> None:
    assert compare("same\nthe quick <fox>", "same\nthe slow <fox>\nnew") == [
        Line("same", "same"),
        Line("removed", "the <del>quick</del> &lt;fox&gt;"),
        Line("added", "the <ins>slow</ins> &lt;fox&gt;"),
        Line("added", "<ins>new</ins>"),
    ]


def test_lines_far_from_a_change_are_counted_not_shown() -> None:
    lines = [str(n) for n in range(20)]
    changed = compare("\n".join(lines), "\n".join([*lines[:10], "new", *lines[10:]]))
    assert [line.kind for line in changed] == [
        "gap", *["same"] * CONTEXT, "added", *["same"] * CONTEXT, "gap",
    ]  # fmt: skip
    assert (changed[0].left_out, changed[-1].left_out) == (8, 8)


def test_nothing_changed_is_nothing_to_show() -> None:
    assert compare("a\nb", "a\nb") == []
    assert compare("", "") == []


@settings(deadline=None)
@given(TEXTS, TEXTS)
def test_both_texts_can_be_read_from_the_comparison(old: str, new: str) -> None:
    lines = compare(old, new)
    if any(line.kind == "gap" for line in lines):
        return
    if lines:
        assert _read(lines, "removed") == old.splitlines()
        assert _read(lines, "added") == new.splitlines()
    else:
        assert old.splitlines() == new.splitlines()


@given(st.text(), st.text())
def test_no_text_gets_markup_into_the_comparison(old: str, new: str) -> None:
    for line in compare(old, new):
        assert "<" not in re.sub(r"</?(?:ins|del)>", "", line.html)


def test_large_and_repetitive_texts_do_not_stall() -> None:
    before = time.thread_time()
    compare("a\nb\n" * 50_000, "b\na\na\n" * 33_000)
    compare("a b " * 50_000, "b a a " * 33_000)
    compare(
        "\n".join(f"l{n % 7}" for n in range(1990)), "\n".join(f"l{n % 5}" for n in range(1990))
    )
    compare("a b " * 370, "b a a " * 370)
    assert time.thread_time() - before < 20


def _read(lines: list[Line], kind: str) -> list[str]:
    kept = [line.html for line in lines if line.kind in ("same", kind)]
    return [unescape(re.sub(r"</?(?:ins|del)>", "", html)) for html in kept]
