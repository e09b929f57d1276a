"""Which language a text is in: a guess, and honest about it.

Some scripts belong to one language. For seven more the commonest small words are
counted, those of one letter aside: they are as likely names of things. Whatever is short, mixed or
unknown is "und"; people can correct what was guessed.
"""

import re
import unicodedata

UNKNOWN = "und"

_LETTERS = 400  # so much of a text tells as much as all of it
_WORD = re.compile(r"[^\W\d_]+")
_LEAST = 3  # small words that must be found
_LEAD = 1.3  # times as many as those of the next language

# Scripts that one living language is nearly always meant by. Kana decide before Chinese characters.
_SCRIPTS = {
    "HIRAGANA": "ja",
    "KATAKANA": "ja",
    "HANGUL": "ko",
    "CJK": "zh",
    "THAI": "th",
    "GREEK": "el",
    "HEBREW": "he",
}

_SMALL_WORDS = {
    "en": "the and of to in is that it for you with on are this be have not was can from but what "
    "they we me my if would there at do as or an how when has your will which just so",
    "es": "el la los las de que en un una es por con para no se lo como más pero su sus al del "
    "esta este está si hay muy ya porque cuando yo mi qué son tengo gracias",
    "fr": "le la les de des et en un une est que qui dans pour pas sur au avec ce il je ne vous "
    "plus par mais nous on sont cette ou être du se son sa bonjour merci",
    "de": "der die das und ist in den von zu mit nicht ein eine ich es auf für im sich auch dass "
    "dem wie wir sie aber bei oder wenn man noch nach hat kann sind habe",
    "pt": "os as de que em um uma para com não por se mais do da no na dos das como mas ao "
    "foi ele tem você isso muito já eu também está são meu obrigado",
    "it": "il lo la gli le di che un una in è per con non sono si da come ma del della nel più "
    "anche questo io mi ho ha se al alla dei cosa grazie ci",
    "nl": "de het een en van in is dat op te voor met niet zijn ik aan er maar om ook als dan nog "
    "bij je wel naar heeft wordt deze dit geen kan wat hebben",
}
_VOICES: dict[str, tuple[str, ...]] = {}
for _language, _words in _SMALL_WORDS.items():
    for _word in _words.split():
        _VOICES[_word] = (*_VOICES.get(_word, ()), _language)


def guess_language(text: str) -> str:
    """Return the language code that `text` is probably in, or "und"."""
    words = _WORD.findall(unicodedata.normalize("NFC", text[: _LETTERS * 8]))
    script = _script("".join(words)[:_LETTERS])
    if script != "LATIN":
        return _SCRIPTS.get(script, UNKNOWN)
    voices: dict[str, float] = {}
    found = 0
    for word in words[:_LETTERS]:
        languages = _VOICES.get(word.lower(), ())
        found += bool(languages)
        for language in languages:  # a word of three languages says a third for each
            voices[language] = voices.get(language, 0) + 1 / len(languages)
    ranked = sorted(voices.items(), key=lambda voice: -voice[1])
    if found < _LEAST or not ranked:
        return UNKNOWN
    best, next_best = ranked[0], ranked[1] if len(ranked) > 1 else ("", 0.0)
    return best[0] if best[1] >= _LEAD * next_best[1] else UNKNOWN


def _script(letters: str) -> str:
    """Return the script of most of `letters`, by the first word of the characters' names."""
    if letters.isascii():
        return "LATIN" if letters else ""
    counts: dict[str, int] = {}
    for letter in letters:
        name = unicodedata.name(letter, "").split(" ")[0].split("-")[0]
        counts[name] = counts.get(name, 0) + 1
    kana = counts.get("HIRAGANA", 0) + counts.get("KATAKANA", 0)
    if kana and kana + counts.get("CJK", 0) > len(letters) / 2:
        return "HIRAGANA"
    most = max(counts, key=counts.__getitem__)
    return most if counts[most] > len(letters) / 2 else ""
