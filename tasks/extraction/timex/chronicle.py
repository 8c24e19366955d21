"""Date chronicle: the years of a list of dated entries, one a line."""

import re
from datetime import date
from itertools import pairwise

from tasks.extraction.timex import arithmetic as calendar
from tasks.extraction.timex.grammar import Expression
from tasks.extraction.timex.scene import Scene

_NUMBER = re.compile(r"\d+")
_DATED = frozenset({"day", "month"})
_CHRONICLE = 4  # lines that open with a date


def chronicle_years(expressions: list[Expression], scene: Scene) -> dict[int, int]:
    """Return the years of the dates that open the lines of a chronicle.

    They go up. When nearness to the publication breaks their order, those before the break, which
    would be still to come, are of the year before; so are all that go up through one year.
    """
    sentences = scene.document.sentences
    starts = {b.start for a, b in pairwise(sentences) if a.paragraph != b.paragraph}
    starts |= {sentences[0].start} if sentences else set()
    entries = [e for e in expressions if e.kind in _DATED and e.start in starts]
    if len(entries) < _CHRONICLE or any(scene.year(e) is not None for e in entries):
        return {}
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


def _place(day: date | None) -> tuple[int, int]:
    return (day.month, day.day) if day else (0, 0)


def _nearest(expression: Expression, scene: Scene) -> date | None:
    first = _NUMBER.search(expression.slots.get("days", "1"))
    month, day = int(scene.key(expression, "month") or 0), int(first.group()) if first else 0
    return calendar.nearest_to(
        scene.today, calendar.days_around(scene.today, month, day), tense=None
    )
