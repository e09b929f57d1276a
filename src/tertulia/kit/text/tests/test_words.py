"""Words for the index, the same for both databases."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tertulia.kit.text.languages import guess_language
from tertulia.kit.text.words import (
    STEMMERS,
    phrase_words,
    query_words,
    search_text,
    stem_text,
)


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("Hello, WORLD! foo_bar don't", "hello world foo bar don t"),
        ("Straße STRASSE", "strasse strasse"),
        ("café CAFE\u0301 naïve", "cafe cafe naive"),
        ("3.5 mm, v2", "3 5 mm v2"),
        ("東京都", "東京 京都 東京都 都"),
        ("茶", "茶"),
        ("ภาษา", "ภา าษ ษา ภาษ าษา า"),
        ("한국어 말", "한국 국어 한국어 어 말"),
        ("Python入門", "python 入門 門"),
        ("हिन्दी भाषा", "हिन्दी भाषा"),
        ("Ελλάδα", "ελλαδα"),
        ("ﬁne ＡＢＣ", "fine abc"),
        ("", ""),
        ("--- !?", ""),
    ],
)
def test_words(text: str, words: str) -> None:
    assert search_text(text) == words


@given(st.text())
def test_words_are_letters_and_digits_with_single_spaces(text: str) -> None:
    words = search_text(text)
    assert words == " ".join(words.split())
    assert "_" not in words
    assert search_text(words.upper()).split() or not words.split()


@given(st.text(), st.text())
def test_what_is_in_a_text_is_found_by_its_words(before: str, after: str) -> None:
    indexed = search_text(f"{before} Réseau 東京都庁 {after}").split()
    assert set(query_words("réseau 東京都庁")) <= set(indexed)
    assert set(query_words("東京")) <= set(indexed)
    assert any(word.startswith("庁") for word in indexed), "a lone character, as a beginning"


def test_phrases_stand_side_by_side_in_the_index() -> None:
    indexed = search_text("say 東京都庁へ行く now").split()
    phrase = phrase_words("東京都庁")
    at = indexed.index(phrase[0])
    assert phrase == ["東京", "京都", "都庁"]
    assert indexed[at : at + 3] == phrase
    assert phrase_words("Réseau local") == ["reseau", "local"]


@pytest.mark.parametrize(
    ("text", "language", "stems"),
    [
        ("running runs segmented", "en", "run run segment"),
        ("Häuser laufen", "de", "haus lauf"),
        ("corriendo canciones", "es", "corr cancion"),
        ("running x2 東京", "", "run x2"),
        ("running", "zz", "run"),
        ("running", "en-GB", "run"),
    ],
)
def test_stems(text: str, language: str, stems: str) -> None:
    assert stem_text(text, language) == stems


@pytest.mark.parametrize("language", sorted(STEMMERS))
def test_every_language_that_is_offered_has_a_stemmer(language: str) -> None:
    assert stem_text("abc", language)


@pytest.mark.parametrize(
    ("language", "text"),
    [
        ("en", "I have the same problem and would like to know what you did about it."),
        ("es", "No tengo ni idea de cómo se hace esto, pero muchas gracias por la ayuda."),
        ("fr", "Je ne sais pas comment faire cela, mais merci beaucoup pour votre aide."),
        ("de", "Ich weiß nicht, wie das geht, aber vielen Dank für die schnelle Hilfe."),
        ("pt", "Não sei como fazer isso, mas muito obrigado pela ajuda que você me deu."),
        ("it", "Non so come si fa questa cosa, ma grazie mille per il vostro aiuto."),
        ("nl", "Ik weet niet hoe dit moet, maar heel erg bedankt voor het snelle antwoord."),
        ("ja", "これは日本語の文章です。東京に行きました。"),
        ("zh", "这是一个中文句子，我们在北京。"),
        ("ko", "이것은 한국어 문장입니다."),
        ("th", "นี่คือประโยคภาษาไทย"),
        ("el", "Αυτή είναι μια πρόταση."),
        ("he", "זה משפט בעברית."),
        ("und", "Thanks!"),
        ("und", ""),
        ("und", "1234 :-)"),
        ("und", "Привет, как дела?"),
        ("und", "x86_64 GNU/Linux 5.10 gcc make"),
    ],
)
def test_languages_are_guessed_or_left_open(language: str, text: str) -> None:
    assert guess_language(text) == language


@given(st.text())
def test_any_text_has_a_guess_that_fits_its_column(text: str) -> None:
    assert 2 <= len(guess_language(text)) <= 12
