"""Date resolution: from what an expression's slots hold to the day it means."""

import re
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import date, timedelta

from tasks.extraction.clause_tense import is_prepared
from tasks.extraction.layers import DateMention
from tasks.extraction.timex import arithmetic as calendar
from tasks.extraction.timex import relative as relative
from tasks.extraction.timex import wide as wide
from tasks.extraction.timex.chronicle import chronicle_days, chronicle_years
from tasks.extraction.timex.events import EVENT, resolve_events
from tasks.extraction.timex.grammar import Expression
from tasks.extraction.timex.holidays import holiday_of
from tasks.extraction.timex.scene import Resolved, Scene, single

_NUMBER = re.compile(r"\d+")
_CENTURY = 2000
_NAMED = frozenset({"day", "week", "month"})
_YEARS_A_CENTURY = 100
_MIDWEEK = timedelta(days=3)
_SATURDAY = 6
_MIDMONTH = 15
_HALF_A_YEAR = timedelta(days=180)


def resolve(expressions: list[Expression], scene: Scene) -> list[Resolved]:
    """Return the mentions of the expressions, in order; one that is impossible is left out."""
    scene.entry_years = chronicle_years(expressions, scene)
    scene.entry_days = chronicle_days(expressions, scene)
    for expression in expressions:
        scene.resolved.extend(_RESOLVERS[expression.kind](expression, scene))
    return resolve_events(expressions, scene)


def _nearest_day(expression: Expression, scene: Scene, month: int, day: int) -> date | None:
    """Return the day of the month in the year written, or in the likeliest year."""
    year = scene.year(expression)
    if year is not None:
        return calendar.make_date(year if year >= _YEARS_A_CENTURY else _CENTURY + year, month, day)
    days = calendar.days_around(scene.today, month, day)
    weekday = scene.weekday(expression)
    for earlier in reversed(scene.resolved if weekday is None else []):
        if earlier.kind == "day" and earlier.mention.first in days:
            return earlier.mention.first  # the text has spoken of that day
    fitting = [d for d in days if d.isoweekday() == weekday] or days
    tense = scene.tense(expression)
    if tense == "past" and is_prepared(scene.document, expression.start):
        tense = None  # "they spoke of preparations for the June 2 meeting"
    nearest = calendar.nearest_to(scene.today, fitting, tense, calendar.DAY_WEIGHTS)
    behind = max((d for d in fitting if d <= scene.today), default=None)
    if nearest and behind and nearest - scene.today > max(_HALF_A_YEAR, scene.today - behind):
        nearest = behind  # so far ahead a year is named: "Le 13 mars, Poutine reçoit Witkoff"
    return scene.in_chronicle(expression, fitting) or scene.in_story(expression, nearest, fitting)


def _resolve_day(expression: Expression, scene: Scene) -> Iterator[Resolved]:
    month = int(scene.key(expression, "month") or 0)
    groups = _split_days(expression, scene)
    for i, (first_day, last_day, start, end) in enumerate(groups):
        first = _nearest_day(expression, scene, month, first_day)
        last = _nearest_day(expression, scene, month, last_day) if last_day > first_day else None
        if first is None:
            continue
        mention = DateMention(
            *_covered(expression, i, len(groups), start, end),
            first,
            last,
            "day",
            calendar.span_value(first, last) + (scene.day_part(expression) if not last else ""),
        )
        yield Resolved(mention, "day", scene.weekday(expression), "year" in expression.slots)


def _covered(
    expression: Expression, place: int, count: int, start: int, end: int
) -> tuple[int, int]:
    """Return the span of one day of several: the first and the last take the words around them."""
    return (
        expression.start if place == 0 else start,
        expression.end if place == count - 1 else end,
    )


