"""Relative dates: weekdays, "yesterday", "la veille", "two weeks ago", "next month"."""

import re
from collections.abc import Iterator
from datetime import date, timedelta

from tasks.extraction.clause_tense import opens_clause
from tasks.extraction.layers import DateMention
from tasks.extraction.term_patterns import normalize
from tasks.extraction.text import token_range
from tasks.extraction.timex import arithmetic as calendar
from tasks.extraction.timex.arithmetic import DAYS_A_WEEK
from tasks.extraction.timex.grammar import Expression
from tasks.extraction.timex.periods import (
    period_from,
    resolve_exact_offset,
    resolve_offset,
    resolve_period,
)
from tasks.extraction.timex.scene import Resolved, Scene, single
from tasks.extraction.timex.wide import quarter_beside

_DAY_ONLY = frozenset({"day"})
# "Eight months later" counts from a month too, "a year later" from a year.
_PRECISIONS = {
    "month": frozenset({"day", "month"}),
    "year": frozenset({"day", "month", "year"}),
}
_UNKNOWN_DAY = "XXXX-XX-XX"
_REACH_ACROSS = {-1: 3, 0: 5, 1: 3}  # days from the anchor → paragraphs it may be away
_NEWS_DAYS = 2
_STORY_DAYS = 60
_PLAN_DAYS = 30
_DAYS_AWAY = 2
_GOVERNED = 4  # tokens from "after" to the weekday of what it governs
_BESIDE = 30  # characters between a week and its weekday
_SHORT = frozenset({"day", "week"})
_LOOSE = re.compile(r"[\w\s,(-]*")
_STEPS = {-1: "last", 0: "this", 1: "next"}


def resolve_weekday(expression: Expression, scene: Scene) -> Iterator[Resolved]:
    """Resolve a weekday: by its tense, the week beside it, or "next", "last" and their kind."""
    weekday = scene.weekday(expression) or 1
    day = _day_of_weekday(weekday, expression, scene)
    value = day.isoformat() + scene.day_part(expression)
    yield from single(expression, day, "day", value, relative=True, weekday=weekday)


def _day_of_weekday(weekday: int, expression: Expression, scene: Scene) -> date:
    which = scene.key(expression, "which")
    known = _known_day(expression, scene) if "context_which" in expression.slots else None
    if known is not None and known.first is not None:
        step = int(scene.key(expression, "context_which") or 0)
        return calendar.weekday_from(known.first, weekday, step)
    week = _week_beside(expression, scene) if which is None else None
    if "unit" in expression.slots:
        week = period_from(scene.today, "week", which or "this")
    if week is not None:
        return week + timedelta(days=weekday - 1)
    if which == "next":
        return calendar.next_weekday(scene.today, weekday)
    if which == "last":
        return calendar.last_weekday(scene.today, weekday)
    if which == "this":
        return calendar.this_weekday(scene.today, weekday, scene.tense(expression))
    tense = scene.tense(expression)
    # "Played down Friday's summit": the verb is not the summit's, and Friday is near.
    near = _is_attribute(expression, scene) and not _is_behind(expression, scene)
    untold = tense is None or (tense == "past" and near)
    ahead = _day_ahead(weekday, expression, scene) if untold else None
    if ahead is None and scene.is_due(expression):
        return calendar.weekday_due(scene.today, weekday)
    if tense == "future" and _is_attribute(expression, scene) and _is_far(weekday, scene):
        tense = "past"  # "would appeal against Wednesday's ruling"
    return ahead or calendar.weekday_by_tense(scene.today, weekday, tense)


def _week_beside(expression: Expression, scene: Scene) -> date | None:
    """Return the Monday of the week right before: "next week, probably on Wednesday"."""
    if not scene.resolved or scene.resolved[-1].mention.precision != "week":
        return None
    mention = scene.resolved[-1].mention
    gap = scene.document.folded[mention.end : expression.start]
    if len(gap) > _BESIDE or not _LOOSE.fullmatch(gap):
        return None
    # "Next week, he said on Wednesday" is of two clauses.
    other = opens_clause(scene.document, mention.end, expression.start)
    return None if other else mention.first


def _day_ahead(weekday: int, expression: Expression, scene: Scene) -> date | None:
    """Return the coming weekday that the text spoke of before: "Friday's summit" is that one.

    One that it did not speak of is the coming one where that is a day or two away.
    """
    for earlier in reversed(scene.resolved):
        day = earlier.mention.first
        if earlier.mention.precision == "day" and day and day.isoweekday() == weekday:
            return day if 0 < (day - scene.today).days < DAYS_A_WEEK else None
    ahead = (weekday - scene.today.isoweekday()) % DAYS_A_WEEK
    if 0 < ahead <= _DAYS_AWAY and _is_attribute(expression, scene):
        return scene.today + timedelta(days=ahead)
    return None


