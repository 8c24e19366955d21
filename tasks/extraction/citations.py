"""Citations: the agencies and outlets a text attributes information to."""

from tasks.extraction.layers import Document


def find_citations(document: Document) -> tuple[str, ...]:
    """Return the canonical names of the cited agencies and outlets, in order, once each."""
    return ()


def find_wire_agency(document: Document) -> str | None:
    """Return the agency whose copy this text is, by dateline or footer, or None."""
    return None
