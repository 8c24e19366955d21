"""Calendar holidays: the days of the feasts, those that move among them.

A pack's `[calendar.holiday]` has a key for each feast: "12-25", "easter+49" (days from the Easter
of the West), "orthodox" (of the East), or "11/4/4": the fourth weekday 4, a Thursday, of November;
"05/-1/1" is the last Monday of May.
"""

from datetime import date, timedelta

from tasks.extraction.timex.arithmetic import DAYS_A_WEEK, add_months, make_date

_EASTERS = ("easter", "orthodox")
_JULIAN_LAG = 13  # days between the calendars from 1900 to 2099


def holiday_of(key: str, year: int) -> date | None:
    """Return the day of the feast in a year; None when the year has none."""
    for easter in _EASTERS:
        if key.startswith(easter):
            sunday = _western(year) if easter == "easter" else _orthodox(year)
            return sunday + timedelta(days=int(key.removeprefix(easter) or 0))
    if "/" in key:
        return _nth_weekday(year, *map(int, key.split("/")))
    month, day = map(int, key.split("-"))
    return make_date(year, month, day)


def _nth_weekday(year: int, month: int, nth: int, weekday: int) -> date:
    first = date(year, month, 1)
    if nth < 0:
        end = add_months(first, 1)
        back = (end.isoweekday() - weekday - 1) % DAYS_A_WEEK + 1
        return end - timedelta(days=back + (-nth - 1) * DAYS_A_WEEK)
    ahead = (weekday - first.isoweekday()) % DAYS_A_WEEK
    return first + timedelta(days=ahead + (nth - 1) * DAYS_A_WEEK)


def _western(year: int) -> date:
    """Return the Gregorian Easter, by the computation of Gauss."""
    golden, century = year % 19, year // 100
    skipped = century - century // 4
    moon = (19 * golden + skipped - (8 * century + 13) // 25 + 15) % 30
    moon -= (moon == 29) + (moon == 28 and golden > 10)
    sunday = (year + year // 4 + moon + 2 - skipped) % DAYS_A_WEEK
    return date(year, 3, 28) + timedelta(days=moon - sunday)


def _orthodox(year: int) -> date:
    """Return the Julian Easter, as a day of the Gregorian calendar."""
    moon = (19 * (year % 19) + 15) % 30
    sunday = (2 * (year % 4) + 4 * (year % DAYS_A_WEEK) - moon + 34) % DAYS_A_WEEK
    return date(year, 3, 22) + timedelta(days=moon + sunday + _JULIAN_LAG)
