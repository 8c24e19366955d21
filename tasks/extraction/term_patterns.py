"""Term patterns: patterns written as they read, with slots, compiled to regular expressions.

"{weekday}? ,? {days} {month} {year}?": words stand for themselves, `a|b` is a choice of words or of
phrases (`_` for a space), a final `?` marks what may be missing. Between two elements the text may
have spaces, hyphens, apostrophes or the full stop of an abbreviation. All is
matched in folded text.
"""

import re
from collections.abc import Iterable, Mapping
from typing import Generic, NamedTuple, TypeVar

from tasks.extraction.text import fold

T = TypeVar("T")

DIGIT = "#"  # stands for any digit among the first words of a pattern
ANY, END = "*", ""
_GAP = r"\.?[\s'-]*"
_WORD = re.compile(r"[^\W_]+")
_ELEMENT = re.compile(r"(?P<body>\{\w+\}|,|[^\s?]+)(?P<optional>\??)")


# First word → the words that may come second: END where it may stand alone, ANY where all may.
Openings = Mapping[str, frozenset[str]]


class Slot(NamedTuple):
    """What may fill a slot, and the words it can begin with."""

    pattern: str
    openings: Openings


class Followers(NamedTuple, Generic[T]):
    """What can begin with one word, by the word after it."""

    by_second: Mapping[str, tuple[T, ...]]
    rest: tuple[T, ...]  # after any other word

    def before(self, following: str) -> tuple[T, ...]:
        """Return what can begin when this word follows."""
        return self.by_second.get(following, self.rest)


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
    return Slot(alternatives(known), openings_of(known))


def openings_of(terms: Iterable[str]) -> Openings:
    """Return the first words of normalized terms, each with the second ones."""
    seconds: dict[str, set[str]] = {}
    for term in terms:
        first, _, rest = term.partition(" ")
        seconds.setdefault(first, set()).add(rest.partition(" ")[0])
    return {first: frozenset(words) for first, words in seconds.items()}


def index_by_openings(entries: Iterable[tuple[T, Openings]]) -> dict[str, Followers[T]]:
    """Return first word → what can begin with it, in the order given."""
    index: dict[str, list[tuple[T, frozenset[str]]]] = {}
    for entry, openings in entries:
        for first, seconds in openings.items():
            index.setdefault(first, []).append((entry, seconds))
    return {first: _followers(known) for first, known in index.items()}


def _followers(known: list[tuple[T, frozenset[str]]]) -> Followers[T]:
    everywhere = tuple(entry for entry, seconds in known if ANY in seconds)
    told = frozenset[str]().union(*(seconds for _, seconds in known)) - {ANY}
    return Followers(
        {
            word: tuple(entry for entry, seconds in known if ANY in seconds or word in seconds)
            for word in told
        },
        everywhere,
    )


def compile_form(form: str, slots: Mapping[str, Slot]) -> tuple[re.Pattern[str], Openings]:
    """Return the pattern of a form, a group for each slot, and how it can begin.

    ValueError when a slot is unknown or stands twice.
    """
    try:
        return _compile_form(form, slots)
    except KeyError as error:
        raise ValueError(f"the form {form!r} has an unknown slot {error}") from error
    except re.error as error:
        raise ValueError(f"the form {form!r}: {error.msg}") from error


def _compile_form(form: str, slots: Mapping[str, Slot]) -> tuple[re.Pattern[str], Openings]:
    regex, begun, comma = "", False, ""
    parts: list[tuple[Slot, bool]] = []
    for element in _ELEMENT.finditer(form):
        body, optional = element["body"], bool(element["optional"])
        if body == ",":
            comma = rf"(?:\s*,){'?' if optional else ''}"
            continue
        slot = _compile_element(body, slots)
        parts.append((slot, optional))
        part = slot.pattern
        if begun:
            part = comma + _GAP + part
            regex += rf"(?:{part})?" if optional else part
        else:
            regex += rf"(?:{part}{_GAP}(?:,\s*)?)?" if optional else part
            begun = not optional
        comma = ""
    return re.compile(regex), _form_openings(parts)


def _form_openings(parts: list[tuple[Slot, bool]]) -> Openings:
    openings: dict[str, frozenset[str]] = {}
    for i, (slot, optional) in enumerate(parts):
        after = _first_words(parts[i + 1 :])
        for first, seconds in slot.openings.items():
            told = (seconds - {END}) | after if END in seconds else seconds
            openings[first] = openings.get(first, frozenset()) | told
        if not optional:
            break
    return openings


def _first_words(parts: list[tuple[Slot, bool]]) -> frozenset[str]:
    """Return the words that the rest of a form can begin with; ANY when it may be empty."""
    words = frozenset[str]()
    for slot, optional in parts:
        words |= slot.openings.keys()
        if not optional:
            return words
    return words | {ANY}


def _compile_element(body: str, slots: Mapping[str, Slot]) -> Slot:
    if body.startswith("{"):
        name = body[1:-1]
        slot = slots[name]
        return Slot(rf"\b(?P<{name}>{slot.pattern})(?!\w)", slot.openings)
    choices = [normalize(choice.replace("_", " ")) for choice in body.split("|")]
    return Slot(rf"\b(?:{alternatives(choices)})\b", openings_of(choices))
