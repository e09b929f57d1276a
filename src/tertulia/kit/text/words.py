"""The words of a text for a full-text index, the same for every database.

The index must not know languages or scripts: what goes in is already case-folded words with single
spaces, letters and digits only, so that each database cuts it at the same places. Latin, Greek and
Cyrillic letters lose their accents. Scripts without spaces (Chinese, Japanese, Korean, Thai, Lao,
Khmer, Burmese) become overlapping pairs, then triples, then their last character; so two pairs that
stand side by side in a query stand so in the index too.
"""

import re
import unicodedata
from functools import lru_cache
from typing import Any

from tertulia.kit.text.languages import guess_language

_UNSPACED = (
    "\u0e01-\u0e3a\u0e40-\u0e4e\u0e50-\u0e59\u0e81-\u0edf"  # Thai, Lao
    "\u1000-\u1049\u1780-\u17d3"  # Burmese, Khmer
    "\u1100-\u11ff\u3131-\u318e\uac00-\ud7a3"  # Hangul
    "\u3005-\u3007\u3041-\u3096\u309d-\u309f\u30a1-\u30fa\u30fc-\u30ff\u31f0-\u31ff"  # kana
    "\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\U00020000-\U0003ffff"  # Chinese characters
)
# Vowel signs and accents belong to the letter before them; `re` does not count them as letters.
_MARKS = "".join(
    chr(code)
    for block in (range(0x300, 0xE00), range(0xF00, 0x1000), range(0x1A00, 0x1E00))
    for code in block
    if unicodedata.category(chr(code)) in ("Mn", "Mc")
)
_LETTER = rf"[^\W_{_UNSPACED}]"
_WORD = re.compile(rf"[{_UNSPACED}]++|{_LETTER}++(?:[{_MARKS}]++{_LETTER}*+)*+")
_ASCII_WORD = re.compile(r"[a-z0-9]+")
_IS_UNSPACED = re.compile(f"[{_UNSPACED}]")
_ACCENTS = re.compile("[\u0300-\u036f]")
_LONGEST = 60  # characters of a word; no one searches for more, and an index suffers from them

STEMMERS = {
    "ar": "arabic", "da": "danish", "de": "german", "el": "greek", "en": "english",
    "es": "spanish", "eu": "basque", "fi": "finnish", "fr": "french", "hu": "hungarian",
    "id": "indonesian", "it": "italian", "nl": "dutch", "no": "norwegian", "pt": "portuguese",
    "ro": "romanian", "ru": "russian", "sv": "swedish", "tr": "turkish",
}  # fmt: skip


def search_text(text: str) -> str:
    """Return the words of `text` as they go into the language-neutral column of an index."""
    return " ".join(map(_indexed, _words(text)))


def stem_text(text: str, language: str = "") -> str:
    """Return the stems of the words of `text`, for the second column.

    `language` is a code such as "de"; without it the language is guessed, and English where that
    fails. Unspaced scripts have no stems and are left out.
    """
    if not language:
        language = guess_language(text)
    algorithm = STEMMERS.get(language.split("-")[0].lower(), "english")
    return " ".join(filter(None, (_stem(word, algorithm) for word in _words(text))))


def query_words(text: str) -> list[str]:
    """Return what a query for all words of `text` must find in the neutral column.

    A single character of an unspaced script comes alone: seek it as the beginning of a word.
    """
    return [term for word in _words(text) for term in _sought(word)]


def phrase_words(text: str) -> list[str]:
    """Return the words that stand side by side in the neutral column where `text` stands."""
    return [term for word in _words(text) for term in _pairs(word)]


def _words(text: str) -> list[str]:
    if text.isascii():
        return _ASCII_WORD.findall(text.lower())
    return _WORD.findall(unicodedata.normalize("NFKC", text).casefold())


def _pairs(word: str) -> list[str]:
    if not _IS_UNSPACED.match(word):
        return [_indexed(word)]
    return [word[at : at + 2] for at in range(len(word) - 1)] or [word]


def _triples(word: str) -> list[str]:
    return [word[at : at + 3] for at in range(len(word) - 2)]


def _sought(word: str) -> list[str]:
    if _IS_UNSPACED.match(word) and len(word) > 2:
        return _triples(word)
    return _pairs(word)


@lru_cache(maxsize=131_072)
def _indexed(word: str) -> str:
    """Return a word without accents, or a run of an unspaced script as its pieces."""
    if word.isascii():
        return word[:_LONGEST]
    if _IS_UNSPACED.match(word):
        return word if len(word) == 1 else " ".join([*_pairs(word), *_triples(word), word[-1]])
    bare = _ACCENTS.sub("", unicodedata.normalize("NFD", word))
    return unicodedata.normalize("NFC", bare)[:_LONGEST]


@lru_cache(maxsize=131_072)
def _stem(word: str, algorithm: str) -> str:
    if _IS_UNSPACED.match(word):
        return ""
    if len(word) > 30 or not word.isalpha():  # addresses, numbers, names of things
        return _indexed(word)
    return _indexed(_stemmer(algorithm).stemWord(word))


@lru_cache(maxsize=32)
def _stemmer(algorithm: str) -> Any:
    # Imported here: the package reads thirty languages at once, which takes a fifth of a second.
    import snowballstemmer

    return snowballstemmer.stemmer(algorithm)
