"""Attributions: the reporting clauses, who said something, when and where."""

from collections.abc import Sequence

from tasks.extraction.layers import Attribution, Document, PersonMention, Quotation


def find_attributions(
    document: Document, quotations: Sequence[Quotation], people: Sequence[PersonMention]
) -> list[Attribution]:
    """Return the spans that say who said something, in order."""
    return []
