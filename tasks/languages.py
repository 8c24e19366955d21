"""Languages: which language a text is in."""

from copy import copy
from functools import lru_cache

from py3langid.langid import MODEL_FILE, LanguageIdentifier

_SAMPLE = 2000  # characters: more changes no answer
_SHORT = 200  # characters: below, the feed and the page know better than statistics
_SURE = 0.9  # of a text that contradicts its feed
# News about the talks is read in these; rare ones win too easily on names and quotations.
_LATIN = (
    "cs", "da", "de", "en", "es", "et", "fi", "fr", "hr", "hu", "it", "lt", "lv", "nl", "no",
    "pl", "pt", "ro", "sk", "sl", "sq", "sv", "tr",
)  # fmt: skip
_CYRILLIC = ("be", "bg", "kk", "mk", "ru", "sr", "uk")
_OTHER = ("ar", "el", "fa", "he", "hi", "hy", "ja", "ka", "ko", "ur", "zh")
# Letters that one language has and its neighbours lack: short texts are told apart by them.
_TELLING = {"uk": "їєґ", "be": "ў", "ru": "ыэё", "sr": "ђћџ", "mk": "ѓќѕ", "kk": "әғқңөұүһ"}


def identify_language(text: str, expected: str, declared: str | None = None) -> str:
    """Return the ISO 639-1 code of a text.

    `expected`: the feed's language; `declared`: what the page says of itself. Both are believed
    of a short text that could be in them by its letters.
    """
    sample = text[:_SAMPLE]
    letters = [c for c in sample.lower() if c.isalpha()]
    if not letters:
        return expected
    cyrillic = sum("Ѐ" <= c.upper() <= "ӿ" for c in letters) / len(letters)
    latin = sum(c < "ɐ" or "ḁ" <= c <= "ỿ" for c in letters) / len(letters)
    candidates = _CYRILLIC if cyrillic > 0.5 else _LATIN if latin > 0.5 else _OTHER
    named = [code for code in (declared, expected) if code is not None and code in candidates]
    if len(text) < _SHORT and candidates is _CYRILLIC:
        return _by_letters(letters, named[0] if named else "ru")
    if len(text) < _SHORT and named:
        return named[0]
    if declared == expected and named:
        return expected  # page and feed agree, and its letters do not contradict them
    language, probability = _identifier(candidates).classify(sample)
    if named and language not in named and probability < _SURE:
        return named[0]
    return str(language)


def _by_letters(letters: list[str], named: str) -> str:
    """Return the Cyrillic language whose own letters the text has, else the named one."""
    counts = {code: sum(c in own for c in letters) for code, own in _TELLING.items()}
    best = max(counts, key=lambda code: counts[code])
    return best if counts[best] > counts.get(named, 0) and counts[best] > 1 else named


@lru_cache(maxsize=1)
def _model() -> LanguageIdentifier:
    return LanguageIdentifier.from_model_file(MODEL_FILE, norm_probs=True)  # takes 0.6 s


@lru_cache
def _identifier(candidates: tuple[str, ...]) -> LanguageIdentifier:
    identifier = copy(_model())
    known = set(identifier.labels)
    identifier.set_languages([code for code in candidates if code in known])
    return identifier
