"""Spans: the first and the last day of what "began on Wednesday and ended on Thursday"."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import date, timedelta
from functools import lru_cache

from tasks.extraction.clause_layers import ClauseLayers
from tasks.extraction.layers import DateMention, Document, Match
from tasks.extraction.lexicon import TermIndex, load_pack
from tasks.extraction.text import tokens_between

_TWO = 2  # days between which a night lies
_EVENINGS, _MORNING = ("TEV", "TNI"), "TMO"

_NEAR = 4  # tokens between a verb and its day: "began in Vienna on Wednesday"
_LONGEST = timedelta(days=10)


@lru_cache
def _load_ends(language: str) -> TermIndex:
    context = load_pack(language).get("contact_context", {})
    return TermIndex({key: context.get(key, ()) for key in ("begins", "ends")})


def join_spans(
    document: Document, clause: ClauseLayers, days: Sequence[DateMention]
) -> list[DateMention]:
    """Return the days, that on which something began and that on which it ended made one."""
    joined: list[DateMention] = []
    words = clause.terms(_load_ends(document.language)) if len(days) > 1 else []
    for day in days:
        before = joined[-1] if joined else None
        if before is not None and words and (last := _last_day(document, before, day, words)):
            value = f"{before.value}/{last.isoformat()}"
            joined[-1] = replace(before, end=day.end, last=last, value=value)
        else:
            joined.append(day)
    return joined


def _last_day(
    document: Document, one: DateMention, other: DateMention, words: Sequence[Match]
) -> date | None:
    """Return the day of an end whose beginning is told before it; None where it is not so."""
    exact = one.precision == other.precision == "day" and one.last is None
    if not exact or one.first is None or other.first is None:
        return None
    if not timedelta(0) < other.first - one.first <= _LONGEST:
        return None
    begins = [w for w in words if w.key == "begins" and _is_near(document, w, one)]
    ends = [w for w in words if w.key == "ends" and _is_near(document, w, other)]
    told = any(b.end <= e.start and e.end > one.start for b in begins for e in ends)
    return (other.last or other.first) if told else None


def _is_near(document: Document, word: Match, day: DateMention) -> bool:
    start, end = sorted((word.start, word.end, day.start, day.end))[1:3]
    return tokens_between(document, start, end) <= _NEAR


def over_night(listed: list[DateMention]) -> list[DateMention]:
    """Return one span for "on Monday evening and Tuesday morning"."""
    if len(listed) != _TWO or any(d.first is None or d.last for d in listed):
        return listed
    evening, morning = listed
    nights = evening.value.endswith(_EVENINGS) and morning.value.endswith(_MORNING)
    if not nights or evening.first is None or morning.first != evening.first + timedelta(days=1):
        return listed
    return [replace(evening, end=morning.end, last=morning.first)]
