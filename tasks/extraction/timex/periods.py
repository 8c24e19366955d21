"""Date periods: weeks, weekends, months, quarters and years counted from a day."""

from datetime import date, timedelta

from tasks.extraction.timex import arithmetic as calendar

_STEPS = {"last": -1, "this": 0, "next": 1}
_MONTHS_A_QUARTER = 3
_YEARS_A_DECADE = 10
_AFTER_WEEKEND = 2  # Tuesday
_SATURDAY = 6

Period = tuple[date | None, date | None, str, str]  # first, last, precision, value


def period_from(today: date, unit: str, which: str) -> date:
    """Return the first day of the last, this or next week, month, quarter or year."""
    step = _STEPS[which]
    if unit == "week":
        return calendar.start_of_week(today) + timedelta(weeks=step)
    if unit == "month":
        return calendar.add_months(today, step)
    if unit == "quarter":
        begun = (today.month - 1) % _MONTHS_A_QUARTER
        return calendar.add_months(today, step * _MONTHS_A_QUARTER - begun)
    return date(today.year + step, 1, 1)


def resolve_period(today: date, unit: str, which: str, tense: str | None) -> Period:
    """Return what "next week" or "last year" means on a day."""
    if unit == "weekend":
        return _weekend(today, which, tense)
    if unit == "decade":
        decade = today.year // _YEARS_A_DECADE + _STEPS[which]
        return None, None, "unknown", str(decade)
    first = period_from(today, unit, which)
    if unit == "week":
        return first, None, "week", calendar.week_value(first)
    if unit == "month":
        return first, None, "month", calendar.month_value(first)
    if unit == "quarter":
        quarter = (first.month - 1) // _MONTHS_A_QUARTER + 1
        return None, None, "unknown", f"{first.year}-Q{quarter}"
    return first, None, "year", str(first.year)


def _weekend(today: date, which: str, tense: str | None) -> Period:
    saturday = calendar.start_of_week(today) + timedelta(days=_SATURDAY - 1)
    step = _STEPS[which]
    # Before Saturday, a weekend that a past tense speaks of is the one gone by; so it is right
    # after it where nothing tells.
    gone = tense == "past" or (tense is None and today.isoweekday() <= _AFTER_WEEKEND)
    if which == "this" and gone and today < saturday:
        step = -1
    saturday += timedelta(weeks=step)
    value = f"{calendar.week_value(saturday)}-WE"
    return saturday, saturday + timedelta(days=1), "day", value


def resolve_exact_offset(today: date, unit: str, number: float | None, sign: int) -> date | None:
    """Return the day a number of units before or after today, to the day: "exactly a year ago".

    None for a broken number, or where that month has no such day.
    """
    if number is None or number != int(number):
        return None
    count = int(number) * sign
    if unit in {"day", "week"}:
        return today + timedelta(days=count * (1 if unit == "day" else calendar.DAYS_A_WEEK))
    months = {"month": 1, "year": calendar.MONTHS_A_YEAR}.get(unit)
    if months is None or abs(count) * months > today.year * calendar.MONTHS_A_YEAR:
        return None
    first = calendar.add_months(today, count * months)
    return calendar.make_date(first.year, first.month, today.day)


def resolve_offset(
    anchor: date | None, unit: str, number: float | None, sign: int
) -> tuple[date | None, str, str]:
    """Return first day, precision and value of a number of units before or after a day.

    Without an anchor or a whole number no day can be told, only the direction.
    """
    if anchor is None or number is None or number != int(number):
        return None, "unknown", "FUTURE_REF" if sign > 0 else "PAST_REF"
    count = int(number) * sign
    if unit == "day":
        day = anchor + timedelta(days=count)
        return day, "day", day.isoformat()
    if unit == "week":
        week = calendar.start_of_week(anchor + timedelta(weeks=count))
        return week, "week", calendar.week_value(week)
    if unit in {"month", "quarter"}:
        month = calendar.add_months(anchor, count * (_MONTHS_A_QUARTER if unit == "quarter" else 1))
        return month, "month", calendar.month_value(month)
    years = count * (_YEARS_A_DECADE if unit == "decade" else 1)
    if unit not in {"year", "decade"} or not date.min.year < anchor.year + years < date.max.year:
        return None, "unknown", ""
    return date(anchor.year + years, 1, 1), "year", str(anchor.year + years)
