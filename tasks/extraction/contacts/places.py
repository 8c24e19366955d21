"""Contact places: which of the places of a sentence can be a contact's."""

from collections.abc import Sequence
from functools import lru_cache

from tasks.extraction.clause_layers import ClauseLayers
from tasks.extraction.clause_tense import tells_tense
from tasks.extraction.contacts.edges import distance
from tasks.extraction.contacts.frame import START
from tasks.extraction.contacts.slots import apart_from, load_after, stands_apart
from tasks.extraction.layers import (
    SUBJECT,
    DateMention,
    Document,
    Match,
    PersonMention,
    PlaceMention,
)
from tasks.extraction.lexicon import load_pack
from tasks.extraction.speech.grammar import load_grammar
from tasks.extraction.text import fold, token_range, tokens_between

MATTERS = frozenset({"UA", "IR", "IL", "PS", "SY"})  # countries that talks are about, not in
_BESIDE = 2  # tokens between a city and its day: "Osaka, au Japon, en 2019"
_AT = 4  # characters between a day and its city: "in 2019 in Osaka"
_TO_CONJUNCTION = 2  # tokens from a place back to "and": "à Moscou et à Washington"


def is_apart(
    document: Document, place: PlaceMention, everybody: Sequence[PersonMention] = ()
) -> bool:
    """Tell whether a place stands for something else: "ambassador to Washington".

    `everybody`: who is named in its clause.
    """
    office = place.venue is not None and stands_apart(document, place.start, "no_seat")
    if office and not _comes_as_guest(place, everybody):
        return True
    if _is_of_post(document, place.start) or follows_place(document, place):
        return True
    joined = _joined_before(document, place.start)
    return joined is not None and _is_of_post(document, joined)


def _comes_as_guest(place: PlaceMention, everybody: Sequence[PersonMention]) -> bool:
    """Tell "X was back in the Kremlin" from "since his return to the White House"."""
    before = [p for p in everybody if p.end <= place.start]
    return bool(before) and before[-1].side in SUBJECT - {place.country}


def follows_place(document: Document, place: PlaceMention) -> bool:
    """Tell whether the words right after a place tell that nobody meets there: "X ruhu"."""
    pattern = load_after(document.language, "no_place")
    return pattern is not None and pattern.match(document.folded, place.end) is not None


def _is_of_post(document: Document, start: int) -> bool:
    """Tell "the ambassador to Washington" from "the ambassador flew to Washington"."""
    begin = apart_from(document, start, "no_place")
    if begin is None:
        return False
    first, last = token_range(document, begin, start)
    return not any(tells_tense(document, i) for i in range(first + 1, last - 1))


def _joined_before(document: Document, start: int) -> int | None:
    """Return where the word begins to which a place is joined: "in Washington and Moscow"."""
    joining = load_grammar(document.language).conjunctions
    first, _ = token_range(document, start, start + 1)
    for i in range(first - 1, max(first - _TO_CONJUNCTION - 1, 0), -1):
        if document.tokens[i].form in joining:
            begin = document.tokens[i - 1].start
            while i > 1 and document.text[document.tokens[i - 2].end : begin] == "-":
                i -= 1  # "в Нью-Йорке и Майами"
                begin = document.tokens[i - 1].start
            return begin
    return None


def usable_places(
    document: Document, clause: ClauseLayers, places: Sequence[PlaceMention]
) -> list[PlaceMention]:
    """Return the places of a sentence that can be a contact's: not "ambassador to Washington"."""
    return clause.once("usable_places", lambda: _usable_places(document, clause, places))


def _usable_places(
    document: Document, clause: ClauseLayers, places: Sequence[PlaceMention]
) -> list[PlaceMention]:
    asserted = [
        p
        for p in clause.asserted(places)
        if p.form != "metonym" and (p.city or p.country not in MATTERS)
    ]
    return [
        p
        for p in asserted
        if not is_apart(document, p, clause.everybody)
        and not _is_past(document, clause, p)
        and not is_of_agreement(document, clause.dated, p)
    ]


def is_of_agreement(document: Document, dates: Sequence[DateMention], place: PlaceMention) -> bool:
    """Tell whether what is spoken of was agreed there before: "what was agreed in Anchorage".

    With a day that is a contact told: "what was agreed in Riyadh on 18 February".
    """
    if not stands_apart(document, place.start, "agreed"):
        return False
    return not any(
        day.start >= place.end and tokens_between(document, place.end, day.start) <= _BESIDE
        for day in dates
    )


def _is_past(document: Document, clause: ClauseLayers, place: PlaceMention) -> bool:
    """Tell whether a day of earlier years stands beside a place: "since Osaka in June 2019"."""
    for day in clause.dated:
        if day.first is None or (day.last or day.first).year >= START.year:
            continue
        first, last = token_range(document, *sorted((place.end, day.start)))
        behind = place.end <= day.start and last - first <= _BESIDE
        if behind or 0 <= place.start - day.end <= _AT:
            return True
    return False


def choose_place(
    document: Document, places: Sequence[PlaceMention], trigger: Match
) -> PlaceMention | None:
    """Return the nearest city, else the nearest country."""
    beside = [p for p in places if not _is_beyond(document, p, trigger)]
    cities = [p for p in beside if p.city]
    return min(
        cities or beside,
        key=lambda p: distance(document, p.start, p.end, trigger),
        default=None,
    )


def _is_beyond(document: Document, place: PlaceMention, trigger: Match) -> bool:
    """Tell a place behind a semicolon where nobody is: "…; the choice of Alaska was public"."""
    if ";" not in document.text[trigger.end : place.start]:
        return False
    first = token_range(document, place.start, place.end)[0]
    return document.forms[first - 1] in _load_owning(document.language)


@lru_cache
def _load_owning(language: str) -> frozenset[str]:
    """Return the prepositions of a noun's owner: "of"."""
    links = load_pack(language).get("marks", {}).get("thing_links", ())
    return frozenset(fold(link).strip() for link in links)