def _split_days(expression: Expression, scene: Scene) -> list[tuple[int, int, int, int]]:
    """Return (first day, last day, start, end) of each day or run of days of "4, 5 and 10 May"."""
    slot = next(slot for slot in ("days", "day", "ordinal_day") if slot in expression.slots)
    text, offset = expression.slots[slot], expression.offsets[slot]
    numbers = list(_NUMBER.finditer(text))
    before = scene.document.folded[max(expression.start - 20, 0) : expression.start].split()[-2:]
    between = bool(scene.words.between.intersection(before))
    # Day-first languages write the month after the last day: the first mention ends at its number.
    groups: list[tuple[int, int, int, int]] = []
    for i, number in enumerate(numbers):
        day = int(number.group())
        start, end = offset + number.start(), offset + number.end()
        gap = _clean_gap(text[numbers[i - 1].end() : number.start()]) if i else ""
        runs_on = (
            scene.spans
            and bool(groups)
            and day > groups[-1][1]
            and (day == groups[-1][1] + 1 or between or scene.words.range_connector.fullmatch(gap))
        )
        if runs_on:
            groups[-1] = (groups[-1][0], day, groups[-1][2], end)
        else:
            groups.append((day, day, start, end))
    return groups


def _clean_gap(gap: str) -> str:
    """Drop an ordinal's ending ("4th to 6th", "4. bis 6."), which stands after its number."""
    gap = gap.removeprefix(".")
    return re.sub(r"^\s?-?[^\W\d_]{1,3}(?=[\s\-–—,])", "", gap) if gap[:1].isalpha() else gap


def _resolve_numeric(expression: Expression, scene: Scene) -> Iterator[Resolved]:
    month, number = int(expression.slots["month"]), int(expression.slots["day"])
    day = _nearest_day(expression, scene, month, number)
    year = scene.year(expression)
    # "07-11-2025" on a page of 11 July is that day, whatever the order of the language.
    if year == scene.today.year and (number, month) == (scene.today.month, scene.today.day):
        day = scene.today
    if day is not None:
        yield from single(expression, day, "day", day.isoformat())


def _resolve_holiday(expression: Expression, scene: Scene) -> Iterator[Resolved]:
    key, which = scene.key(expression, "holiday") or "", scene.key(expression, "which")
    year = scene.year(expression)
    years = calendar.years_around(scene.today) if year is None else (year,)
    days = calendar.beside([day for y in years if (day := holiday_of(key, y))], which, scene.today)
    found = calendar.nearest_to(scene.today, days, scene.tense(expression))
    if found is not None:
        yield from single(expression, found, "day", found.isoformat())


def _resolve_bare_day(expression: Expression, scene: Scene) -> Iterator[Resolved]:
    """Resolve "le 25": a day of the month just mentioned, or one near the publication."""
    known = scene.month_anchor(expression, _NAMED)
    word = scene.key(expression, "ordinal_word")
    groups = [(int(word), 0, 0, 0)] if word else _split_days(expression, scene)
    for i, (number, last, start, end) in enumerate(groups):
        day = _day_of_month(expression, scene, known, number)
        if day is None:
            continue
        until = calendar.make_date(day.year, day.month, last) if last > number else None
        mention = DateMention(
            *_covered(expression, i, len(groups), start, end),
            day,
            until,
            "day",
            calendar.span_value(day, until),
        )
        yield Resolved(mention, "bare_day")


def _day_of_month(
    expression: Expression, scene: Scene, known: DateMention | None, number: int
) -> date | None:
    near = known is not None and known.relative and known.precision == "day"
    week = known is not None and known.precision == "week"
    if known is not None and known.first is not None and not (near or week):
        day = calendar.make_date(known.first.year, known.first.month, number)
        if day is None or day <= scene.today or scene.tense(expression) != "past":
            return day
        known = None  # "They may meet in November. On the 13th they had agreed …"
    if known is None and expression.pattern.anchor != "tense":
        return None
    today = (known and known.first) or scene.today
    if week:  # "a week later, on the 18th"
        return min(_same_days(today, number), key=lambda d: abs(d - today - _MIDWEEK))
    return calendar.nearest_to(today, _same_days(today, number), scene.tense(expression))


