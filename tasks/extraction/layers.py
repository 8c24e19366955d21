"""Layers: what each step of reading a text finds, as spans over its characters.

Every `start` and `end` is a character offset into `Document.text`; `end` is exclusive.
"""

from dataclasses import dataclass, field
from datetime import date
from typing import NamedTuple

SUBJECT = frozenset({"RU", "US"})  # the two countries whose contacts are told


class Token(NamedTuple):
    """A run of letters or digits; `form` is its folded text.

    A tuple: there are hundreds in a text, and a frozen dataclass takes three times as long to make.
    """

    start: int
    end: int
    form: str


class Match(NamedTuple):
    """A lexicon term found in a text; `key` is what the term stands for."""

    start: int
    end: int
    key: str


@dataclass(frozen=True, slots=True)
class Sentence:
    """A sentence and the number of its paragraph (a line of the text)."""

    start: int
    end: int
    paragraph: int
    first_token: int
    end_token: int  # exclusive index into Document.tokens
    boilerplate: bool = False  # cookie notice, "read also", tags, photo credit: asserts nothing


@dataclass(frozen=True, slots=True)
class Document:
    """A text made ready: made by `text.read_document`, never by hand."""

    text: str
    folded: str  # same length as text: folded[a:b] is text[a:b] folded
    language: str
    published: date  # the day relative dates are counted from
    title: str
    tokens: tuple[Token, ...]
    sentences: tuple[Sentence, ...]
    # Of the tokens, in order: what long lists are looked up by.
    forms: tuple[str, ...]
    starts: tuple[int, ...]
    # Vocabulary → the terms found (first token, token after, match): kept by `lexicon.TermIndex`,
    # so that a text is looked through once.
    matches: dict[object, list[tuple[int, int, Match]]] = field(
        default_factory=dict, repr=False, compare=False
    )
    # Where a sentence starts → what its words show: kept by `parties.find_marks`.
    marks: dict[int, frozenset[str]] = field(default_factory=dict, repr=False, compare=False)


@dataclass(frozen=True, slots=True)
class DateMention:
    """A calendar expression, resolved: days are inclusive."""

    start: int
    end: int
    first: date | None  # None: the expression names no computable day ("soon")
    last: date | None  # last day of a multi-day span, else None
    precision: str  # day, week, month, year, unknown
    value: str  # TIMEX3-style: 2025-02-27, 2025-W08, 2025-02, 2025, FUTURE_REF ...
    relative: bool = False  # counted from the publication day (weekday, "hier", "накануне")
    of_event: bool = False  # of what is told right after it: "two days before the deadline"


def on_day_of(published: date, start: int, end: int) -> DateMention:
    """Return the day of the report as what the characters between two offsets tell."""
    return DateMention(start, end, published, None, "day", published.isoformat(), relative=True)


@dataclass(frozen=True, slots=True)
class DurationMention:
    """A length of time."""

    start: int
    end: int
    minutes: int


@dataclass(frozen=True, slots=True)
class PersonMention:
    """A person named or meant."""

    start: int
    end: int
    person_id: str
    name: str  # as printed, or the canonical name for a role
    side: str | None  # RU, US, UA, ...
    # "name", "role" (a title alone, resolved by date), "new" (unlisted name with a role), "owner"
    # (named only as the one whom somebody serves: "Trump's envoy")
    form: str


@dataclass(frozen=True, slots=True)
class PlaceMention:
    """A place; a country alone has no city."""

    start: int
    end: int
    city: str | None
    country: str  # ISO 3166-1 alpha-2
    venue: str | None = None  # a building or base: its English name
    # "name", "demonym" (capitale turque), "metonym" (Moscow for the government), "dateline"
    form: str = "name"


@dataclass(frozen=True, slots=True)
class VenueMention:
    """A building in which something takes place."""

    start: int
    end: int
    name: str  # in English: "residence of the American consul general"
    city: str | None = None  # of a building that is known by name


@dataclass(frozen=True, slots=True)
class Quotation:
    """A quotation: start and end include the marks, the inner span does not."""

    start: int
    end: int
    inner_start: int
    inner_end: int
    depth: int = 0  # 1 for a quotation inside a quotation


@dataclass(frozen=True, slots=True)
class Attribution:
    """A reporting clause: who said, when and where; its dates and places are not the talk's."""

    start: int
    end: int
    speaker: str | None  # person or institution id
    speaker_name: str | None  # as printed


@dataclass(frozen=True, slots=True)
class TopicMention:
    """A topic term in the text."""

    start: int
    end: int
    topic: str
