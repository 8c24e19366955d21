"""Contact lengths: which of several contacts of a sentence lasted how long."""

from collections.abc import Sequence

from tasks.extraction.contacts.edges import distance
from tasks.extraction.contacts.frame import Frame
from tasks.extraction.layers import DateMention, Document, DurationMention, Match

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


def _far_from(document: Document, day: DateMention | None, lasted: Match) -> int:
    """Return how far a length of time is from a day, which mostly stands before it."""
    if day is None:
        return 0
    far = distance(document, day.start, day.end, lasted)
    return far + (_AFTER if day.start > lasted.start else 0)
