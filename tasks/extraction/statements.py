"""Statements: who is quoted, and with which words."""

from collections.abc import Sequence

from storage.records import Statement
from tasks.extraction.layers import Attribution, Document, PersonMention, Quotation


def find_statements(
    document: Document,
    article_id: str,
    quotations: Sequence[Quotation],
    attributions: Sequence[Attribution],
    people: Sequence[PersonMention],
) -> list[Statement]:
    """Return the quotations that somebody identifiable said, with their speakers."""
    return []