def _same_days(today: date, number: int) -> list[date]:
    """Return the days of that number in the months around."""
    months = [calendar.add_months(today, step) for step in range(-2, 3)]
    days = [calendar.make_date(month.year, month.month, number) for month in months]
    return [day for day in days if day]


def _resolve_weekday_day(expression: Expression, scene: Scene) -> Iterator[Resolved]:
    """Resolve "jeudi 14": the nearest day that is both, when one is near."""
    text = expression.slots.get("day") or expression.slots["ordinal_day"]
    number, weekday = int(_NUMBER.findall(text)[0]), scene.weekday(expression)
    fitting = [d for d in _same_days(scene.today, number) if d.isoweekday() == weekday]
    nearest = calendar.nearest_to(scene.today, fitting, scene.tense(expression))
    if nearest is not None:
        yield from single(expression, nearest, "day", nearest.isoformat(), weekday=weekday)


def _resolve_night(expression: Expression, scene: Scene) -> Iterator[Resolved]:
    """Resolve "in the night to Wednesday": it begins on the day before."""
    told = _resolve_day if "days" in expression.slots else relative.resolve_weekday
    for item in told(expression, scene):
        if item.mention.first is None:
            continue
        eve = item.mention.first - timedelta(days=1)
        yield Resolved(replace(item.mention, first=eve, last=None, value=f"{eve}TNI"), item.kind)


def _resolve_week_of(expression: Expression, scene: Scene) -> Iterator[Resolved]:
    day = int(_NUMBER.findall(expression.slots["day"])[0])
    found = _nearest_day(expression, scene, int(scene.key(expression, "month") or 0), day)
    if found is not None:
        monday = calendar.start_of_week(found)
        yield from single(expression, monday, "week", calendar.week_value(monday))


def _resolve_weekend_of(expression: Expression, scene: Scene) -> Iterator[Resolved]:
    """Resolve "the last weekend of October", or the first one (the pattern's sign)."""
    inside = _nearest_day(expression, scene, int(scene.key(expression, "month") or 0), _MIDMONTH)
    if inside is None:
        return
    days = (inside.replace(day=1) + timedelta(days=n) for n in range(31))
    saturdays = [d for d in days if d.month == inside.month and d.isoweekday() == _SATURDAY]
    first = saturdays[-1 if expression.pattern.sign < 0 else 0]
    last = first + timedelta(days=1)
    yield from single(expression, first, "day", calendar.span_value(first, last), last=last)


def _resolve_day_of_news(expression: Expression, scene: Scene) -> Iterator[Resolved]:
    """Resolve "on the same day as the exchange": the day told beside it, else that of the news."""
    known = scene.anchor(expression, 0) or scene.day_of_news()
    if known is not None and known.first is not None:
        yield from single(expression, known.first, "day", known.first.isoformat(), relative=True)


_RESOLVERS: dict[str, Callable[[Expression, Scene], Iterator[Resolved]]] = {
    "day": _resolve_day,
    "numeric": _resolve_numeric,
    "holiday": _resolve_holiday,
    "bare_day": _resolve_bare_day,
    "weekday_day": _resolve_weekday_day,
    "month": wide.resolve_month,
    "weekday": relative.resolve_weekday,
    "some_weekday": relative.resolve_some_weekday,
    "today": relative.resolve_today,
    "context_day": relative.resolve_context_day,
    "anniversary": relative.resolve_anniversary,
    "day_of_news": _resolve_day_of_news,
    "offset": relative.resolve_distance,
    "period": relative.resolve_named_period,
    "context_period": relative.resolve_context_period,
    "season": wide.resolve_season,
    "year": wide.resolve_year,
    "decade": wide.resolve_decade,
    "quarter": wide.resolve_quarter,
    "same_quarter": wide.resolve_same_quarter,
    "week_of": _resolve_week_of,
    "weekend_of": _resolve_weekend_of,
    "night": _resolve_night,
    "vague": relative.resolve_vague,
    EVENT: lambda _expression, _scene: iter(()),  # resolved when all others are
    "nothing": lambda _expression, _scene: iter(()),
}
