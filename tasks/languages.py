"""Languages: which language a text is in."""

import tomllib
from copy import copy
from functools import lru_cache
from importlib.resources import files
from typing import Any

from py3langid.langid import MODEL_FILE, LanguageIdentifier

_SAMPLE = 2000  # characters: more changes no answer
_SHORT = 200  # characters: below, the feed and the page know better than statistics
_SURE = 0.9  # of a text that contradicts its feed


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
    script = "cyrillic" if cyrillic > 0.5 else "latin" if latin > 0.5 else "other"
    candidates = load_script(script)
    named = [code for code in (declared, expected) if code is not None and code in candidates]
    if len(text) < _SHORT and script == "cyrillic":
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
    telling = _load_table()["letters"]
    counts = {code: sum(c in own for c in letters) for code, own in telling.items()}
    best = max(counts, key=lambda code: counts[code])
    return best if counts[best] > counts.get(named, 0) and counts[best] > 1 else named


def load_script(name: str) -> tuple[str, ...]:
    """Return the languages known of a script: "latin", "cyrillic" or "other"."""
    return tuple(_load_table()["scripts"][name])


@lru_cache(maxsize=1)
def _load_table() -> dict[str, Any]:
    return tomllib.loads((files("tasks") / "languages.toml").read_text("utf-8"))


@lru_cache(maxsize=1)
def load_model() -> LanguageIdentifier:
    """Return the statistics of all languages that can be told apart."""
    return LanguageIdentifier.from_model_file(MODEL_FILE, norm_probs=True)  # takes 0.6 s


@lru_cache
def _identifier(candidates: tuple[str, ...]) -> LanguageIdentifier:
    identifier = copy(load_model())
    known = set(identifier.labels)
    identifier.set_languages([code for code in candidates if code in known])
    return identifier
