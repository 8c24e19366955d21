"""Transliteration: names of one alphabet in the letters of the other, and what they sound like."""

import re
from collections.abc import Iterable
from functools import lru_cache

from tasks.extraction.lexicon import load_table
from tasks.extraction.text import fold

# Common English press spelling, applied to folded text.
_LATIN = {
    "а": "a", "б": "b", "в": "v", "г": "g", "ґ": "g", "д": "d", "е": "e", "є": "ye", "ж": "zh",
    "з": "z", "и": "i", "і": "i", "ї": "yi", "й": "y", "к": "k", "л": "l", "м": "m", "н": "n",
    "о": "o", "п": "p", "р": "r", "с": "s", "т": "t", "у": "u", "ф": "f", "х": "kh", "ц": "ts",
    "ч": "ch", "ш": "sh", "щ": "shch", "ъ": "", "ы": "y", "ь": "", "э": "e", "ю": "yu", "я": "ya",
}  # fmt: skip
_ENDINGS = (("skiy", "sky"), ("tskiy", "tsky"), ("iy", "y"), ("yy", "y"))
_CYRILLIC = re.compile("[а-яіїєґ]")

# What other newsrooms write where the English-language press has another letter.
_SPELLINGS = {
    language: tuple((re.compile(pattern), spelling) for pattern, spelling in rules)
    for language, rules in {
        "fr": (
            ("chtch", "S#"), ("tch", "C#"), ("ch", "sh"), ("S#", "shch"), ("C#", "ch"),
            ("iou", "yu"), ("ou", "u"), ("(?<=[bdgklmnprstvz])ia", "ya"), ("ine$", "in"),
            ("ss(?=in$|[ei]v)", "s"), ("gu(?=[ei])", "g"), ("(?<=[aeo])i$", "y"),
            ("ski$", "sky"),
        ),
        "de": (
            ("schtsch", "S#"), ("tsch", "C#"), ("sch", "sh"), ("S#", "shch"), ("C#", "ch"),
            ("w", "v"), ("j", "y"), ("ss(?=in$)", "s"), ("ski$", "sky"),
        ),
    }.items()
}  # fmt: skip
# How the surnames of Russians and Ukrainians end.
_SLAVIC = re.compile(
    "(?:[оеиы]в|ин|[сц]кий|ко|[оеи]ва|ина|ая|ич|ук|юк|ець|ян|швили|дзе"
    "|[oe][vw]a?|[kvs]ine?|ina|sk[iy]|skaia|tch|enko|[ao]i|ouk)(?:-|$)"
)
_WESTERN = ((re.compile("х"), "h"), (re.compile("^у(?=[аеиоэ])"), "w"))

# Case endings by the kind of surname they mark: the nominative takes the second part.
_CASES = tuple(
    (re.compile(pattern), replacement)
    for pattern, replacement in (
        (r"(ск|цк)(?:ого|ому|им|ом|ім)$", r"\1ий"),
        (r"(ск|цк)(?:ой|ую|ою)$", r"\1ая"),
        (r"(ов|ев|єв|ин|ын|ін|їн)(?:а|у|ым|ом|е|ові|им|і)$", r"\1"),
        (r"(ов|ев|єв|ин|ын|ін|їн)(?:ой|ою|ої|ій)$", r"\1а"),
        (r"([бвгджзклмнпрстфхцчшщ])(?:а|у|ом|ем|е|ові|еві)$", r"\1"),
    )
)
# A woman's surname in -а, in a case; those of the other kinds are above.
_DECLINED_WOMAN = re.compile("(?<=[бвгджзклмнпрстфхцчшщ])(?:ы|у|е|ой|ою|і|и)$")
_MARKED = re.compile("(?:ск|цк|ов|ев|єв|ин|ын|ін|їн)[а-яіїє]{1,2}$")
# What the last letter of a surname in some case goes with in the given name: "Ивану Петрову".
_AGREEING = {
    "а": "ая",
    "у": "ую",
    "м": "м",
    "е": "еи",
    "і": "їі",
    "о": "оя",
    "й": "йиеїі",
    "ю": "юї",
}

# The endings of given names in a case, and those of the nominative.
_GIVEN_CASES = (
    *((ending, "") for ending in ("а", "у", "ом", "ем", "е", "ові", "еві", "і")),
    *((ending, "й") for ending in ("я", "ю", "ем", "єм", "е", "єві")),
    *((ending, "а") for ending in ("ы", "е", "у", "ой", "ою", "и", "і")),
    *((ending, "я") for ending in ("и", "е", "ю", "ей", "ею", "і", "ї")),
)

