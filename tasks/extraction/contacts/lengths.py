"""Contact lengths: which of several contacts of a sentence lasted how long."""

import re
from collections.abc import Sequence
from functools import lru_cache
from itertools import product

from tasks.extraction.contacts.edges import distance
from tasks.extraction.contacts.frame import Frame
from tasks.extraction.durations import load_duration_words
from tasks.extraction.layers import DateMention, Document, DurationMention, Match
from tasks.extraction.term_patterns import normalize
from tasks.extraction.text import token_range

HOUR = 60
_UNIT_LESS = 4  # tokens between "the second" and "five and a half"
_AFTER = 3  # tokens that a day after a length of time counts as farther


def share_durations(
    document: Document, lengths: Sequence[DurationMention], frames: Sequence[Frame]
) -> None:
    """Give each length of time, of several days, to the one beside which it stands."""
    if len(frames) == 1 or frames[0].duration is None:
        return
    for frame in frames:
        frame.duration = None
    for lasted in lengths:
        span = Match(lasted.start, lasted.end, "duration")
        nearest = min(frames, key=lambda f: _far_from(document, f.date, span))
        nearest.duration = nearest.duration or lasted


def add_bare_length(
    document: Document, told: Sequence[DurationMention], frames: Sequence[Frame]
) -> None:
    """Give a contact the length whose unit stands before: "an hour on 2 May, on 5 June — two".

    None where the days are listed: "on 2 May (an hour), on 5 June, 7 and 9 July".
    """
    day, lasted = frames[0].date, frames[0].duration
    if len(frames) > 1 or day is None or lasted is not None:
        return
    if any(length.minutes >= HOUR and length.end <= day.start for length in told):
        frames[0].duration = bare_length(document, Match(day.start, day.end, "day"), HOUR)


def _far_from(document: Document, day: DateMention | None, lasted: Match) -> int:
    """Return how far a length of time is from a day, which mostly stands before it."""
    if day is None:
        return 0
    far = distance(document, day.start, day.end, lasted)
    return far + (_AFTER if day.start > lasted.start else 0)


def bare_length(document: Document, number: Match, unit: int) -> DurationMention | None:
    """Return a length whose unit is left out: "the second five and a half"."""
    words = load_duration_words(document.language)
    sentence = next(s for s in document.sentences if s.start <= number.start < s.end)
    first, last = token_range(document, number.end, sentence.end)
    starts = document.starts[first : min(last, first + _UNIT_LESS)]
    for pattern, start in product(_load_bare(document.language), starts):
        found = pattern.match(document.folded, start, sentence.end)
        count = words.numerals.parse(found["count"]) if found and words else None
        if found is None or words is None or count is None:
            continue
        half = found.groupdict().get("half")
        extra = int(words.values["half"][normalize(half)]) if half else 0
        return DurationMention(found.start(), found.end("count"), round(count * unit) + extra)
    return None


@lru_cache
def _load_bare(language: str) -> tuple[re.Pattern[str], ...]:
    """Return the patterns of a number of hours that ends its clause: with a half, and without."""
    words = load_duration_words(language)
    if words is None:
        return ()
    count = rf"(?P<count>{words.numerals.slot.pattern})"
    halves = "|".join(re.escape(term) for term in words.values["half"])
    forms = [rf"{count}\s+(?P<half>{halves})"] if halves else []
    return tuple(re.compile(rf"{form}(?=\s*(?:[.,;)»]|$))") for form in [*forms, count])
