"""Series items: days in a row, each with a city or a length, in words that tell of nothing else.

"On 4 June, for an hour, after a raid; then on the 14th in Vienna": two items. A clause with a verb
of its own, or a noun that is neither, makes it another sentence: "On 4 June, new sanctions".
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import TypeVar

from tasks.extraction.clause_layers import Layers, Span
from tasks.extraction.clause_tense import tells_tense
from tasks.extraction.layers import (
    SUBJECT,
    DateMention,
    Document,
    DurationMention,
    Match,
    PlaceMention,
)
from tasks.extraction.lexicon import load_terms
from tasks.extraction.text import token_range

_MARK = re.compile(r"[,;:()—–…]|(?<=\s)-(?=\s)")
_LONGEST = 12 * 60  # minutes
T = TypeVar("T", bound=Span)
_MORE, _EVERY, _COMPANY, _TAIL, _CLAUSE = "more", "every", "company", "tail", "clause"


@dataclass(slots=True)
class Item:
    """A day of a series, with where it was and how long it took."""

    day: DateMention
    place: PlaceMention | None = None
    duration: DurationMention | None = None
    there: bool = False  # "in the same place"


@dataclass(slots=True)
class Items:
    """The items of a stretch of text, and what shows that they go on with something."""

    found: list[Item] = field(default_factory=list)
    is_more: bool = False  # "again", "then", "the others"
    place: PlaceMention | None = None  # of the item to come


class _Reader:
    """Reads a stretch of text word by word."""

    def __init__(self, layers: Layers, start: int, end: int) -> None:
        self.document: Document = layers.document
        self.start, self.end = start, end
        first, last = token_range(self.document, start, end)
        terms = load_terms(self.document.language, "contact_series")
        self.terms = terms.find(self.document, first, last)
        self.days = _inside(layers.dates, start, end)
        self.lengths = _inside(layers.durations, start, end)
        self.spans: list[Span] = [
            *self.days,
            *self.lengths,
            *_inside(layers.places, start, end),
        ]
        same = load_terms(self.document.language, "same_place").find(self.document, first, last)
        self.same = [m for m in same if m.key == "same"]
        people = [p for p in layers.people if p.side not in SUBJECT and start <= p.start < end]
        parties = load_terms(self.document.language, "contact_parties")
        third = [m for m in parties.find(self.document, first, last) if m.key == "third"]
        self.others: list[Span] = [*people, *third]
        self.ours = [p for p in layers.people if p.side in SUBJECT and start <= p.start < end]
        self.items = Items()

    def read(self) -> Items | None:
        """Return the items of the stretch; None where it tells of something else."""
        colon = False
        for start, end in self._chunks():
            if not self._take(start, end):
                return self._told_so_far(start) if colon and self.items.is_more else None
            colon = self.document.text[end : end + 1] == ":"
        exact = len(self.items.found) > 1 or any(i.day.precision == "day" for i in self.items.found)
        return self.items if exact else None  # "APRIL"

    def _told_so_far(self, start: int) -> Items | None:
        """Return the items before a colon: "The first was on 11 February: for an hour X and Y"."""
        lengths = [d for d in self.lengths if start <= d.start and d.minutes <= _LONGEST]
        if len(self.items.found) == len(lengths) == 1:
            self.items.found[0].duration = lengths[0]
        return self.items if self.items.found else None

    def _chunks(self) -> list[tuple[int, int]]:
        text = self.document.text
        marks = [
            m
            for m in _MARK.finditer(text, self.start, self.end)
            if not any(s.start < m.start() < s.end for s in self.spans)
        ]
        starts = [self.start, *(m.end() for m in marks)]
        ends = [*(m.start() for m in marks), self.end]
        return list(zip(starts, ends, strict=True))

    def _take(self, start: int, end: int) -> bool:
        """Take what a part between two marks tells; False where it is about something else."""
        first, last = token_range(self.document, start, end)
        i, lead, every = first, "", False
        while i < last:
            token = self.document.tokens[i]
            span = next((s for s in self.spans if s.start <= token.start < s.end), None)
            term = self._term(token.start)
            if span is not None:
                if not self._add(span, every=every):
                    return False
                i, lead = token_range(self.document, token.start, span.end)[1], ""
                continue
            if term is None:
                return bool(lead) and self._ends(lead, i, last)
            self.items.is_more |= term.key == _MORE
            every |= term.key == _EVERY
            i = token_range(self.document, term.start, term.end)[1]
            lead = term.key if term.key in (_COMPANY, _TAIL, _CLAUSE) else lead
        return True

    def _term(self, start: int) -> Match | None:
        same = next((m for m in self.same if m.start == start), None)
        if same and self.items.found:
            self.items.found[-1].there = True
        # A day may have taken the first word of a term: "el 25 de abril, de nuevo".
        return same or next((t for t in self.terms if t.start <= start < t.end), None)

    def _add(self, span: Span, *, every: bool) -> bool:
        """Add a day, a city or a length; False where it cannot be of a series."""
        found = self.items.found
        if isinstance(span, DateMention):
            return self._add_day(span)
        if isinstance(span, PlaceMention):
            return self._add_place(span, every=every)
        if isinstance(span, DurationMention) and found and span.minutes <= _LONGEST:
            found[-1].duration = found[-1].duration or span
        return True

    def _add_day(self, day: DateMention) -> bool:
        found = self.items.found
        if day.precision not in ("day", "month") or day.first is None:
            return day.precision == "year" and bool(found)
        if found and self._tells_again(found[-1].day, day):
            found[-1].day = day
        else:
            found.append(Item(day, self.items.place))
        return True

    def _tells_again(self, one: DateMention, other: DateMention) -> bool:
        """Tell one day told twice: "three days before, on 20 January", "in August, on the 6th"."""
        if one.precision == "month":
            return other.precision == "day" and other.value.startswith(one.value)
        between = self.document.text[one.end : other.start].rstrip()
        counted = not any(c.isdigit() for c in self.document.text[one.start : one.end])
        return counted and between.find(",") == len(between) - 1

    def _add_place(self, place: PlaceMention, *, every: bool) -> bool:
        items = self.items
        if every:
            for item in items.found:
                item.place = item.place or place
        elif not items.found or items.place is not None:
            items.place = place
        elif items.found[-1].place is None:
            items.found[-1].place = place
        return place.country != "UA"

    def _ends(self, lead: str, i: int, last: int) -> bool:
        """Tell whether the rest of a part is but more about the item, without a verb of its own."""
        document = self.document
        start, end = document.starts[i], document.tokens[last - 1].end
        if lead == _CLAUSE:
            told = bool(self.items.found) or self.items.is_more
            return told and not any(start <= d.start < end for d in self.days)
        if any(start <= p.start < end for p in self.others):
            return False
        if lead == _COMPANY and not any(start <= p.start < end for p in self.ours):
            return False  # "with the Europeans", "with a strike on Odesa"
        for lasted in self.lengths:
            if start <= lasted.start < end:
                self._add(lasted, every=False)  # "after a break, for two hours"
        return not any(
            document.text[document.starts[j]].islower() and tells_tense(document, j)
            for j in range(i, last)
        )


def _inside(spans: Sequence[T], start: int, end: int) -> list[T]:
    return [s for s in spans if start <= s.start and s.end <= end]


def find_items(layers: Layers, start: int, end: int) -> Items | None:
    """Return the days of a stretch of text that tells of nothing but these."""
    return _Reader(layers, start, end).read()
