"""Wide dates: months, seasons, quarters, years and decades that are named."""

import re
from collections.abc import Iterator
from datetime import date

from tasks.extraction.timex import arithmetic as calendar
from tasks.extraction.timex.grammar import Expression
from tasks.extraction.timex.scene import Resolved, Scene, single

_QUARTERS = 4
_QUARTER = re.compile(r"(?P<year>\d{4})(?P<rest>-Q\d)")
_SEASON_MONTHS = {"SP": 4, "SU": 7, "FA": 10, "WI": 12}


def resolve_month(expression: Expression, scene: Scene) -> Iterator[Resolved]:
    """Resolve a month: in the year written, or the likeliest."""
    number, which = int(scene.key(expression, "month") or 0), scene.key(expression, "which")
    # "This June" is of no other year that the text speaks of.
    year = scene.year(expression) if which is None or "year" in expression.slots else None
    if year is not None:
        first = date(year, number, 1)
    else:
        today = scene.today.replace(day=1)
        months = [date(y, number, 1) for y in calendar.years_around(today)]
        beside = calendar.beside(months, which, today)
        nearest = calendar.nearest_to(today, beside, scene.tense(expression))
        if nearest is None:
            return
        first = nearest if which else scene.month_in_story(expression, nearest, months)
    yield from single(expression, first, "month", calendar.month_value(first))


def resolve_season(expression: Expression, scene: Scene) -> Iterator[Resolved]:
    """Resolve a season: its value only, for it has no first day that all agree on."""
    season, which = scene.key(expression, "season") or "", scene.key(expression, "which")
    year = scene.year(expression)
    if year is None:
        year = _season_year(season, which, scene.today, scene.tense(expression))
    yield from single(expression, None, "unknown", f"{year}-{season}")


def _season_year(season: str, which: str | None, today: date, tense: str | None) -> int:
    """Return the year of a season without one; a winter has the year it begins in."""
    if which == "this" and season != "WI":
        return today.year
    middles = [date(year, _SEASON_MONTHS[season], 15) for year in calendar.years_around(today)]
    nearest = calendar.nearest_to(today, calendar.beside(middles, which, today), tense)
    return nearest.year if nearest else today.year


def resolve_year(expression: Expression, scene: Scene) -> Iterator[Resolved]:
    """Resolve a year in digits."""
    year = int(expression.slots["year"])
    yield from single(expression, date(year, 1, 1), "year", str(year))


def resolve_quarter(expression: Expression, scene: Scene) -> Iterator[Resolved]:
    """Resolve "the third quarter": the last one that has begun, when no year is written."""
    number, year = int(scene.key(expression, "ordinal_word") or 0), scene.year(expression)
    if not 1 <= number <= _QUARTERS:
        return
    if year is None:
        begun = scene.today.month > (number - 1) * (calendar.MONTHS_A_YEAR // _QUARTERS)
        year = scene.today.year - (not begun)
    yield from single(expression, None, "unknown", f"{year}-Q{number}")


def resolve_same_quarter(expression: Expression, scene: Scene) -> Iterator[Resolved]:
    """Resolve "the latest quarter", "the year-ago quarter": as the one just mentioned."""
    value = quarter_beside(scene, expression.pattern.sign)
    if value is not None:
        yield from single(expression, None, "unknown", value)


def quarter_beside(scene: Scene, years: int) -> str | None:
    """Return the value of the quarter mentioned last, so many years after."""
    for item in reversed(scene.resolved):
        quarter = _QUARTER.fullmatch(item.mention.value)
        if quarter is not None and item.kind == "quarter":
            return f"{int(quarter['year']) + years}{quarter['rest']}"
    return None


def resolve_decade(expression: Expression, scene: Scene) -> Iterator[Resolved]:
    """Resolve "the 1990s", "années 60": a decade of two figures is one of the last century."""
    text = expression.slots.get("decade") or expression.slots.get("year")
    short = expression.slots.get("short_decade")
    yield from single(expression, None, "unknown", text[:3] if text else f"19{short}"[:3])
