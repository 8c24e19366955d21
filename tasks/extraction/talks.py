"""Talks: the contacts between Russian and US officials that one text asserts."""

from dataclasses import dataclass

from storage.records import Person, TalkClaim
from tasks.extraction.layers import (
    Attribution,
    DateMention,
    Document,
    DurationMention,
    PersonMention,
    PlaceMention,
    Quotation,
    TopicMention,
)


@dataclass(frozen=True, slots=True)
class Layers:
    """Everything that was found in one document, as the talks pass needs it."""

    document: Document
    dates: tuple[DateMention, ...]
    durations: tuple[DurationMention, ...]
    people: tuple[PersonMention, ...]
    places: tuple[PlaceMention, ...]
    quotations: tuple[Quotation, ...]
    attributions: tuple[Attribution, ...]
    topics: tuple[TopicMention, ...]


def find_talk_claims(layers: Layers, article_id: str) -> list[TalkClaim]:
    """Return one claim for each real contact that the text asserts."""
    return []


def find_new_people(layers: Layers) -> list[Person]:
    """Return the people named with a role who are not in people.toml."""
    return []
