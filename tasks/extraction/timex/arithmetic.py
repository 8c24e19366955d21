"""Calendar arithmetic: weeks, months, the nearest day of a kind, and TIMEX3-style values.

Values follow TimeML 1.2.1 (timeml.org): 2025-02-27, 2025-W09, 2025-02, 2025-SU, 2025-W09-WE; a
span of days is written as an ISO 8601 interval, 2025-02-04/2025-02-05.
"""

from collections.abc import Iterable, Mapping
from datetime import date, timedelta

MONTHS_A_YEAR = 12
DAYS_A_WEEK = 7
# How much farther a day on the other side of today counts, by the tense of its clause. News looks
# back, so a day ahead needs to be near when no verb points ahead.
_WEIGHTS = {"past": (1, 7), "future": (6, 1), None: (1, 3)}
# A plan that is told to the day is near, or told by a verb that points ahead.
DAY_WEIGHTS = {"past": (1, 20), "future": (6, 1), None: (1, 8)}
_WEIGHTS_OF_THIS = {"past": (1, 2), "future": (6, 1), None: (2, 1)}


def make_date(year: int, month: int, day: int) -> date | None:
    """Return the date, None when there is no such day."""
    try:
        return date(year, month, day)
    except ValueError:
        return None


def years_around(today: date) -> range:
    """Return the years that a date without one may be of."""
    return range(today.year - 1, today.year + 2)


def days_around(today: date, month: int, day: int) -> list[date]:
    """Return the days of that name in the years around."""
    return [d for year in years_around(today) if (d := make_date(year, month, day))]


def add_months(day: date, months: int) -> date:
    """Return the first day of the month that many months away."""
    index = day.year * MONTHS_A_YEAR + day.month - 1 + months
    return date(index // MONTHS_A_YEAR, index % MONTHS_A_YEAR + 1, 1)


def start_of_week(day: date) -> date:
    """Return the Monday of the day's week."""
    return day - timedelta(days=day.weekday())


def beside(days: list[date], which: str | None, today: date) -> list[date]:
    """Return the days that "next" or "last" leaves: all when neither is said."""
    if which not in {"next", "last"}:
        return days
    sign = 1 if which == "next" else -1
    return [day for day in days if (day - today).days * sign > 0]


def nearest_to(
    today: date,
    candidates: Iterable[date],
    tense: str | None,
    weights: Mapping[str | None, tuple[int, int]] = _WEIGHTS,
) -> date | None:
    """Return the candidate that a clause of this tense most likely means."""
    behind, ahead = weights[tense]

    def cost(day: date) -> int:
        days = (day - today).days
        return days * ahead if days > 0 else -days * behind

    return min(candidates, key=cost, default=None)


def weekday_by_tense(today: date, weekday: int, tense: str | None) -> date:
    """Return the ISO weekday's day: up to and including today, or from today on."""
    back = (today.isoweekday() - weekday) % DAYS_A_WEEK
    if tense == "future" and back:
        return today + timedelta(days=DAYS_A_WEEK - back)
    return today - timedelta(days=back)


def weekday_due(today: date, weekday: int) -> date:
    """Return the nearer day of "they were to meet on Tuesday"."""
    ahead = (weekday - today.isoweekday()) % DAYS_A_WEEK
    return today + timedelta(days=ahead if 2 * ahead < DAYS_A_WEEK else ahead - DAYS_A_WEEK)


def this_weekday(today: date, weekday: int, tense: str | None) -> date:
    """Return the day of "this Tuesday": the nearer one, and the coming one rather."""
    back = (today.isoweekday() - weekday) % DAYS_A_WEEK
    days = today - timedelta(days=back), today + timedelta(days=-back % DAYS_A_WEEK)
    behind, ahead = _WEIGHTS_OF_THIS[tense]
    return min(days, key=lambda d: (d - today).days * (ahead if d > today else -behind))


def weekday_from(known: date, weekday: int, step: int) -> date:
    """Return the weekday after a day, before it (step -1) or of its week (step 0)."""
    if step == 0:
        return start_of_week(known) + timedelta(days=weekday - 1)
    if step < 0:
        return last_weekday(known, weekday)
    return known + timedelta(days=(weekday - known.isoweekday()) % DAYS_A_WEEK or DAYS_A_WEEK)


def next_weekday(today: date, weekday: int) -> date:
    """Return the day of "next Tuesday": after tomorrow, for tomorrow has a name of its own."""
    ahead = (weekday - today.isoweekday()) % DAYS_A_WEEK or DAYS_A_WEEK
    return today + timedelta(days=ahead if ahead > 1 else ahead + DAYS_A_WEEK)


def last_weekday(today: date, weekday: int) -> date:
    """Return the day of "last Tuesday": before today."""
    return today - timedelta(days=(today.isoweekday() - weekday) % DAYS_A_WEEK or DAYS_A_WEEK)


def week_value(day: date) -> str:
    """Return the value of the day's week."""
    year, week, _ = day.isocalendar()
    return f"{year}-W{week:02}"


def month_value(day: date) -> str:
    """Return the value of the day's month."""
    return f"{day.year:04}-{day.month:02}"


def span_value(first: date, last: date | None) -> str:
    """Return the value of a day or of a span of days."""
    return first.isoformat() if last is None else f"{first.isoformat()}/{last.isoformat()}"
