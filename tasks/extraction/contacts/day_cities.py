"""Day cities: days with a city each: "on 18 February in Riyadh and on 27 February in Istanbul"."""

import re
from collections.abc import Sequence
from itertools import pairwise

from tasks.extraction.contacts.slots import is_listed
from tasks.extraction.layers import DateMention, Document, PlaceMention
from tasks.extraction.text import token_range

_OPENED = re.compile(r"(?<!\S)\((?:\w+ )?$")
_LED = 12  # characters of " (à "
_BESIDE = 2  # tokens between a day and its city


def pair_days(
    document: Document, days: Sequence[DateMention], places: Sequence[PlaceMention]
) -> list[tuple[DateMention, PlaceMention | None]]:
    """Return days with a city each: "on 18 February in Riyadh and on 27 February in Istanbul".

    Nothing unless at least two days stand each beside a city of its own.
    """
    cities = [place for place in places if place.city]
    led = bool(cities and days) and cities[0].start < days[0].start  # each city before its day
    beside = {
        day: min(near)[-1]
        for day in days
        if day.precision in ("day", "month")
        and (near := [n for n in _cities_near(document, day, cities, led=led) if n[0] <= _BESIDE])
    }
    named = [place.start for place in beside.values()]  # "Abu Dhabi, …; again Abu Dhabi, …"
    if not len(set(named)) == len(named) > 1:
        return []
    # "In Riyadh on 24 March, in Istanbul on 27 February and 10 April"
    for one, other in pairwise(days) if led else pairwise(reversed(days)):
        first, last = (one, other) if led else (other, one)
        if one in beside and other not in beside and is_listed(document, first, last):
            beside[other] = beside[one]
    return [(day, beside[day]) for day in days if day in beside]


def in_brackets(
    document: Document,
    pairs: Sequence[tuple[DateMention, PlaceMention | None]],
) -> list[tuple[DateMention, PlaceMention | None]]:
    """Return the pairs, a city in brackets with the day right before it and with no other.

    "On 13 March, on 11 April (in Saint Petersburg) and on 25 April"
    """
    own = [
        (day, place)
        for day, place in pairs
        if place and document.text[day.end : place.start].lstrip().startswith("(")
    ]
    if len(own) != 1 or len(pairs) == 1:
        return list(pairs)
    return [(day, place if (day, place) == own[0] else None) for day, place in pairs]


def is_bracketed(document: Document, place: PlaceMention) -> bool:
    """Tell whether a place opens what stands in brackets: "on 11 April (in Saint Petersburg)"."""
    return _OPENED.search(document.text, max(0, place.start - _LED), place.start) is not None


def _cities_near(
    document: Document, day: DateMention, cities: Sequence[PlaceMention], *, led: bool
) -> list[tuple[int, bool, int, PlaceMention]]:
    """Return how near the cities are to a day, and on which side of it."""
    return [(_gap(document, day, c), (c.start < day.start) != led, c.start, c) for c in cities]


def _gap(document: Document, day: DateMention, place: PlaceMention) -> int:
    first, last = (day.end, place.start) if day.end <= place.start else (place.end, day.start)
    begin, stop = token_range(document, first, last)
    return stop - begin + (1 if first > last else 0)
