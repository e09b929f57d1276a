import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tertulia.lenses.finding.language import (
    MAX_FILTERS,
    MAX_WORDS,
    Filter,
    Query,
    Remark,
    Term,
    day_of,
    read_query,
)

PIECES = st.one_of(
    st.text(max_size=20),
    st.sampled_from(
        [
            '"',
            "-",
            "in:",
            "from:",
            "is:",
            "before:",
            "after:",
            "kind:",
            "topic:",
            "2019",
            "2019-02-30",
        ]
        + [
            "AND",
            "OR",
            "NOT",
            "NEAR(",
            "*",
            "^",
            "{a b}:",
            "'",
            "\\",
            "\0",
            "\ud800",
            "(",
            ")",
            "a:b",
        ]
        + ["&", "|", "!", "<->", ":*", "%", "%s", ";--", "”", "－", " "]
    ),
)


@pytest.mark.parametrize(
    ("text", "terms"),
    [
        ("volume slice", [Term("volume"), Term("slice")]),
        ('"slice view" x', [Term("slice view", is_phrase=True), Term("x")]),
        ("“slice view”", [Term("slice view", is_phrase=True)]),
        ('say "never closed', [Term("say"), Term("never closed", is_phrase=True)]),
        ("-word", [Term("word", is_excluded=True)]),
        ('-"two words"', [Term("two words", is_phrase=True, is_excluded=True)]),
        ("well-known", [Term("well-known")]),
        ("- -- -", [Term("-"), Term("--"), Term("-")][:2]),
        ('""', []),
        ("", []),
        ("word word", [Term("word")]),
        ("http://example.org", [Term("http://example.org")]),
        ("C++ AND", [Term("C++"), Term("AND")]),
    ],
)
def test_words_phrases_and_minus(text: str, terms: list[Term]) -> None:
    assert list(read_query(text).terms) == terms


@pytest.mark.parametrize(
    ("text", "filters"),
    [
        ("in:slicer", [Filter("in", "slicer")]),
        ("IN:Slicer", [Filter("in", "Slicer")]),
        ("from:@ada -from:ben", [Filter("from", "ada"), Filter("from", "ben", is_excluded=True)]),
        ('topic:"data import"', [Filter("topic", "data import")]),
        ("is:OPEN", [Filter("is", "open")]),
        ("before:2019", [Filter("before", "2019", day=17897)]),
        ("-before:2019", [Filter("after", "2019", day=17897)]),
        ("after:1970-01-02", [Filter("after", "1970-01-02", day=1)]),
    ],
)
def test_operators(text: str, filters: list[Filter]) -> None:
    assert list(read_query(text).filters) == filters
    assert not read_query(text).remarks


@pytest.mark.parametrize(
    ("text", "remark"),
    [
        ("in:", Remark("empty", "in:")),
        ("x from: y", Remark("empty", "from:")),
        ("before:soon", Remark("date", "before:soon")),
        ("after:2019-02-30", Remark("date", "after:2019-02-30")),
        ("after:0000", Remark("date", "after:0000")),
        ("has:cake", Remark("has", "has:cake")),
        ("colour:red", Remark("operator", "colour:")),
        ("a " * 600, Remark("length", "1000")),
        (" ".join(f"w{n}" for n in range(50)), Remark("words", "24")),
        (" ".join(f"in:c{n}" for n in range(50)), Remark("filters", "12")),
    ],
)
def test_what_cannot_be_used_is_left_out_with_a_remark(text: str, remark: Remark) -> None:
    assert remark in read_query(text).remarks


def test_days_are_counted_in_utc() -> None:
    assert day_of("1970") == 0
    assert day_of("2019-12") == day_of("2019-11-30") + 1
    assert day_of("2019/12/01") == day_of("2019-12")
    assert day_of("２０１９") is None


@settings(max_examples=300)
@given(st.lists(PIECES, max_size=40).map("".join))
def test_every_text_is_a_query(text: str) -> None:
    query = read_query(text)
    assert isinstance(query, Query)
    assert len(query.terms) <= MAX_WORDS
    assert len(query.filters) <= MAX_FILTERS
    for term in query.terms:
        assert term.text.strip()
        assert "\0" not in term.text
        term.text.encode()  # half a character would fail here, and in a database


@settings(max_examples=100)
@given(st.text(alphabet=st.characters(categories=("L", "N")), min_size=1, max_size=20))
def test_a_plain_word_is_looked_for_as_it_is(word: str) -> None:
    assert read_query(word).terms == (Term(word),)
    assert read_query(f"-{word}").terms == (Term(word, is_excluded=True),)
    assert read_query(f'"{word}"').terms == (Term(word, is_phrase=True),)
