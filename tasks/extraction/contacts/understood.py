"""Understood: a summit of which a sentence tells only what the two presidents agreed on there.

"They hold to what the presidents understood in Oslo": where they came to it they met, though no
word tells so.
"""

from collections.abc import Sequence
from dataclasses import replace
from functools import lru_cache

from tasks.extraction.clause_layers import ClauseLayers, Layers, Span
from tasks.extraction.contacts.frame import Frame
from tasks.extraction.contacts.kinds import PRESIDENTS
from tasks.extraction.contacts.people import find_leaders
from tasks.extraction.contacts.slots import is_over
from tasks.extraction.contacts.teams import load_groups
from tasks.extraction.contacts.triggers import DETAIL
from tasks.extraction.layers import DateMention, Document, Match, PersonMention, PlaceMention
from tasks.extraction.lexicon import load_context, load_table
from tasks.extraction.place_words import load_grammar as load_places
from tasks.extraction.text import fold, token_range

_BESIDE = 4  # tokens between the place and the day
_NEAR = 14  # tokens from what was agreed on to the place
_SEATS = frozenset({"Moscow", "Washington"})  # each is there without the other


def find_understood(
    layers: Layers,
    clause: ClauseLayers,
    people: list[PersonMention],
    triggers: Sequence[Match],
) -> tuple[Match | None, list[PersonMention]]:
    """Return the place where the two presidents came to an understanding, and them.

    None where there is no such, and the people as they are.
    """
    document = layers.document
    words = clause.terms(load_context(document.language, "understood"))
    if not words or any(trigger.key != DETAIL for trigger in triggers):
        return None, people
    both = people or find_leaders(document, clause)
    if {person.person_id for person in both} != PRESIDENTS:
        return None, people
    groups = clause.terms(load_groups(document.language))
    for place in clause.asserted(layers.places):
        apart = place.city not in _SEATS and (place.city or _is_region(document, place))
        near = any(_is_near(document, word, place, _NEAR) for word in words)
        # "What the presidents agreed on, and the delegations in Riyadh"
        others = [g for g in groups if both[-1].end <= g.start < place.start]
        if apart and near and not others and _is_inside(document, place):
            return Match(place.start, place.end, "summit"), both
    return None, people


def tell_outcome(layers: Layers, frame: Frame) -> Frame:
    """Return the frame of a summit whose outcome is told, with its day: it is over."""
    day = frame.date or next((d for d in layers.dates if _is_day(layers.document, d, frame)), None)
    if day and day.first and day.first > layers.document.published and day.precision == "month":
        day = replace(day, first=day.first.replace(year=day.first.year - 1))
    over = day is not None and is_over(layers.document, day)
    return replace(frame, date=day if over else None, status="held", is_outcome=True)


def of_told(cues: list[Match], told: Match | None, understood: Match | None) -> list[Match]:
    """Leave out what tells no plan where no word of contact stands.

    Not what teams at work discuss, nor what became of that on which presidents agreed.
    """
    if understood is not None:
        return []
    return [c for c in cues if not told or (told.key, c.key) != ("meeting", "possible")]


def _is_day(document: Document, day: DateMention, frame: Frame) -> bool:
    exact = day.first is not None and day.precision in ("day", "month")
    return exact and _is_near(document, frame.trigger, day, _BESIDE)


@lru_cache
def _load_regions() -> frozenset[str]:
    regions = load_table("places").get("regions", ())
    return frozenset(fold(form) for region in regions for form in region["forms"])


def _is_region(document: Document, place: PlaceMention) -> bool:
    """Tell a part of a country from one: "in Alaska"."""
    return document.folded[place.start : place.end] in _load_regions()


def _is_inside(document: Document, place: PlaceMention) -> bool:
    """Tell "in Alaska" from "about Alaska"."""
    first, _ = token_range(document, place.start, place.end)
    grammar = load_places(document.language)
    first -= first > 0 and grammar.has("articles", document.tokens[first - 1].form)
    return first > 0 and grammar.has("locative", document.tokens[first - 1].form)


def _is_near(document: Document, one: Span, other: Span, reach: int) -> bool:
    start, end = sorted((one.start, one.end, other.start, other.end))[1:3]
    first, last = token_range(document, start, end)
    return last - first <= reach
