"""Date chronicle: the years of a list of dated entries, one a line."""

import re
from datetime import date, timedelta
from itertools import pairwise

from tasks.extraction.timex import arithmetic as calendar
from tasks.extraction.timex.grammar import Expression
from tasks.extraction.timex.scene import Scene

_NUMBER = re.compile(r"\d+")
_DATED = frozenset({"day", "month"})
_AHEAD = 2  # months from now up to which what a list foretells may be
_LATELY = timedelta(days=7)
_CHRONICLE = 4  # lines that open with a date


def chronicle_years(expressions: list[Expression], scene: Scene) -> dict[int, int]:
    """Return the years of the dates that open the lines of a chronicle.

    They go up. When nearness to the publication breaks their order, those before the break, which
    would be still to come, are of the year before; so are all that go up through one year.
    """
    entries = _find_entries(expressions, scene)
    if len(entries) < _CHRONICLE:
        return {}
    told = [scene.year(entry) for entry in entries]
    if told[0] is not None and _is_lead(entries[0], told[0], scene):
        entries, told = entries[1:], told[1:]  # "On 7 August 2025 X said …": the list comes after
    if any(year is not None for year in told):
        return _years_beside(entries, told, scene)
    days = [_nearest(entry, scene) for entry in entries]
    goes_up = all(_place(a) <= _place(b) for a, b in pairwise(days))
    years: dict[int, int] = {}
    following: date | None = None
    for entry, day in zip(reversed(entries), reversed(days), strict=True):
        if day is None:
            return {}
        if following and day > following:
            if day <= scene.today and not goes_up:
                return {}  # a dossier, whose parts each begin anew
            day = calendar.make_date(day.year - 1, day.month, day.day) or day
            years[entry.start] = day.year
        if following and day > following:
            return {}
        following = day
    return years


def chronicle_days(expressions: list[Expression], scene: Scene) -> list[tuple[int, date]]:
    """Return where the entries of a chronicle begin that goes up, and their first days.

    Empty where the years of its entries are not all known.
    """
    days: list[tuple[int, date]] = []
    for entry in _find_entries(expressions, scene):
        year, (month, day) = scene.year(entry), _place(_nearest(entry, scene))
        first = calendar.make_date(year, month, day) if year and month else None
        if first is not None and not _is_lead(entry, first.year, scene):
            days.append((entry.start, first))
    goes_up = all(a[1] <= b[1] for a, b in pairwise(days))
    return days if goes_up and len(days) >= _CHRONICLE else []


def _find_entries(expressions: list[Expression], scene: Scene) -> list[Expression]:
    """Return the dates that open a line."""
    sentences = scene.document.sentences
    starts = {b.start for a, b in pairwise(sentences) if a.paragraph != b.paragraph}
    starts |= {sentences[0].start} if sentences else set()
    return [e for e in expressions if e.kind in _DATED and e.start in starts]


def _is_lead(entry: Expression, year: int, scene: Scene) -> bool:
    """Tell the day of the report itself, with its year, from the first entry of a list."""
    month, day = _place(_nearest(entry, scene))
    first = calendar.make_date(year, month, day) if day else None
    return first is not None and abs(scene.today - first) <= _LATELY


def _years_beside(
    entries: list[Expression], told: list[int | None], scene: Scene
) -> dict[int, int]:
    """Return the years of the entries without one, up or down from the first that has it."""
    first = next(i for i, year in enumerate(told) if year is not None)
    entries, told = entries[first:], told[first:]
    places = [_place(_nearest(entry, scene)) for entry in entries]
    ahead = (scene.today.year, scene.today.month + _AHEAD, 0)
    for goes_up in (True, False):
        years = _run(places, told, goes_up=goes_up) or []
        found = [
            (entry.start, year, place)
            for entry, year, known, place in zip(entries, years, told, places, strict=False)
            if known is None
        ]
        if found and all((year, *place) < ahead for _, year, place in found):
            return {start: year for start, year, _ in found}
    return {}


def _run(
    places: list[tuple[int, int]], told: list[int | None], *, goes_up: bool
) -> list[int] | None:
    """Return the year of each entry of a list that goes up, or down; None where it cannot.

    The first one has its year.
    """
    years: list[int] = [told[0] or 0]
    step = 1 if goes_up else -1
    for i in range(1, len(told)):
        turned = (places[i] < places[i - 1]) if goes_up else (places[i] > places[i - 1])
        year = told[i] or years[-1] + (step if turned else 0)
        back = year < years[-1] if goes_up else year > years[-1]
        if back or (year == years[-1] and turned):
            return None
        years.append(year)
    return years


def _place(day: date | None) -> tuple[int, int]:
    return (day.month, day.day) if day else (0, 0)


def _nearest(expression: Expression, scene: Scene) -> date | None:
    first = _NUMBER.search(expression.slots.get("days", "1"))
    month, day = int(scene.key(expression, "month") or 0), int(first.group()) if first else 0
    return calendar.nearest_to(
        scene.today, calendar.days_around(scene.today, month, day), tense=None
    )
