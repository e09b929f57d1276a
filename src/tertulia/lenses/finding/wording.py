"""Words as the index holds them and as a query asks for them: the same on every database.

What a word is, and what its stem is, says `kit.text.words`; a token here is a run without spaces.
"""

import zlib
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from tertulia.kit.text.words import phrase_words, search_text, stem_text
from tertulia.lenses.finding.language import Query

# Raised when the columns below change, so that `index_gaps` finds what was indexed before.
RULES = 2
IN_TITLE = "^t"
STRONG = "^s"
# Before the name of something that a post has.
HAS = "^has-"
# Behind a token of a phrase: any word that begins with it.
BEGINS = "*"
_MAX_PHRASE = 40
_MAX_HEADS = 6
_MAX_TOKENS = 16_000  # PostgreSQL counts no further positions than 16,383
_MAX_CHARACTERS = 100_000  # nor does it hold more than a megabyte of one text
_USUAL_LENGTH = 60
# Words with which people ask anything, in the languages that most communities here are written in.
_ASKING = """
a an and any are as at be been but by can could do does did for from get got had has have hello
help hi how i if in into is it its me my need no not of on one or our please possible problem
question should so some thank thanks that the their them then there these they this to trying
up use using want was way we were what when where which while who why will with would you your
am also im ive dont doesnt cant ich du er sie es wir ihr der die das ein eine und oder ist sind
wie wo warum kann mit fur von zu im den dem auf nicht el la los las un una y o son como que donde
por para con de en le les des du et ou est sont comment quoi pourquoi pour avec dans sur ne pas
je tu il nous vous
"""
_SMALL = frozenset(_ASKING.split())
_SIGNS = (
    ("link", '<a href="http'),
    ("image", "<img "),
    ("code", "<pre"),
    ("file", '<a href="/files/'),
)


@dataclass(frozen=True, slots=True)
class Columns:
    """Space-separated tokens of one post: its thread's title (of a starter), its words, its stems.

    `stems` has each stem and each word once. A stem that stands in the title is there a second
    time with the mark `^t`, one that the post is about (often there, for its length) with `^s`.
    """

    title: str
    words: str
    stems: str


@dataclass(frozen=True, slots=True)
class Wanted:
    """What to look for in the index.

    `stems`: of each inner tuple at least one; `phrases`: each, as words that stand together;
    `no_stems`, `no_phrases`: none of these; `heads`: each word looked for, also those of phrases,
    by whose marks hits are ranked. Tokens are letters and digits, in all of them.
    """

    stems: tuple[tuple[str, ...], ...] = ()
    phrases: tuple[tuple[str, ...], ...] = ()
    no_stems: tuple[str, ...] = ()
    no_phrases: tuple[tuple[str, ...], ...] = ()
    heads: tuple[tuple[str, ...], ...] = ()

    @property
    def has_words(self) -> bool:
        """Whether something must be there, so that there is something to rank by."""
        return bool(self.stems or self.phrases)

    @property
    def has_exclusions(self) -> bool:
        """Whether something must not be there."""
        return bool(self.no_stems or self.no_phrases)


def traits_of(html: str) -> tuple[str, ...]:
    """Return what a post has besides words, by the html that is shown of it."""
    return tuple(HAS + name for name, sign in _SIGNS if sign in html)


def columns(title: str, text: str, language: str, html: str = "") -> Columns:
    """Return what the index holds of a post with this plain text; `title` is empty for replies."""
    language, text = language or "und", text[:_MAX_CHARACTERS]
    stems = _kept(stem_text(text, language))
    in_title = set(_kept(stem_text(title, language)))
    words, title = _kept(search_text(text)), search_text(title)
    # The words themselves too: they are found whatever language they were stemmed by.
    found_by = {*stems, *in_title, *words, *title.split()}
    often = [(stem, times) for stem, times in Counter(stems).items() if times > 2]
    strong = [stem for stem, times in often if _is_strong(times, len(stems))]
    marked = [stem + IN_TITLE for stem in in_title] + [stem + STRONG for stem in strong]
    marked += traits_of(html)
    return Columns(title, " ".join(words), " ".join(sorted(found_by) + sorted(marked)))


def fingerprint(title: str, text: str, language: str) -> int:
    """Return a number that changes with whatever `columns` would make of these."""
    return zlib.crc32(f"{RULES}\0{language}\0{title}\0{text}".encode("utf-8", "replace"))


def wanted(query: Query, languages: Sequence[str]) -> Wanted:
    """Return what `query` asks of an index whose posts are written in `languages`."""
    stems: dict[bool, dict[tuple[str, ...], None]] = {False: {}, True: {}}
    phrases: dict[bool, dict[tuple[str, ...], None]] = {False: {}, True: {}}
    heads: dict[tuple[str, ...], None] = {}
    for term in query.terms:
        tokens = tuple(phrase_words(term.text)[:_MAX_PHRASE])
        if not tokens:
            continue
        forms = _forms_of(term.text, tokens[0], languages)
        if forms and not term.is_phrase and len(tokens) == 1:
            stems[term.is_excluded][forms] = None
            continue
        if not forms and len(tokens) == 1 == len(tokens[0]):
            tokens = (tokens[0] + BEGINS,)  # one sign of a script without spaces
        phrases[term.is_excluded][tokens] = None
        if not term.is_excluded:
            heads |= {_forms_of(token, token, languages): None for token in tokens}
    heads |= stems[False]
    return Wanted(
        stems=tuple(stems[False]),
        phrases=tuple(phrases[False]),
        no_stems=sum(stems[True], ()),
        no_phrases=tuple(phrases[True]),
        heads=tuple(each for each in heads if each)[:_MAX_HEADS],
    )


def telling_words(text: str, languages: Sequence[str], most: int) -> list[tuple[str, ...]]:
    """Return the first `most` different words of `text` that mean something, in all their forms."""
    found: dict[tuple[str, ...], None] = {}
    for word in search_text(text[:_MAX_CHARACTERS]).split():
        if len(word) > 1 and word not in _SMALL:
            found[_forms_of(word, word, languages) or (word,)] = None
        if len(found) == most:
            break
    return list(found)


def _forms_of(text: str, word: str, languages: Sequence[str]) -> tuple[str, ...]:
    """Return the word and its stems, stems first; nothing where the script has no stems."""
    stems = {stem_text(text, language) for language in languages or ("en",)} - {"", word}
    return (*sorted(stems), word) if stem_text(text, "en") else ()


def _is_strong(times: int, length: int) -> bool:
    # BM25's saturation (k1 1.2, b 0.75), of which 2.2 is the most that there is.
    return times * 2.2 / (times + 0.3 + 0.9 * length / _USUAL_LENGTH) > 1.6


def _kept(tokens: str) -> list[str]:
    if len(tokens) > _MAX_CHARACTERS:  # the pieces of an unspaced script are longer than it
        tokens = tokens[:_MAX_CHARACTERS].rpartition(" ")[0]
    return tokens.split()[:_MAX_TOKENS]
