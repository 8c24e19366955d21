"""Dates: calendar expressions and the days they mean."""

from datetime import date

from tasks.extraction.layers import DateMention, Document
from tasks.extraction.reading import read
from tasks.extraction.timex.entries import with_entries
from tasks.extraction.timex.grammar import find_expressions
from tasks.extraction.timex.joining import join_neighbours
from tasks.extraction.timex.resolution import resolve
from tasks.extraction.timex.scene import Scene
from tasks.extraction.timex.words import load_calendar


def find_timexes(text: str, language: str, published: date) -> list[DateMention]:
    """Return the dates of a text as TIMEX3 has them: each end of a range is a mention of its own.

    Nothing but the text, its language and its day of publication is needed; a wrapped line is read
    as a paragraph.
    """
    return _find(read(text, language, published), spans=False)


def find_dates(document: Document) -> list[DateMention]:
    """Return the calendar expressions of the text, in order, resolved against `published`.

    A missing year or a bare weekday is resolved by nearness and by the tense of its clause. An
    expression that names no computable day ("soon", "in spring") has `first` None. A part of the
    day shows in the value only (2025-02-27TEV). A language without calendar words gives no dates.
    """
    return _find(document, spans=True)


def _find(document: Document, *, spans: bool) -> list[DateMention]:
    words = load_calendar(document.language)
    if words is None:
        return []
    scene = Scene(document, words, spans)
    expressions = with_entries(find_expressions(document, words), document, words)
    return join_neighbours(resolve(expressions, scene), scene)
