"""Date entries: days that stand alone at the head of lines, under a line that names their month.

"FEBRUARY", and under it "12 - A first conversation." and "20 and 21 - Talks in Miami."
"""

import re
from collections.abc import Iterator
from itertools import groupby

from tasks.extraction.layers import Document
from tasks.extraction.term_patterns import Form
from tasks.extraction.timex.grammar import Expression
from tasks.extraction.timex.words import CalendarWords, DatePattern

_DAY = DatePattern("day", Form("", {}))
_LINE = re.compile(r"[^\n]+")
_MONTH = re.compile(r"\W*(?P<month>[^\W\d]+\.?)(?:\W+(?P<year>(?:19|20)\d\d))?\W*")
_ENTRY = re.compile(
    r"[\s•*·▪■–—-]*(?P<days>(?:0?[1-9]|[12]\d|3[01])(?!\d)"
    r"(?P<more>(?:\s?[,–—-]\s?|\s[^\W\d]{1,3}\s)(?:0?[1-9]|[12]\d|3[01])(?!\d))?)"
    r"(?:\s?[-–—:)]\s|\.\s|\s[–—-]\s)"
)
_FEWEST = 3  # lines of that form that make a chronicle


def with_entries(
    expressions: list[Expression], document: Document, words: CalendarWords
) -> list[Expression]:
    """Add the days of such lines to the expressions of a text."""
    entries = list(_find_entries(document, words))
    if len(entries) < _FEWEST or not _go_up(entries):
        return expressions
    kept = [e for e in expressions if not any(e.start < n.end and n.start < e.end for n in entries)]
    return sorted([*kept, *entries], key=lambda e: e.start)


def _find_entries(document: Document, words: CalendarWords) -> Iterator[Expression]:
    month: dict[str, str] = {}
    for line in _LINE.finditer(document.folded):
        heading = _MONTH.fullmatch(line.group())
        if heading is not None and heading["month"] in words.values["month"]:
            month = {slot: text for slot, text in heading.groupdict().items() if text}
            continue
        entry = _ENTRY.match(document.folded, line.start(), line.end()) if month else None
        if entry is not None:
            yield Expression(
                entry.start("days"),
                entry.end("days"),
                _DAY,
                {"days": entry["days"], **month},
                {"days": entry.start("days")},
            )


def _go_up(entries: list[Expression]) -> bool:
    """Tell whether the days under each month go up, or down: those of other lists do neither."""
    for _, group in groupby(entries, key=lambda e: (e.slots["month"], e.slots.get("year"))):
        days = [int(re.findall(r"\d+", entry.slots["days"])[0]) for entry in group]
        if days not in (sorted(days), sorted(days, reverse=True)):
            return False
    return True
