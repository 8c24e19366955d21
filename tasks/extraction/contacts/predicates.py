"""Predicates: what one subject did on days, or in cities, of their own.

"He hosted X in Washington on 2 April, flew to Vienna on the 11th and was back in May": each is a
contact, though none of the words between them parts two.
"""

from collections.abc import Sequence
from datetime import timedelta

from tasks.extraction.contacts.edges import distance, last_edge
from tasks.extraction.contacts.pairs import BESIDE
from tasks.extraction.layers import DateMention, Document, Match, PlaceMention

BY_TELEPHONE = frozenset({"call"})
_DATED = frozenset(
    {"call", "summit", "meeting", "visit", "consultations", "round", "talks", "spoken", "paired"}
    | {"conversation", "seen"}
)
_MET = frozenset({"meeting", "seen", "summit"})
_OTHER_DAY, _TRIP = timedelta(days=1), timedelta(days=4)  # talks go on for some days


def predicate_edge(
    document: Document,
    days: Sequence[DateMention],
    places: Sequence[PlaceMention],
    start: int,
    pair: tuple[Match, Match],
) -> int | None:
    """Return where two words of contact part that have a day or a city each in their clauses."""
    earlier, later = pair
    if later.key not in _DATED or earlier.key not in _DATED:
        return None
    edge = last_edge(document, earlier.end, later.start)
    before = [d for d in days if start <= d.start and d.end <= edge]
    after = [
        d for d in days if edge <= d.start and distance(document, d.start, d.end, later) <= BESIDE
    ]
    if not after or edge >= later.start:
        return None
    there = [p for p in places if p.city and start <= p.start and p.end <= edge]
    elsewhere = _is_elsewhere(document, places, there, edge, later)
    if not before:
        return edge if elsewhere and earlier.key in _MET else None
    least = _OTHER_DAY if elsewhere or BY_TELEPHONE & {earlier.key, later.key} else _TRIP
    apart = all(
        abs(a.first - b.first) >= least for a in before for b in after if a.first and b.first
    )
    return edge if apart else None


def _is_elsewhere(
    document: Document,
    places: Sequence[PlaceMention],
    there: Sequence[PlaceMention],
    edge: int,
    later: Match,
) -> bool:
    """Tell whether a word of contact has a city of its own, none of those told `there` before."""
    own = [
        p
        for p in places
        if p.city and edge <= p.start and distance(document, p.start, p.end, later) <= BESIDE
    ]
    return bool(there and own) and {p.city for p in own}.isdisjoint(p.city for p in there)
