"""Days: those that a contact has from the words around it, not from its own clause."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import timedelta
from functools import cache

from tasks.extraction.clause_layers import ClauseLayers
from tasks.extraction.contacts.bystanders import is_of_since
from tasks.extraction.contacts.edges import distance
from tasks.extraction.contacts.frame import START, Frame
from tasks.extraction.contacts.regions import Region
from tasks.extraction.contacts.separators import find_separators
from tasks.extraction.contacts.slots import is_over, stands_apart, tells_story
from tasks.extraction.layers import Attribution, DateMention, Document, Match, on_day_of
from tasks.extraction.lexicon import TermIndex, load_context, load_pack, load_terms
from tasks.extraction.speech.grammar import load_grammar
from tasks.extraction.speech.insertions import load_reporting_verbs
from tasks.extraction.text import token_range
from tasks.extraction.timex.arithmetic import make_date

_GOVERNED = 3  # tokens from "a day after" to the word of contact
_VISIT = timedelta(days=4)  # as long may talks go on
_TO_DOUBT = 6  # tokens between a day and "unlikely"


def days_since(
    document: Document, clause: ClauseLayers, dates: Sequence[DateMention], region: Region
) -> list[DateMention]:
    """Return the day after which there was no more contact: "they have not spoken since"."""
    told = [d for d in clause.asserted(dates) if region.holds(d.start, d.end)]
    told = [d for d in told if not is_of_since(document, clause, d)]
    return [
        d
        for d in (_behind(d, document) for d in told)
        if d.precision in ("day", "month")
        and d.first
        and START < d.first < document.published
        and stands_apart(document, d.start, "since", d.end)
    ][:1]


def days_begun(
    document: Document, clause: ClauseLayers, dates: Sequence[DateMention], region: Region
) -> list[DateMention]:
    """Return the day on which what still goes on began: "has been meeting X since Saturday"."""
    another = load_terms(document.language, "another").find(
        document, *token_range(document, region.start, region.end)
    )
    by_voice = region.triggers[0].key in ("call", "spoken")
    if by_voice or another or is_negated(document, region):
        return []  # "the first call since Saturday"
    return [
        d
        for d in clause.asserted(dates)
        if region.holds(d.start, d.end)
        and d.precision == "day"
        and d.first
        and timedelta(0) < document.published - d.first <= _VISIT
        and stands_apart(document, d.start, "since", d.end)
        and d.start >= region.triggers[-1].start
    ][:1]


def without_doubted(
    document: Document, region: Region, days: Sequence[DateMention]
) -> list[DateMention]:
    """Leave out the days that a plan is said not to be for: "next week was unlikely"."""
    if not days:
        return []
    first, last = token_range(document, region.start, region.end)
    doubts = load_context(document.language, "doubted").find(document, first, last)
    return [
        day
        for day in days
        if all(distance(document, day.start, day.end, doubt) > _TO_DOUBT for doubt in doubts)
    ]


def is_negated(document: Document, region: Region) -> bool:
    """Tell whether a word of denial stands in a region up to its word of contact."""
    trigger = region.triggers[0]
    first, last = token_range(document, region.start, trigger.end)
    return bool(_load_negation(document.language).find(document, first, last))


@cache
def _load_negation(language: str) -> TermIndex:
    words = load_pack(language).get("stance_context", {}).get("negation", ())
    return TermIndex({"negation": words})


def is_since(document: Document, denial: Match, trigger: Match) -> bool:
    """Tell whether nothing more came after a contact: "they have not met since the summit"."""
    after = denial.end <= trigger.start
    return after and stands_apart(document, trigger.start, "since", trigger.end)


def is_none_since(document: Document, before: Sequence[Frame], region: Region) -> bool:
    """Tell whether a region is what there was none since: "not spoken since the summit"."""
    denied = before[-1] if before and before[-1].status == "none" else None
    cue = denied.status_cue if denied else None
    return cue is not None and is_since(document, cue, region.triggers[0])


def each_call(
    document: Document, day: DateMention, trigger: Match, *, is_counted: bool = False
) -> list[DateMention]:
    """Return two days for "they spoke on 28 and 29 December": no call lasts for two days.

    Nor does what they did "twice", be it a call or not.
    """
    first, last = token_range(document, day.start, day.end)
    joined = any(
        t.form in load_grammar(document.language).conjunctions for t in document.tokens[first:last]
    )
    each = joined and (trigger.key == "call" or is_counted)
    if not each or day.first is None or day.last is None:
        return [day]
    return [
        replace(day, last=None, value=day.first.isoformat()),
        replace(day, first=day.last, last=None, value=day.last.isoformat()),
    ]


def _behind(day: DateMention, document: Document) -> DateMention:
    """Return the day a year before when it is still to come: "not since Oct. 20"."""
    if day.first is None or day.first <= document.published or not _is_of_calendar(day):
        return day
    first = make_date(day.first.year - 1, day.first.month, day.first.day)
    return replace(day, first=first, last=None) if first else day


def _is_of_calendar(day: DateMention) -> bool:
    return not day.relative and day.precision in ("day", "month")


def days_of_telling(dates: Sequence[DateMention], said: Sequence[Attribution]) -> list[DateMention]:
    """Return the days of "X said on Thursday that he had met Y": they are those of the contact."""
    told = [d for d in dates if any(a.start <= d.start < a.end for a in said)]
    return [d for d in told if d.first and d.precision == "day"]


def is_of_telling(document: Document, day: DateMention, cue: Match, trigger: Match) -> bool:
    """Tell the day on which a plan was told of: "on Monday he announced that they would meet"."""
    first = min(cue.start, trigger.start)
    if not day.end <= first or not is_over(document, day):
        return False
    verbs = load_reporting_verbs(document.language)
    return bool(verbs.find(document, *token_range(document, day.end, first)))


def days_of_opener(
    document: Document, clause: ClauseLayers, dates: Sequence[DateMention], region: Region
) -> list[DateMention]:
    """Return the day that the words before a region give it.

    "He spoke a day after a call": the day before the report; "announced on Monday after a call",
    "on Monday, after a call, he announced": the day of the announcement.
    """
    if region.opener == "day_after" or _is_of_eve(document, clause, region):
        eve = document.published - timedelta(days=1)
        span = region.start, region.triggers[0].start
        return [DateMention(*span, eve, None, "day", eve.isoformat(), relative=True)]
    if region.opener == "opened" and region.triggers[0].key == "call":
        return [
            d
            for d in clause.asserted(dates)
            if d.first and d.precision in ("day", "week") and d.end <= region.start
        ][-1:]
    if region.opener != "apart":
        return []
    told = [d for d in clause.asserted(dates) if d.first and d.precision == "day"]
    return [
        d
        for d in told
        if d.end <= region.start and stands_apart(document, d.start, "no_date", d.end)
    ][-1:]


def _is_of_eve(document: Document, clause: ClauseLayers, region: Region) -> bool:
    """Tell a contact that the report comes a day after: "the news comes a day after a visit"."""
    trigger = region.triggers[0]
    if region.opener not in ("", "opened"):
        return False
    found = [s for s in find_separators(document, trigger) if s.start >= region.start]
    if not found or found[-1].key != "day_after":
        return False
    if any(a.start <= found[-1].start < a.end for a in clause.said):
        return False  # "he said so a day after the talks"
    first, last = token_range(document, found[-1].end, trigger.start)
    return last - first <= _GOVERNED


def with_present(frame: Frame, document: Document, dates: Sequence[DateMention]) -> Frame:
    """Give a contact that is under way its day: that of the report; a story's is behind."""
    cue = frame.status_cue
    is_aside = frame.trigger.key == "detail"  # "the teams": what goes on is told elsewhere
    vague = frame.trigger.key == "paired" and not (frame.people or frame.place)
    if frame.status != "ongoing" or frame.date is not None or cue is None or is_aside or vague:
        return frame  # "the exchanges of both capitals go on"
    if tells_story(document, frame.sentence.start, dates):
        return replace(frame, status="held", people=list(frame.people))
    day = on_day_of(document.published, cue.start, cue.end)
    return replace(frame, date=day, people=list(frame.people))
