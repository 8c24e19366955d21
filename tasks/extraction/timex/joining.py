"""Date joining: neighbouring mentions that make one date ("Thursday, Feb. 27", "4 to 6 March")."""

import re
from dataclasses import replace
from datetime import date, timedelta

from tasks.extraction.layers import DateMention, Document
from tasks.extraction.timex.arithmetic import DAYS_A_WEEK, make_date, span_value
from tasks.extraction.timex.events import EVENT
from tasks.extraction.timex.scene import Resolved, Scene
from tasks.extraction.timex.words import CalendarWords

_APPOSITION = re.compile(r"\s*[,(]?\s*(?:[^\W\d_]{1,3}\s+)?")  # ", ", " (", ", le "
_ABOUT = timedelta(days=3)  # between "a week later" and the day it was
_LONGEST_SPAN = 31  # days; a longer one is rather two dates


def join_neighbours(resolved: list[Resolved], scene: Scene) -> list[DateMention]:
    """Return the mentions, with appositions, ranges and adjacent days made one."""
    document, words = scene.document, scene.words
    joined: list[Resolved] = []
    for current in resolved:
        if joined:
            gap = document.folded[joined[-1].mention.end : current.mention.start]
            whole = _join_apposition(joined[-1], current, gap)
            if whole is None and scene.spans:
                whole = _join_days(joined[-1], current, gap, document, words)
            if whole is not None:
                joined[-1] = whole
                continue
            current = _carry_year(joined[-1], current, gap, words)
        joined.append(current)
    return [item.mention for item in joined]


def _join_apposition(one: Resolved, two: Resolved, gap: str) -> Resolved | None:
    """Join "Thursday, Feb. 27" or "demain, jeudi": the surer one gives the day."""
    if not _APPOSITION.fullmatch(gap) or not (_is_day(one) and _is_day(two)):
        return None
    if EVENT in {one.kind, two.kind}:
        return None
    if _says_exactly(one, two, gap) and two.mention.first is not None:
        return _spread(two.mention.first, two, one, two)
    if (one.kind == "weekday") == (two.kind == "weekday"):
        return None
    vague, sure = (one, two) if one.kind == "weekday" else (two, one)
    if sure.mention.last is not None or sure.mention.first is None:
        return None
    if sure.mention.first.isoweekday() != vague.weekday:
        leads = one is vague and sure.kind == "context_day" and gap.strip() == ","
        return _correct(sure, vague, one, two) if sure.kind == "offset" or leads else None
    return _spread(sure.mention.first, sure, one, two)


def _says_exactly(one: Resolved, two: Resolved, gap: str) -> bool:
    """Tell whether a date says which day "just over a week later, on 13 May" was."""
    first, exact = one.mention.first, two.mention.first
    counted = one.kind == "offset" and two.kind == "day" and gap.lstrip().startswith(",")
    if first is None or exact is None or not counted:
        return False
    return abs(exact - first) <= _ABOUT


def _correct(sure: Resolved, vague: Resolved, one: Resolved, two: Resolved) -> Resolved | None:
    """Let the weekday of "two days earlier, on Monday" decide: what it counts from is unsure.

    Of "Saturday, the day after they met" too.
    """
    if sure.mention.first is None or vague.weekday is None:
        return None
    off = (vague.weekday - sure.mention.first.isoweekday() + 3) % DAYS_A_WEEK - 3
    return _spread(sure.mention.first + timedelta(days=off), sure, one, two)


def _spread(day: date, sure: Resolved, one: Resolved, two: Resolved) -> Resolved:
    start, end = one.mention.start, two.mention.end
    value = day.isoformat() + sure.mention.value[len(day.isoformat()) :]
    return sure._replace(
        mention=replace(sure.mention, start=start, end=end, first=day, value=value)
    )


def _is_day(item: Resolved) -> bool:
    return item.mention.precision == "day" and item.mention.first is not None


def _is_fixed(item: Resolved) -> bool:
    """Tell a part of a day and a weekend, which have no end to lengthen."""
    return "T" in item.mention.value or item.mention.value.endswith("-WE")


def _join_days(
    one: Resolved, two: Resolved, gap: str, document: Document, words: CalendarWords
) -> Resolved | None:
    """Join the ends of a range and days that follow each other: one mention with `last`."""
    if not (_is_day(one) and _is_day(two)) or _is_fixed(one) or _is_fixed(two):
        return None
    if EVENT in {one.kind, two.kind}:
        return None
    before = document.folded[max(one.mention.start - 20, 0) : one.mention.start].split()[-2:]
    ranged = words.range_connector.fullmatch(gap) is not None
    listed = words.list_connector.fullmatch(gap) is not None
    if listed and words.between.intersection(before):
        ranged = True
    apart = listed and not ranged and one.kind != two.kind
    if not (ranged or listed) or (apart and gap.startswith(",") and gap.strip(", ")):
        return None  # "on 6 August, and the following day they announced"
    first, last = one.mention.first, two.mention.last or two.mention.first
    if first is None or last is None:
        return None
    shifted = _unwrap(one, two, first, last)
    first, last = shifted
    end_of_one = one.mention.last or first
    days = (last - end_of_one).days
    if days != 1 and not (ranged and 1 < days <= _LONGEST_SPAN):
        return None
    mention = DateMention(
        one.mention.start,
        two.mention.end,
        first,
        last,
        "day",
        span_value(first, last),
        one.mention.relative and two.mention.relative,
    )
    return Resolved(mention, one.kind, one.weekday, one.has_year or two.has_year)


def _unwrap(one: Resolved, two: Resolved, first: date, last: date) -> tuple[date, date]:
    """Put the weekdays of "from Friday to Monday" in their order, which a tense can break."""
    if one.kind == two.kind == "weekday" and last < first:
        return first - timedelta(days=DAYS_A_WEEK), last
    return first, last


def _carry_year(one: Resolved, two: Resolved, gap: str, words: CalendarWords) -> Resolved:
    """Give "27 February 2025 and 10 April" its year when it stands at the first date only."""
    if not (one.kind == two.kind == "day" and one.has_year and not two.has_year):
        return two
    if not words.are_listed(gap):
        return two
    known, day = one.mention.first, two.mention.first
    if known is None or day is None:
        return two
    year = known.year + ((day.month, day.day) < (known.month, known.day))
    first = make_date(year, day.month, day.day)
    if first is None:
        return two
    mention = replace(two.mention, first=first, value=span_value(first, two.mention.last))
    return two._replace(mention=mention, has_year=True)