def _is_far(weekday: int, scene: Scene) -> bool:
    """Tell a coming weekday that is farther than the one gone by."""
    return (weekday - scene.today.isoweekday()) % DAYS_A_WEEK > DAYS_A_WEEK // 2 + 1


def _is_behind(expression: Expression, scene: Scene) -> bool:
    """Tell whether "after" stands before "Friday's summit", or "après le sommet de vendredi"."""
    document = scene.document
    first = token_range(document, expression.start, expression.end)[0]
    low = max(scene.sentence(expression).first_token, first - _GOVERNED)
    return not scene.words.behind.isdisjoint(document.forms[low:first])


def _is_attribute(expression: Expression, scene: Scene) -> bool:
    folded, words = scene.document.folded, scene.words
    after = bool(words.attributive_after) and folded.startswith(
        words.attributive_after, expression.end
    )
    before = bool(words.attributive_before) and folded.endswith(
        words.attributive_before, 0, expression.start
    )
    adjective = normalize(folded[expression.start : expression.end]) in words.adjectives
    return after or before or adjective


def resolve_some_weekday(expression: Expression, scene: Scene) -> Iterator[Resolved]:
    """Resolve "un samedi": the one in the days just mentioned, else any."""
    weekday, known = scene.weekday(expression) or 1, scene.anchor(expression)
    if known is not None and known.first is not None and known.last is not None:
        day = calendar.last_weekday(known.first + timedelta(days=DAYS_A_WEEK), weekday)
        if known.first <= day <= known.last:
            yield from single(expression, day, "day", day.isoformat() + scene.day_part(expression))
            return
    yield from single(expression, None, "unknown", f"XXXX-WXX-{weekday}")


def resolve_today(expression: Expression, scene: Scene) -> Iterator[Resolved]:
    """Resolve a word for a day near the publication, with its part of the day."""
    days, _, part = (scene.key(expression, "today") or "0").partition(" ")
    day = scene.today + timedelta(days=int(days))
    value = day.isoformat() + (f"T{part}" if part else scene.day_part(expression))
    yield from single(expression, day, "day", value, relative=True)


def resolve_context_day(expression: Expression, scene: Scene) -> Iterator[Resolved]:
    """Resolve "la veille": counted from the day just mentioned, else from the publication."""
    term = normalize(expression.slots["context_day"])
    days = int(scene.key(expression, "context_day") or 0)
    known = _day_before(expression, scene, term, days)
    if known is not None and known.first is not None:
        day = (known.last if days > 0 and known.last else known.first) + timedelta(days=days)
    elif days < 0:
        day = scene.today + timedelta(days=days)
    else:
        yield from single(expression, None, "unknown", _UNKNOWN_DAY, relative=True)
        return
    yield from single(expression, day, "day", day.isoformat(), relative=known is None)


def _day_before(expression: Expression, scene: Scene, term: str, days: int) -> DateMention | None:
    """Return the day that "the next day" counts from.

    Where its paragraph names none, it is one of the paragraphs before; "la veille" then looks no
    farther than the news does, else it means yesterday.
    """
    if term in scene.words.context_scope:
        return scene.anchor(expression, 0)
    known = scene.anchor(expression)
    if known is not None:
        return known
    if days not in _REACH_ACROSS:
        return None
    if days > 0 and (known := scene.anchor_across(expression, 1)):
        return known  # a story goes on from the paragraph before, however long ago that was
    known = scene.anchor_across(expression, _REACH_ACROSS[days])
    return _told(known, scene, _NEWS_DAYS, 0) if days < 0 else _told(known, scene)


def _known_day(expression: Expression, scene: Scene) -> DateMention | None:
    """Return the day that "that day" and "the following Friday" count from."""
    return scene.anchor(expression) or _told(
        scene.anchor_across(expression, _REACH_ACROSS[0]), scene
    )


def _told(
    known: DateMention | None, scene: Scene, behind: int = _STORY_DAYS, ahead: int = _PLAN_DAYS
) -> DateMention | None:
    """Return a day of another paragraph that is not too far behind or ahead."""
    if known is None or known.first is None:
        return None
    return known if -ahead <= (scene.today - known.first).days <= behind else None


