"""Outlets: the agencies, papers and channels named in a text."""

import re
from functools import lru_cache

from tasks.extraction.layers import Document, Match
from tasks.extraction.lexicon import TermIndex, load_pack, load_table
from tasks.extraction.speech.grammar import load_grammar
from tasks.extraction.text import fold

# Names printed in small letters.
_SMALL = frozenset({"dpa", "franceinfo"})
_ACRONYM = 3
# Italian and Spanish papers write "Cnn", "Afp": initials that read like no word.
_TITLED = re.compile(r"[B-DF-HJ-NP-TV-XZ][b-df-hj-np-tv-xz]{2}|Afp|Efe|Dpa")
_ARTICLES = frozenset(
    {"the", "le", "la", "les", "du", "au", "aux", "des", "il", "el", "die", "der"}
)


@lru_cache
def _load_outlets() -> TermIndex:
    table = load_table("outlets")
    return TermIndex({**table["agencies"], **table["outlets"]})


@lru_cache
def load_agencies() -> frozenset[str]:
    """Return the canonical names of the agencies, whose copy other outlets print."""
    return frozenset(load_table("outlets")["agencies"])


@lru_cache
def _load_named(language: str) -> re.Pattern[str] | None:
    pattern = load_pack(language).get("citing_forms", {}).get("named")
    return re.compile(pattern) if pattern else None


def find_outlets(document: Document, first: int = 0, end: int | None = None) -> list[Match]:
    """Return the mentions of agencies and outlets of the table in tokens[first:end], in order.

    A match's `key` is the canonical name.
    """
    found = _load_outlets().find(document, first, end)
    return [m for m in found if _is_printed_as_name(document, m)]


def _is_printed_as_name(document: Document, match: Match) -> bool:
    printed = document.text[match.start : match.end]
    if len(printed) <= _ACRONYM:
        return printed.isupper() or printed in _SMALL or _TITLED.fullmatch(printed) is not None
    if printed[-1].isdigit() and _is_date(document, match.end):
        return False
    return printed in _SMALL or (not printed.islower() and _has_capitals(printed))


def _is_date(document: Document, end: int) -> bool:
    """Tell "in Russia 1 March" from the channel of that name."""
    after = document.text[end:].split(maxsplit=1)
    return bool(after) and fold(after[0]).rstrip(".,") in _load_months(document.language)


@lru_cache
def _load_months(language: str) -> frozenset[str]:
    months = load_pack(language).get("calendar", {}).get("month", {})
    return frozenset(name for names in months.values() for name in names)


def _has_capitals(printed: str) -> bool:
    """Tell "Le Point" from "le point d'achoppement": what follows an article has its capital."""
    listed = _load_listed().get(fold(printed))
    return listed is None or any(_is_cased_as(printed, form) for form in listed)


def _is_cased_as(printed: str, listed: str) -> bool:
    first, *rest = listed.split()
    if fold(first) not in _ARTICLES:
        return True
    pairs = zip(printed.split()[1:], rest, strict=False)
    return all(p[0].isupper() or not word[0].isupper() for p, word in pairs)


@lru_cache
def _load_listed() -> dict[str, tuple[str, ...]]:
    """Return the listed names of several words by their folded form."""
    table = load_table("outlets")
    names = [n for part in table.values() for forms in part.values() for n in forms if " " in n]
    listed: dict[str, tuple[str, ...]] = {}
    for name in names:
        listed[fold(name)] = (*listed.get(fold(name), ()), name)
    return listed


def find_unlisted_outlets(document: Document, listed: list[Match]) -> list[Match]:
    """Return the outlets outside the table that a noun tells ("the daily Ostsee-Bote").

    A match's `key` is the name as printed.
    """
    pattern = _load_named(document.language)
    if pattern is None:
        return []
    excluded = load_grammar(document.language).not_names
    found: list[Match] = []
    position = 0
    while match := pattern.search(document.text, position):
        group = "after" if match["after"] else "before"
        start, end = match.span(group)
        position = end
        end -= document.text[start:end].endswith(".")
        words = fold(match[group]).split()
        known = any(m.start < end and start < m.end for m in listed)
        if not known and not excluded.intersection(words):
            name = document.text[start:end]
            found.append(Match(start, end, _load_ambiguous().get(fold(name), name)))
    return found


@lru_cache
def _load_ambiguous() -> dict[str, str]:
    table = load_table("outlets")["beside_noun"]
    return {fold(form): name for name, forms in table.items() for form in forms}


def is_noun_of(document: Document, word: Match, outlet: Match) -> bool:
    """Tell whether a word is the noun that makes an outlet of an unlisted name, and cites nothing.

    "Yours, Ann, of the agency “Seven Seas”" names an agency; "the agency “X” writes" cites one.
    """
    if outlet.key != document.text[outlet.start : outlet.end] or outlet.key in _load_canonical():
        return False
    pattern = _load_named(document.language)
    found = pattern.match(document.text, word.start) if pattern else None
    return found is not None and outlet.end in (found.end("after"), found.end("before"))


@lru_cache
def _load_canonical() -> frozenset[str]:
    table = load_table("outlets")
    return frozenset(name for part in table.values() for name in part)
