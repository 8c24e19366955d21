"""Moved: the days to which a contact was put off."""

from collections.abc import Sequence

from tasks.extraction.contacts.edges import distance
from tasks.extraction.contacts.slots import is_listed, stands_apart
from tasks.extraction.layers import DateMention, Document, Match

_MOVED = 4  # tokens from "was moved" to the new day


def days_moved_to(
    document: Document, days: Sequence[DateMention], cue: Match | None
) -> list[DateMention]:
    """Return the days to which a contact was moved: "pushed back to Wednesday and Thursday"."""
    if cue is None or cue.key != "postponed":
        return []
    # The verb comes last in German: "auf den 6. Juni verschoben".
    before = [d for d in days if document.text[d.end : cue.start].isspace()]
    later = [*before, *(d for d in days if d.start >= cue.end)]
    moved = next((d for d in later if stands_apart(document, d.start, "moved_to")), None)
    if moved is None or distance(document, cue.start, cue.end, _span(moved)) > _MOVED:
        return []
    listed = [moved]
    for day in later[later.index(moved) + 1 :]:
        if not is_listed(document, listed[-1], day):
            break
        listed.append(day)
    return listed


def _span(day: DateMention) -> Match:
    return Match(day.start, day.end, "day")
