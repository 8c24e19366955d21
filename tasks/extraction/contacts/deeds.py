"""Deeds: what one of the two principals told the other, or did for him, on a day.

"On 14 June Putin congratulated Trump": they do so by telephone. "On 15 August Trump rolled out the
red carpet for Putin": they met. "The line drawn by both presidents in Anchorage on 15 August": what
both did in one place on a day, whatever it was, they did when they met.
"""

from collections.abc import Sequence
from functools import lru_cache
from itertools import groupby, pairwise, product

from tasks.extraction.clause_layers import ClauseLayers, Layers, Span
from tasks.extraction.contacts.edges import MARK
from tasks.extraction.contacts.kinds import HEADS_OF_STATE, PRESIDENTS
from tasks.extraction.layers import DateMention, Document, Match, PersonMention, PlaceMention
from tasks.extraction.lexicon import TermIndex, load_pack
from tasks.extraction.speech.grammar import load_grammar
from tasks.extraction.text import token_range, tokens_between

_PAIRS = (("putin", "trump"), ("trump", "putin"), ("lavrov", "rubio"), ("rubio", "lavrov"))
_TO_VERB = 3  # tokens from who does something to the verb: "had already told"
_TITLE = 5  # tokens from the verb to the name: "the American president"
_AHEAD = 6  # tokens from a day that opens a sentence to who does something
_AFTER = 4  # tokens from whom it was done to, to the day
_AROUND = 5  # tokens between both, the place and the day of what they did


def find_deed(
    document: Document,
    clause: ClauseLayers,
    people: Sequence[PersonMention],
    days: Sequence[DateMention],
    places: Sequence[PlaceMention],
) -> Match | None:
    """Return what stands for the word of contact of two principals, None where nothing does."""
    days = [d for d in days if d.precision == "day" and d.first and d.first <= document.published]
    if not days:
        return None
    return (
        _find_welcome(document, clause, people)
        or _find_telling(document, clause, people, days, places)
        or _find_done_by_both(document, people, days, places)
    )


def _find_welcome(
    document: Document, clause: ClauseLayers, people: Sequence[PersonMention]
) -> Match | None:
    """Return the words for how a president is received by the other one, or a guest by one."""
    words = clause.asserted(clause.terms(_load_deeds(document.language)))
    welcomes = [w for w in words if w.key == "welcomes"]
    heads = {p.person_id for p in people} & HEADS_OF_STATE
    both = heads == PRESIDENTS or (heads < PRESIDENTS and any(w.key == "guest" for w in words))
    if not welcomes or not heads or not both:
        return None
    return Match(welcomes[0].start, welcomes[0].end, "summit")


def find_guest_meant(
    layers: Layers, clause: ClauseLayers, people: Sequence[PersonMention], told: Match
) -> list[PersonMention]:
    """Return the president who is but "his guest" where the other one is told to receive him."""
    heads = {p.person_id for p in people} & PRESIDENTS
    words = clause.terms(_load_deeds(layers.document.language))
    guests = [w for w in words if w.key == "guest"]
    if told.key != "summit" or len(heads) != 1 or not guests:
        return []
    other = next((p for p in layers.people if {p.person_id} == PRESIDENTS - heads), None)
    if other is None:
        return []
    start, end = guests[0].start, guests[0].end
    return [PersonMention(start, end, other.person_id, other.name, other.side, "name")]


def _find_telling(
    document: Document,
    clause: ClauseLayers,
    people: Sequence[PersonMention],
    days: Sequence[DateMention],
    places: Sequence[PlaceMention],
) -> Match | None:
    """Return the verb by which one told the other something, not in public."""
    words = clause.asserted(clause.terms(_load_deeds(document.language)))
    if any(w.key == "public" for w in words) or clause.has_quotation:
        return None
    for word, (one, other) in product(words, _pairs_of(people)):
        warns = word.key == "warns" and one.person_id != "trump"
        if (warns or word.key == "tells") and _governs(document, one, word, other):
            near = [d for d in days if _is_of(document, d, one, other)]
            cities = [p for p in places if p.city]
            if near and not cities:
                return Match(word.start, word.end, "call")
    return None


def _pairs_of(people: Sequence[PersonMention]) -> list[tuple[PersonMention, PersonMention]]:
    return [(a, b) for a, b in product(people, people) if (a.person_id, b.person_id) in _PAIRS]


def _governs(document: Document, one: PersonMention, word: Match, other: PersonMention) -> bool:
    """Tell whether a verb stands between who does it and to whom, or right before both."""
    if word.end <= one.start and one.end <= other.start:
        beside = document.text[one.end : other.start].isspace()
        return beside and _is_near(document, word, one, _TITLE)
    if not one.end <= word.start or not word.end <= other.start:
        return False
    return _is_near(document, one, word, _TO_VERB) and _is_near(document, word, other, _TITLE)


def _is_of(document: Document, day: DateMention, one: PersonMention, other: PersonMention) -> bool:
    """Tell whether a day is that of a deed: it opens its clause, or stands right after whom."""
    if day.end <= one.start:
        return tokens_between(document, day.end, one.start) <= _AHEAD
    if day.end <= other.start:
        return True
    return _is_near(document, other, day, _AFTER)


def _find_done_by_both(
    document: Document,
    people: Sequence[PersonMention],
    days: Sequence[DateMention],
    places: Sequence[PlaceMention],
) -> Match | None:
    """Return the word for both principals beside a place and a day."""
    roles = [p for p in people if p.form == "role"]
    for start, group in groupby(sorted(roles, key=lambda p: p.start), key=lambda p: p.start):
        both = list(group)
        if tuple(p.person_id for p in both) not in _PAIRS:
            continue
        for day, place in product(days, places):
            spans: list[Span] = sorted((both[0], day, place), key=lambda s: s.start)
            if all(_is_near(document, a, b, _AROUND) for a, b in pairwise(spans)):
                return Match(start, both[0].end, "meeting")
    return None


def _is_near(document: Document, one: Span, other: Span, reach: int) -> bool:
    """Tell whether one span follows another in its clause: few tokens and nothing that parts."""
    first, last = token_range(document, one.end, other.start)
    if last - first > reach or load_grammar(document.language).subordinate & set(
        document.forms[first:last]
    ):
        return False
    gap = document.text[one.end : other.start]
    return first == last or not MARK.search(gap)


@lru_cache
def _load_deeds(language: str) -> TermIndex:
    table = load_pack(language).get("contact_deeds", {})
    return TermIndex(
        {key: table.get(key, ()) for key in ("welcomes", "guest", "tells", "warns", "public")}
    )
