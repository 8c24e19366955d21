"""Dates: calendar expressions and the days they mean."""

from tasks.extraction.calendar_words import load_calendar
from tasks.extraction.date_grammar import find_expressions
from tasks.extraction.date_joining import join_neighbours
from tasks.extraction.date_resolution import resolve
from tasks.extraction.layers import DateMention, Document


def find_dates(document: Document) -> list[DateMention]:
    """Return the calendar expressions of the text, in order, resolved against `published`.

    A missing year or a bare weekday is resolved by nearness and by the tense of its clause. An
    expression that names no computable day ("soon", "in spring") has `first` None. A part of the
    day shows in the value only (2025-02-27TEV). A language without calendar words gives no dates.
    """
    words = load_calendar(document.language)
    if words is None:
        return []
    expressions = find_expressions(document, words)
    return join_neighbours(resolve(expressions, document, words), document, words)