def resolve_distance(expression: Expression, scene: Scene) -> Iterator[Resolved]:
    """Resolve "two weeks ago": a number of units before or after a day."""
    sign, unit = expression.pattern.sign, scene.key(expression, "unit") or "day"
    if expression.pattern.anchor == "future" and scene.tense(expression) != "future":
        return  # "in two weeks" is a length: "the house was built in two weeks"
    known = _counted_from(expression, scene, unit)
    # "Six days later" without a day before it names no day.
    anchor = (
        None if known is None and _is_in_context(expression, scene) and sign > 0 else scene.today
    )
    if known is not None:
        anchor = known.first
    number = scene.words.numerals.parse(expression.slots.get("count", "1"))
    if unit == "week" and number and known is not None and known.precision == "day":
        unit, number = "day", number * DAYS_A_WEEK  # "on 11 February … a week later": the 18th
    first, precision, value = resolve_offset(anchor, unit, number, sign)
    # "Third-quarter profit rose from that of a year ago": the quarter is compared.
    compared = unit == "year" and number == 1 and sign < 0
    quarter = quarter_beside(scene, -1) if compared else None
    if quarter is not None:
        first, precision, value = None, "unknown", quarter
    if anchor is None:
        value = _UNKNOWN_DAY
    if value:
        yield from single(expression, first, precision, value, relative=known is None)


def resolve_anniversary(expression: Expression, scene: Scene) -> Iterator[Resolved]:
    """Resolve "exactly a year ago", "il y a un an jour pour jour": a day, not a year."""
    unit = scene.key(expression, "unit") or "day"
    number = scene.words.numerals.parse(expression.slots.get("count", "1"))
    day = resolve_exact_offset(scene.today, unit, number, expression.pattern.sign)
    if day is not None:
        yield from single(expression, day, "day", day.isoformat(), relative=True)


def _is_in_context(expression: Expression, scene: Scene) -> bool:
    kind = expression.pattern.anchor
    return kind == "context" or (kind == "tense" and scene.tense(expression) == "past")


def _counted_from(expression: Expression, scene: Scene, unit: str) -> DateMention | None:
    """Return the day just mentioned that an offset counts from, if it counts from one."""
    if not _is_in_context(expression, scene):
        return None
    known = scene.anchor(expression, precisions=_PRECISIONS.get(unit, _DAY_ONLY))
    back = expression.pattern.anchor == "context" and unit == "day"
    if known is None and unit in _SHORT and (expression.pattern.sign > 0 or back):
        # "Six days later" goes on from the paragraph before, however long ago that was.
        known = scene.anchor_across(expression, 1)
    if known is None and unit == "day" and expression.pattern.sign > 0:
        known = _told(scene.anchor_across(expression, _REACH_ACROSS[1]), scene)
    if known is None and unit == "day" and expression.pattern.sign < 0:
        known = scene.day_of_news()
    return known if known is not None and known.first is not None else None


def resolve_named_period(expression: Expression, scene: Scene) -> Iterator[Resolved]:
    """Resolve "next week": "this" is meant when nothing is said ("the end of the month")."""
    weekend = scene.key(expression, "weekend")
    which = weekend or scene.key(expression, "which") or "this"
    unit = "weekend" if weekend else scene.key(expression, "unit")
    if unit is None or unit == "day":
        return
    tense = scene.tense(expression)
    first, last, precision, value = resolve_period(scene.today, unit, which, tense)
    yield from single(expression, first, precision, value, last=last, relative=True)


def resolve_context_period(expression: Expression, scene: Scene) -> Iterator[Resolved]:
    """Resolve "the following week", "le même jour": counted from the day just mentioned."""
    step = int(scene.key(expression, "context_which") or 0)
    unit = scene.key(expression, "unit") or "day"
    known = (
        _known_day(expression, scene) if unit == "day" else _known_period(expression, scene, unit)
    )
    if known is None or known.first is None:
        yield from single(expression, None, "unknown", _UNKNOWN_DAY, relative=True)
    elif unit == "day":
        day = known.first + timedelta(days=step)
        yield from single(expression, day, "day", day.isoformat())
    else:
        which = _STEPS[step]
        first, last, precision, value = resolve_period(known.first, unit, which, None)
        yield from single(expression, first, precision, value, last=last)


def _known_period(expression: Expression, scene: Scene, unit: str) -> DateMention | None:
    """Return the day or the month that "the same month" counts from, here or a paragraph before."""
    precisions = _PRECISIONS.get(unit, _DAY_ONLY)
    return scene.anchor(expression, precisions=precisions) or scene.anchor_across(
        expression, 1, precisions
    )


def resolve_vague(expression: Expression, scene: Scene) -> Iterator[Resolved]:
    """Resolve an expression that names a direction in time and no day."""
    value = scene.key(expression, "vague") or ""
    yield from single(expression, None, "unknown", value, relative=True)
