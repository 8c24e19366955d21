"""People: who is named or meant."""

from storage.records import Person
from tasks.extraction.layers import Document, PersonMention


def load_people() -> dict[str, Person]:
    """Return the people of people.toml by id."""
    return {}


def find_people(document: Document) -> list[PersonMention]:
    """Return the mentions of people, in order: names, roles resolved by date, new delegates."""
    return []
