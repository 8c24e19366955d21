"""Term patterns: patterns written as they read, with slots, compiled to regular expressions.

"{weekday}? ,? {days} {month} {year}?": words stand for themselves, `a|b` is a choice of words or of
phrases (`_` for a space), a final `?` marks what may be missing. Between two elements the text may
have spaces, hyphens, apostrophes or the full stop of an abbreviation. All is
matched in folded text.
"""

import re
from collections.abc import Iterable, Mapping
from typing import NamedTuple, TypeVar

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


_COMMA = Slot(",", {})


class Followers(dict[str, tuple[T, ...]]):
    """What can begin with one word, by the word after it; worked out when that word is met."""

    def __init__(self) -> None:
        super().__init__()
        self.known: list[tuple[T, frozenset[str]]] = []  # with the words that may come second
        self._seconds: set[str] = set()
        self._anywhere: tuple[T, ...] = ()

    def add(self, entry: T, seconds: frozenset[str]) -> None:
        """Add what can begin with the word, and the words that may then come second."""
        self.known.append((entry, seconds))
        self._seconds |= seconds
        if ANY in seconds:
            self._anywhere = (*self._anywhere, entry)

    def __missing__(self, following: str) -> tuple[T, ...]:
        """Return what can begin when this word follows; only words that are told are kept."""
        if following not in self._seconds:
            return self._anywhere
        fitting = tuple(e for e, seconds in self.known if ANY in seconds or following in seconds)
        self[following] = fitting
        return fitting


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
    index: dict[str, Followers[T]] = {}
    for entry, openings in entries:
        for first, seconds in openings.items():
            index.setdefault(first, Followers()).add(entry, seconds)
    return index


class Form:
    """A form of a pack, and how it can begin.

    Its pattern has a group for each slot. It is compiled when a text first has the words it can
    begin with: there are dozens in a language, of thousands of words each, and most texts need few.
    """

    def __init__(self, form: str, slots: Mapping[str, Slot]) -> None:
        """Read a form; ValueError when a slot is unknown or stands twice."""
        elements = [(m["body"], bool(m["optional"])) for m in _ELEMENT.finditer(form)]
        names = [body for body, _ in elements if body.startswith("{")]
        if len(set(names)) < len(names):
            raise ValueError(f"the form {form!r} has a slot twice")
        try:
            parts = [(_read_element(body, slots), optional) for body, optional in elements]
        except KeyError as error:
            raise ValueError(f"the form {form!r} has an unknown slot {error}") from error
        self._parts = parts
        self._regex: re.Pattern[str] | None = None
        self.openings = _form_openings([(s, o) for s, o in parts if s is not _COMMA])

    @property
    def regex(self) -> re.Pattern[str]:
        """The compiled pattern."""
        if self._regex is None:
            self._regex = self._compile()
        return self._regex

    def _compile(self) -> re.Pattern[str]:
        regex, begun, comma = "", False, ""
        for slot, optional in self._parts:
            if slot is _COMMA:
                comma = rf"(?:\s*,){'?' if optional else ''}"
                continue
            part = slot.pattern
            if begun:
                part = comma + _GAP + part
                regex += rf"(?:{part})?" if optional else part
            else:
                regex += rf"(?:{part}{_GAP}(?:,\s*)?)?" if optional else part
                begun = not optional
            comma = ""
        return re.compile(regex)


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
        words = words.union(slot.openings)
        if not optional:
            return words
    return words | {ANY}


def _read_element(body: str, slots: Mapping[str, Slot]) -> Slot:
    if body == ",":
        return _COMMA
    if body.startswith("{"):
        name = body[1:-1]
        slot = slots[name]
        return Slot(rf"\b(?P<{name}>{slot.pattern})(?!\w)", slot.openings)
    choices = [normalize(choice.replace("_", " ")) for choice in body.split("|")]
    return Slot(rf"\b(?:{alternatives(choices)})\b", openings_of(choices))
