"""Date scene: a text whose dates are being resolved in order, and what is known so far."""

from bisect import bisect_left
from collections.abc import Collection, Iterator
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import NamedTuple

from tasks.extraction.clause_tense import tense_at
from tasks.extraction.layers import DateMention, Document, Sentence
from tasks.extraction.tense_cues import DUE
from tasks.extraction.timex.grammar import Expression
from tasks.extraction.timex.words import CalendarWords

_REACH = 4  # sentences that "the next day" looks back in its paragraph
_DAY = frozenset({"day"})
_STORY_REACH = 2  # paragraphs between two days of one story
_FAR_AHEAD = timedelta(days=10)
_LONG_AGO = timedelta(days=30)

_NEWS = timedelta(days=3)  # what is reported was not long ago
_HEAD = 1  # paragraphs

_SAME = "same"  # as the date before: "in June of the same year"
_LAST_CENTURY = 1900  # whose years are written with two figures


class Resolved(NamedTuple):
    """A mention with what the joining of neighbours needs to know of its origin."""

    mention: DateMention
    kind: str
    weekday: int | None = None  # ISO number, when one is written
    has_year: bool = False


@dataclass
class Scene:
    """A text whose expressions are being resolved in order."""

    document: Document
    words: CalendarWords
    spans: bool = True  # days that follow each other make one mention
    resolved: list[Resolved] = field(default_factory=list)
    # Years of the entries of a chronicle, by their start.
    entry_years: dict[int, int] = field(default_factory=dict)
    entry_days: list[tuple[int, date]] = field(default_factory=list)
    _last_tense: str | None = None
    _tense_end: int = 0

    @property
    def today(self) -> date:
        """The day of publication."""
        return self.document.published

    def key(self, expression: Expression, slot: str) -> str | None:
        """Return the key of the slot's term, None when the slot is empty."""
        text = expression.slots.get(slot)
        return None if text is None else self.words.key(slot, text)

    def year(self, expression: Expression) -> int | None:
        """Return the year that is written, in digits or as "last year"."""
        if "year" in expression.slots:
            return int(expression.slots["year"])
        if "short_year" in expression.slots:
            return _LAST_CENTURY + int(expression.slots["short_year"])
        step = self.key(expression, "which_year")
        if step == _SAME:
            told = [item.mention.first for item in self.resolved if item.mention.first]
            return told[-1].year if told else None
        if step is not None:
            return self.today.year + int(step)
        return self.entry_years.get(expression.start) or self._year_of_sentence(expression)

    def _year_of_sentence(self, expression: Expression) -> int | None:
        """Return the year told before: "they met twice last year, in July and in September"."""
        if expression.kind not in ("day", "month") or expression.start in self.entry_years:
            return None
        start = self.sentence(expression).start
        for earlier in reversed(self.resolved):
            told = earlier.mention
            if told.start < start:
                return None
            if told.precision == "year" and told.first:
                if ";" in self.document.folded[told.end : expression.start]:
                    return None
                near = self.today.year - 1 <= told.first.year <= self.today.year
                return told.first.year if near else None
            if earlier.has_year:
                return None  # a day with a year of its own: the story has gone on
        return None

    def weekday(self, expression: Expression) -> int | None:
        """Return the ISO number of the weekday that is written."""
        key = self.key(expression, "weekday") or self.key(expression, "short_weekday")
        return int(key) if key else None

    def day_part(self, expression: Expression) -> str:
        """Return what a part of the day adds to a value: "TEV"; empty when none is written."""
        key = self.key(expression, "day_part")
        return f"T{key}" if key else ""

    def tense(self, expression: Expression) -> str | None:
        """Return the tense of the clause, None when what "was to be" may be behind or ahead."""
        tense = self._tense_told(expression)
        return None if tense == DUE else tense

    def is_due(self, expression: Expression) -> bool:
        """Tell whether the clause tells of what "was to be"."""
        return self._tense_told(expression) == DUE

    def _tense_told(self, expression: Expression) -> str | None:
        """Return the tense of the clause; the dates of a list share that of the first."""
        if self._tense_end == expression.end:
            return self._last_tense
        gap = self.document.folded[self._tense_end : expression.start]
        if not self.words.are_listed(gap):
            span = expression.start, expression.end
            # "The first in nine months" takes no tense from a verb far before it.
            is_date = expression.pattern.anchor != "future"
            self._last_tense = tense_at(self.document, *span, is_date=is_date)
        self._tense_end = expression.end
        return self._last_tense

    def anchor(
        self,
        expression: Expression,
        sentences_back: int = _REACH,
        precisions: Collection[str] = _DAY,
    ) -> DateMention | None:
        """Return the date just mentioned: in the sentence or, in its paragraph, shortly before."""
        sentences = self.document.sentences
        here = self._sentence_of(expression)
        first = max(here - sentences_back, 0)
        while sentences[first].paragraph != sentences[here].paragraph:
            first += 1
        return self._last_since(sentences[first].start, precisions)

    def month_anchor(
        self, expression: Expression, precisions: Collection[str]
    ) -> DateMention | None:
        """Return the date whose month "the 12th" is of: told just before, else earlier.

        Not the one of "the first talks since January 2022": that is no day of the story.
        """
        sentences = self.document.sentences
        here = self._sentence_of(expression)
        paragraph = sentences[here].paragraph
        recent = [s for s in sentences[max(here - 1, 0) : here + 1] if s.paragraph == paragraph]
        same = [s for s in sentences if paragraph - 1 <= s.paragraph <= paragraph]
        for start in (recent[0].start, same[0].start):
            known = self._last_since(start, precisions, self.today.year - 1)
            known = known or self._last_since(start, precisions)
            if known is not None:
                return known
        return None

    def anchor_across(
        self, expression: Expression, paragraphs_back: int, precisions: Collection[str] = _DAY
    ) -> DateMention | None:
        """Return the day just mentioned in one of the paragraphs before."""
        sentences = self.document.sentences
        here = sentences[self._sentence_of(expression)].paragraph
        reached = (s for s in sentences if s.paragraph >= here - paragraphs_back)
        return self._last_since(next(reached).start, precisions)

    def day_of_news(self) -> DateMention | None:
        """Return the day that the head of a text tells: what it reports took place on it."""
        end = next((s.start for s in self.document.sentences if s.paragraph > _HEAD), None)
        for item in self.resolved:
            day = item.mention
            if end is not None and day.start >= end:
                return None
            if day.precision == "day" and day.first:
                return day if timedelta(0) <= self.today - day.first <= _NEWS else None
        return None

    def sentence(self, expression: Expression) -> Sentence:
        """Return the sentence of an expression."""
        return self.document.sentences[self._sentence_of(expression)]

    def in_chronicle(self, expression: Expression, days: Collection[date]) -> date | None:
        """Return the day that lies between the entries of a chronicle around an expression."""
        before = [day for start, day in self.entry_days if start <= expression.start]
        after = [day for start, day in self.entry_days if start > expression.start]
        if not before or not after:
            return None
        return next((d for d in sorted(days) if before[-1] <= d <= after[0]), None)

    def in_story(
        self, expression: Expression, nearest: date | None, days: Collection[date]
    ) -> date | None:
        """Return the day on which a story of the past goes on, else the nearest one.

        "They spoke on 16 October 2025. On 2 December they meet in Moscow": a story is told in any
        tense, and a day far ahead is not where it goes.
        """
        if nearest is None:
            return None
        before = self._story_before(expression, 0, _DAY)
        if before is not None and before.year < nearest.year <= self.today.year:
            # "In December 2024 he left; on 3 March": in one paragraph the year goes on too.
            same = [d for d in days if before <= d and d.year == before.year]
            return min(same, default=nearest)
        if nearest <= self.today + _FAR_AHEAD:
            return nearest
        before = self._story_before(expression, _STORY_REACH, ("day", "month"))
        if before is None or before >= self.today - _LONG_AGO:
            return nearest
        return min((d for d in days if before <= d <= self.today), default=nearest)

    def month_in_story(
        self, expression: Expression, nearest: date, months: Collection[date]
    ) -> date:
        """Return the month in which a list goes on: "in July 2025 and in Vienna in September"."""
        before = self._last_since(
            self.document.sentences[self._sentence_of(expression)].start, ("day", "month")
        )
        day = before.first if before and before.end <= expression.start else None
        if day is None or self.tense(expression) == "future":
            return nearest
        following = (m for m in months if day.replace(day=1) <= m <= self.today)
        return min(following, default=nearest)

    def _story_before(
        self, expression: Expression, reach: int, precisions: Collection[str]
    ) -> date | None:
        """Return the first day of what was told last, at most so many paragraphs before.

        None where a day or month was told that is not of these precisions.
        """
        sentences = self.document.sentences
        here = sentences[self._sentence_of(expression)].paragraph
        for earlier in reversed(self.resolved):
            told = earlier.mention
            if told.precision not in ("day", "month") or told.first is None:
                continue
            there = sentences[self._sentence_at(told.end)].paragraph
            near = here - there <= reach and told.precision in precisions
            return told.first if near else None
        return None

    def _sentence_of(self, expression: Expression) -> int:
        return self._sentence_at(expression.end)

    def _sentence_at(self, end: int) -> int:
        return bisect_left(self.document.sentences, end, key=lambda s: s.end)

    def _last_since(
        self, start: int, precisions: Collection[str], since: int = 0
    ) -> DateMention | None:
        for earlier in reversed(self.resolved):
            mention = earlier.mention
            if mention.start < start:
                return None
            if mention.precision not in precisions or mention.first is None:
                continue
            if mention.first.year < since:
                continue
            # "Yesterday's talks" tells which talks, not when the story goes on; a month does:
            # "The February talks took place on the 27th".
            printed = self.document.folded[mention.start : mention.end]
            if mention.precision == "month" or printed not in self.words.adjectives:
                return mention
        return None


def single(
    expression: Expression,
    first: date | None,
    precision: str,
    value: str,
    *,
    last: date | None = None,
    relative: bool = False,
    weekday: int | None = None,
) -> Iterator[Resolved]:
    """Yield the one mention that an expression stands for."""
    mention = DateMention(expression.start, expression.end, first, last, precision, value, relative)
    yield Resolved(mention, expression.kind, weekday, "year" in expression.slots)
