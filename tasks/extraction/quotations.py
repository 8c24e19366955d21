"""Quotations: what stands between quotation marks of any style."""

from tasks.extraction.layers import Document, Quotation


def find_quotations(document: Document) -> list[Quotation]:
    """Return the quotations in order of their start, nested ones with depth 1."""
    return []
