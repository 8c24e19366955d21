"""Slots: which of the dates, places and durations of a sentence belong to a contact."""

import re
from collections.abc import Sequence
from dataclasses import replace
from datetime import date, timedelta
from functools import cache, lru_cache
from itertools import pairwise

from tasks.extraction.alternatives import join_patterns
from tasks.extraction.clause_layers import ClauseLayers
from tasks.extraction.clause_tense import is_of_future
from tasks.extraction.contacts.bystanders import is_of_bystanders
from tasks.extraction.contacts.edges import distance
from tasks.extraction.contacts.frame import START
from tasks.extraction.contacts.postposed import day_distance
from tasks.extraction.contacts.regions import Region, load_contacts
from tasks.extraction.contacts.relatives import without_relatives
from tasks.extraction.contacts.spans import join_spans, over_night
from tasks.extraction.contacts.tellings import is_of_telling
from tasks.extraction.contacts.wheres import is_beside
from tasks.extraction.layers import (
    SUBJECT,
    DateMention,
    Document,
    DurationMention,
    Match,
    on_day_of,
)
from tasks.extraction.lexicon import TermIndex, load_pack, load_terms
from tasks.extraction.tense_cues import load_tense_cues
from tasks.extraction.text import fold, token_range, tokens_between

_LIST_GAP = re.compile(r"\s*[,&]?\s*")
_LOOK_BACK = 40
_LIST_WORDS = 4
_TO_EVENT = 10  # tokens from "two days after" to the word for what came then
_STORY = timedelta(days=7)  # a paragraph that tells of days so long ago tells a story
_LONGEST_DURATION = 24 * 60  # minutes; "postponed by 24 hours" is not how long they talked
_CONTACTS = frozenset({"call", "summit", "meeting", "talks", "round", "consultations", "visit"})


@cache
def _load_before(language: str, slot: str) -> re.Pattern[str] | None:
    """Return the pattern of the words right before a date or place that is not the contact's."""
    patterns = load_pack(language).get("contact_context", {}).get(slot, ())
    return re.compile(f"(?:{join_patterns(patterns)})$") if patterns else None


@cache
def load_after(language: str, slot: str) -> re.Pattern[str] | None:
    """Return the pattern of the words right after a date or place that is not the contact's."""
    patterns = load_pack(language).get("contact_context", {}).get(f"{slot}_after", ())
    return re.compile("|".join(patterns)) if patterns else None


def stands_apart(document: Document, start: int, slot: str, end: int | None = None) -> bool:
    """Tell whether the words right before a span are those of a list of the pack.

    Or those right after its `end`, where such words follow what they govern: "ekimden beri".
    """
    if end is not None and (pattern := load_after(document.language, slot)) is not None:
        return pattern.match(document.folded, end) is not None
    return apart_from(document, start, slot) is not None


def apart_from(document: Document, start: int, slot: str) -> int | None:
    """Return where those words begin."""
    pattern = _load_before(document.language, slot)
    low = max(0, start - _LOOK_BACK)
    found = pattern.search(document.folded[low:start]) if pattern else None
    return low + found.start() if found else None


@lru_cache
def load_joiners(language: str) -> frozenset[str]:
    """Return the words that may stand between the days of a list."""
    words = load_pack(language).get("contact_context", {}).get("day_joiners", ())
    return frozenset(fold(word) for word in words)


def usable_dates(
    document: Document, clause: ClauseLayers, dates: Sequence[DateMention]
) -> list[DateMention]:
    """Return the dates of a sentence that can be a contact's: not "since February 2022"."""
    return clause.once("usable_dates", lambda: _usable_dates(document, clause, dates))


def _usable_dates(
    document: Document, clause: ClauseLayers, dates: Sequence[DateMention]
) -> list[DateMention]:
    words = load_contacts(document.language)
    asserted = join_spans(document, clause, [d for d in clause.asserted(dates) if d.first])
    if not asserted:
        return asserted
    told = clause.terms(words)
    asserted = _without_counted(document, asserted)
    return [
        d
        for d in asserted
        if (not is_of_telling(document, clause, d, words) or _goes_on(document, d.end))
        and not is_of_bystanders(document, clause, d)
        and not is_beside(document, clause, d, told)
        and (not d.of_event or _is_of_contact(document, clause, d, told))
        and (
            not stands_apart(document, d.start, "no_date", d.end)
            or _goes_on(document, d.end)
            or (d.last is not None and d.precision == "day")  # "from 24 to 26 October"
            or _is_attribute(document, clause, d)
        )
    ]


def _is_of_contact(
    document: Document, clause: ClauseLayers, day: DateMention, told: Sequence[Match]
) -> bool:
    """Tell "two days after they spoke" from "two days before a deadline set by X"."""
    after = [p for p in clause.everybody if p.start >= day.end]
    if {p.side for p in after} >= SUBJECT:
        return True
    return day.precision == "day" and any(
        m.start >= day.end and tokens_between(document, day.end, m.start) <= _TO_EVENT for m in told
    )


def _without_counted(document: Document, days: list[DateMention]) -> list[DateMention]:
    """Leave out "three days before" where the day itself stands after it: ", on 20 January"."""
    text = document.text
    told = {
        one.start
        for one, other in pairwise(days)
        if one.precision == other.precision == "day"
        and text[one.end : other.start].strip() == ","
        and not any(c.isdigit() for c in text[one.start : one.end])
        and any(c.isdigit() for c in text[other.start : other.end])
    }
    return [d for d in days if d.start not in told]


def _is_attribute(document: Document, clause: ClauseLayers, day: DateMention) -> bool:
    """Tell whether a date stands right before the contact it is of: "since the August meeting".

    Not before a verb: "he may by Christmas fly to …".
    """
    return any(
        m.key in _CONTACTS
        and not is_of_future(document, m.start, m.end)
        and m.start > day.end
        and not document.text[day.end : m.start].strip()
        for m in clause.terms(load_contacts(document.language))
    )


