"""Durations: lengths of time, in minutes."""

from tasks.extraction.layers import Document, DurationMention


def find_durations(document: Document) -> list[DurationMention]:
    """Return the durations of the text, in order, in minutes."""
    return []
