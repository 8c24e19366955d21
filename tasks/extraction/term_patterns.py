"""Term patterns: patterns written as they read, with slots, compiled to regular expressions.

"{weekday}? ,? {days} {month} {year}?": words stand for themselves, `a|b` is a choice of words or of
phrases (`_` for a space), a final `?` marks what may be missing. Between two elements the text may
have spaces, hyphens, apostrophes or the full stop of an abbreviation. All is
matched in folded text.
"""

import re
from collections.abc import Iterable, Mapping
from typing import NamedTuple

from tasks.extraction.text import fold

DIGIT = "#"  # stands for any digit among the first words of a pattern
_GAP = r"\.?[\s'-]*"
_WORD = re.compile(r"[^\W_]+")
_ELEMENT = re.compile(r"(?P<body>\{\w+\}|,|[^\s?]+)(?P<optional>\??)")


class Slot(NamedTuple):
    """What may fill a slot, and the words it can begin with."""

    pattern: str
    first_words: frozenset[str]


def normalize(text: str) -> str:
    """Return the words of a term, folded, with single spaces: the key it is looked up by."""
    return " ".join(_WORD.findall(fold(text)))


def alternatives(terms: Iterable[str]) -> str:
    """Return a pattern for any of the terms, longest first; their words may be joined loosely."""
    loose = {r"[\s'-]+".join(map(re.escape, normalize(term).split())) for term in terms}
    return "|".join(sorted(loose, key=lambda term: (-len(term), term))) or "(?!)"


def invert(table: Mapping[str, Iterable[str]]) -> dict[str, str]:
    """Return normalized term → the key it stands for."""
    return {normalize(term): key for key, terms in table.items() for term in terms}


def slot_for(terms: Iterable[str]) -> Slot:
    """Return the slot that any of the normalized terms fills."""
    known = list(terms)
    return Slot(alternatives(known), frozenset(term.split()[0] for term in known))


def compile_form(form: str, slots: Mapping[str, Slot]) -> tuple[re.Pattern[str], frozenset[str]]:
    """Return the pattern of a form, a group for each slot, and the words it can begin with.

    ValueError when a slot is unknown or stands twice.
    """
    try:
        return _compile_form(form, slots)
    except KeyError as error:
        raise ValueError(f"the form {form!r} has an unknown slot {error}") from error
    except re.error as error:
        raise ValueError(f"the form {form!r}: {error.msg}") from error


def _compile_form(form: str, slots: Mapping[str, Slot]) -> tuple[re.Pattern[str], frozenset[str]]:
    regex, first_words, begun, comma = "", frozenset[str](), False, ""
    for element in _ELEMENT.finditer(form):
        body, optional = element["body"], bool(element["optional"])
        if body == ",":
            comma = rf"(?:\s*,){'?' if optional else ''}"
            continue
        part, words = _compile_element(body, slots)
        if begun:
            part = comma + _GAP + part
            regex += rf"(?:{part})?" if optional else part
        else:
            first_words |= words
            regex += rf"(?:{part}{_GAP}(?:,\s*)?)?" if optional else part
            begun = not optional
        comma = ""
    return re.compile(regex), first_words


def _compile_element(body: str, slots: Mapping[str, Slot]) -> Slot:
    if body.startswith("{"):
        name = body[1:-1]
        slot = slots[name]
        return Slot(rf"\b(?P<{name}>{slot.pattern})(?!\w)", slot.first_words)
    choices = [normalize(choice.replace("_", " ")) for choice in body.split("|")]
    words = frozenset(choice.split()[0] for choice in choices)
    return Slot(rf"\b(?:{alternatives(choices)})\b", words)