def _goes_on(document: Document, end: int) -> bool:
    """Tell whether a date is what a clause tells of: "a pause until December, when they met"."""
    then = load_tense_cues(document.language).then
    first, _ = token_range(document, end, len(document.text))
    after = document.tokens[first : first + 1]
    return bool(after) and after[0].form in then and "," in document.text[end : after[0].start]


def choose_days(
    document: Document, days: Sequence[DateMention], trigger: Match
) -> list[DateMention]:
    """Return each day of a list ("27 February and 10 April"), else the nearest to the word."""
    if not days:
        return []
    nearest = min(days, key=lambda d: day_distance(document, d, trigger))
    nearest = _within(nearest, days)
    listed = [nearest]
    for day in days[days.index(nearest) + 1 :]:
        if not is_listed(document, listed[-1], day):
            break
        listed.append(day)
    for day in reversed(days[: days.index(nearest)]):
        if not is_listed(document, day, listed[0]):
            break
        listed.insert(0, day)
    return over_night(_with_one_year(listed))


def _within(month: DateMention, days: Sequence[DateMention]) -> DateMention:
    """Return the day that a sentence tells of a month: "in December they spoke, on the 28th"."""
    if month.precision != "month" or month.first is None:
        return month
    inside = [
        d
        for d in days
        if d.precision == "day"
        and d.first
        and (d.first.year, d.first.month) == (month.first.year, month.first.month)
        and d.start > month.start
    ]
    return inside[0] if inside else month


def _with_one_year(listed: Sequence[DateMention]) -> list[DateMention]:
    """Give the days of a list the year that its last one tells: "27 February and 10 April 2025"."""
    last = listed[-1]
    if last.first is None:
        return list(listed)
    told: list[DateMention] = []
    for day in listed:
        first = day.first
        if day.last is None and day.precision == "day" and first and first > last.first:
            months = first.month, first.day
            if months < (last.first.month, last.first.day):
                moved = date(last.first.year, *months)
                day = replace(day, first=moved, value=moved.isoformat())
        told.append(day)
    return told


def is_listed(document: Document, one: DateMention, other: DateMention) -> bool:
    """Tell whether two days stand in one list, the one right after the other."""
    start, end = one.end, other.start
    if one.of_event != other.of_event:
        return False  # "on Thursday, two days after a visit"
    if _LIST_GAP.fullmatch(document.text[start:end]) or stands_apart(document, end, "day_sequel"):
        return True
    joiners = load_joiners(document.language)
    spans = [token_range(document, *span) for span in without_relatives(document, start, end)]
    words = [token for first, last in spans for token in document.tokens[first:last]]
    outside = "".join(document.text[a:b] for a, b in without_relatives(document, start, end))
    if _LIST_GAP.fullmatch(outside):
        return True  # "on 12 May (90 minutes), 3 June (…)"
    return 0 < len(words) <= _LIST_WORDS and all(word.form in joiners for word in words)


def usable_durations(durations: Sequence[DurationMention], region: Region) -> list[DurationMention]:
    """Return the durations of a region that a contact can have."""
    return [
        d for d in durations if region.holds(d.start, d.end) and 1 < d.minutes < _LONGEST_DURATION
    ]


def choose_duration(
    document: Document, durations: Sequence[DurationMention], region: Region
) -> DurationMention | None:
    """Return the duration of a region that is nearest to one of its words of contact."""
    return min(
        usable_durations(durations, region),
        key=lambda d: min(distance(document, d.start, d.end, t) for t in region.triggers),
        default=None,
    )


def load_fresh_cues(language: str) -> TermIndex:
    """Return the words that tell that a contact was held on the day of the report."""
    return load_terms(language, "fresh_cues")


def fresh_days(
    document: Document, clause: ClauseLayers, region: Region, dates: Sequence[DateMention]
) -> list[DateMention]:
    """Return the day of the report for a contact that has "just ended"; not within a story.

    "He came on 22 January. In the wake of it talks opened": `dates` tell what is told there.
    """
    if tells_story(document, region.start, dates):
        return []
    cues = clause.terms(load_fresh_cues(document.language))
    today = document.published
    return [
        on_day_of(today, c.start, c.end)
        for c in cues
        if region.holds(c.start, c.end) and c.key == "fresh"
    ][:1]


def tells_story(document: Document, start: int, dates: Sequence[DateMention]) -> bool:
    """Tell whether a paragraph has told of days long ago before a character."""
    paragraph = document.text.rfind("\n", 0, start) + 1
    told = [d.first for d in dates if paragraph <= d.start < start and d.precision == "day"]
    return any(first and first < document.published - _STORY for first in told)


def is_over(document: Document, day: DateMention) -> bool:
    """Tell whether a day lies behind the report; a week or a month does when its last day does."""
    if day.first is None:
        return False
    spans = {"week": timedelta(days=6), "month": timedelta(days=27)}
    last = day.last or day.first + spans.get(day.precision, timedelta(0))
    return last < document.published


def is_old(document: Document, day: DateMention | None) -> bool:
    """Tell whether a day lies so far behind the report that it is no news."""
    return day is not None and day.first is not None and day.first < document.published - _STORY


def is_to_come(document: Document, day: DateMention) -> bool:
    """Tell whether a day is still to come; the day of a calling off is not the contact's."""
    return day.first is not None and (day.last or day.first) > document.published


def is_past_year(day: DateMention) -> bool:
    """Tell whether a year, or a season of it, lies before the contacts of now."""
    year = day.value[:4]
    return day.precision in ("year", "unknown") and year.isdigit() and int(year) < START.year