# Letters that newsrooms use for one sound, in the order in which they are replaced.
_SOUNDS = (
    (re.compile("shch|tsch|tch|sch|ch|sh|zh|dj|dzh|cz|sz|j(?=[aeiou])"), "S"),
    (re.compile("ts|tz|z|s|c(?=[eiy])"), "S"),
    (re.compile("ph|wh|[wvf]"), "V"),
    (re.compile("kh|ck|gh|[kqxgh]|c"), "K"),
    (re.compile("th|[td]"), "T"),
    (re.compile("[pb]"), "P"),
    (re.compile("[aeiouyj']"), ""),
    (re.compile(r"(.)\1+"), r"\1"),
)
_SHORTEST_SKELETON = 3


def latinize(name: str) -> str:
    """Return the name folded, in Latin letters, spelt as the English-language press does."""
    folded = fold(name)
    if not _CYRILLIC.search(folded):
        return folded
    latin = "".join(_LATIN.get(letter, letter) for letter in folded)
    for ending, spelling in _ENDINGS:
        if latin.endswith(ending):
            return latin[: -len(ending)] + spelling
    return latin


def nominative(surname: str, given: str = "") -> str:
    """Return a Cyrillic surname, folded, without its case ending; another surname folded.

    A given name beside it must end as that case does, or the surname is in the nominative already.
    Without one, the genitive of a man's name and a woman's name in -ова look alike: the man's wins.
    """
    folded, beside = fold(surname), fold(given)
    if not _CYRILLIC.search(folded):
        return folded
    if beside and beside[-1] not in _AGREEING.get(folded[-1], ""):
        return folded
    if beside in _women():
        if _DECLINED_WOMAN.search(folded) is None or not is_declined(beside):
            return folded
        if not _MARKED.search(folded):
            return _DECLINED_WOMAN.sub("а", folded)  # "Анну Луну"
    for pattern, replacement in _CASES:
        shortened, changed = pattern.subn(replacement, folded)
        if changed:
            return shortened
    return folded


@lru_cache(maxsize=512)
def is_declined(given: str) -> bool:
    """Tell whether a Cyrillic given name, folded, stands in another case than the nominative."""
    return any(
        given.endswith(ending) and f"{given.removesuffix(ending)}{base}" in _given_forms()
        for ending, base in _GIVEN_CASES
    )


@lru_cache(maxsize=1)
def _given_forms() -> frozenset[str]:
    return frozenset(
        fold(x) for forms in load_table("given_names")["forms"].values() for x in forms
    )


@lru_cache(maxsize=1)
def _women() -> frozenset[str]:
    table = load_table("given_names")
    return frozenset(fold(form) for key in table["female"] for form in table["forms"][key])


@lru_cache(maxsize=1)
def _eastern() -> frozenset[str]:
    """Return the given names that Russians, Ukrainians and Belarusians bear."""
    table = load_table("given_names")
    forms, keys = table["forms"], set(table["slavic"])
    keys |= {
        key
        for entry in load_table("people").values()
        if entry.get("side") in ("RU", "UA", "BY")
        for key in entry.get("given", ())
    }
    return frozenset(fold(form) for key in keys for form in forms.get(key, ()))


def _respelt(name: str, given: str, language: str) -> str:
    """Return a name, folded, as the English-language press spells it, by whose name it is.

    The French and the German spell a Russian name by their own sounds, a Cyrillic text an English
    one by its.
    """
    beside = fold(given)
    if _CYRILLIC.search(name):
        western = bool(beside) and beside not in _eastern() and not _SLAVIC.search(name)
        return latinize(_apply(_WESTERN, name) if western else name)
    rules = _SPELLINGS.get(language, ())
    return _apply(rules, name) if beside in _eastern() and _SLAVIC.search(name) else name


def _apply(rules: Iterable[tuple[re.Pattern[str], str]], name: str) -> str:
    for pattern, spelling in rules:
        name = pattern.sub(spelling, name)
    return name


_CARONS = str.maketrans({"š": "sh", "č": "ch", "ž": "zh", "Š": "Sh", "Č": "Ch", "Ž": "Zh"})


def slug(surname: str, given: str = "", language: str = "") -> str:
    """Return the ASCII identifier of a surname as printed, Cyrillic case endings removed.

    The hyphen of a double name stays.
    """
    if fold(given) in _eastern():  # "Orešina" is "Oreshina" in English
        surname = surname.translate(_CARONS)
    respelt = _respelt(nominative(surname, given), given, language)
    return re.sub(r"[^a-z0-9-]+", "", respelt).strip("-")


@lru_cache(maxsize=8192)
def skeleton(name: str) -> str | None:
    """Return a key that different spellings of one name share; None when too short to tell.

    Different names may share it too: it proposes, and never decides alone.
    """
    # "Уиткофф": Russian writes the sound of an English W with a vowel.
    key = latinize(re.sub("^у(?=[аеиоэїі])", "в", nominative(name)))
    for pattern, sound in _SOUNDS:
        key = pattern.sub(sound, key)
    return key if len(key) >= _SHORTEST_SKELETON else None
