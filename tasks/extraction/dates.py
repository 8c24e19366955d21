"""Dates: calendar expressions and the days they mean."""

from tasks.extraction.layers import DateMention, Document


def find_dates(document: Document) -> list[DateMention]:
    """Return the calendar expressions of the text, in order, resolved against `published`."""
    return []
