"""Predicates: what one subject did on days, or in cities, of their own.

"He hosted X in Washington on 2 April, flew to Vienna on the 11th and was back in May": each is a
contact, though none of the words between them parts two.
"""

from collections.abc import Sequence
from datetime import timedelta

from tasks.extraction.contacts.edges import distance, last_edge
from tasks.extraction.contacts.pairs import BESIDE
from tasks.extraction.layers import DateMention, Document, Match, PlaceMention
from tasks.extraction.text import token_range

BY_TELEPHONE = frozenset({"call"})
IN_PERSON = frozenset({"summit", "meeting", "visit", "consultations", "round"})
_DATED = frozenset(
    {"call", "summit", "meeting", "visit", "consultations", "round", "talks", "spoken", "paired"}
    | {"conversation", "seen"}
)
_MET = frozenset({"meeting", "seen", "summit"})
_LED_IN = 2  # tokens before a day that opens its clause: "and then on 6 August"
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
    if not after and (fronted := _fronted(document, days, edge, earlier)):
        edge, after = fronted
        before = [d for d in before if d.end <= edge]
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


def _fronted(
    document: Document, days: Sequence[DateMention], edge: int, earlier: Match
) -> tuple[int, list[DateMention]] | None:
    """Return the day that opens a clause, with where that begins: "…; on 6 August, he returned"."""
    for day in days:
        alone = earlier.end <= day.start and not document.text[day.end : edge].strip(" ,")
        start = last_edge(document, earlier.end, day.start) if alone and day.end <= edge else None
        if start is not None and start < day.start:
            first, last = token_range(document, start, day.start)
            return (start, [day]) if last - first <= _LED_IN else None
    return None


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


def clash(group: Sequence[Match], later: Match) -> bool:
    """Tell a call from what was said of a meeting, or a meeting from a call."""
    keys = {m.key for m in group}
    if later.key in BY_TELEPHONE:
        return bool(keys & IN_PERSON) and not keys & BY_TELEPHONE
    return later.key in IN_PERSON | {"seen"} and bool(keys & BY_TELEPHONE)
