"""Contact venues: in which of the buildings of a sentence its contacts are."""

from collections.abc import Sequence

from tasks.extraction.clause_layers import ClauseLayers
from tasks.extraction.contacts.edges import distance
from tasks.extraction.contacts.frame import Frame
from tasks.extraction.contacts.regions import Region
from tasks.extraction.contacts.slots import stands_apart
from tasks.extraction.layers import Document, Match, VenueMention

_REACH = 20  # tokens between a building and the word or day of a contact that is in it


def usable_venues(
    document: Document, clause: ClauseLayers, venues: Sequence[VenueMention]
) -> list[VenueMention]:
    """Return the buildings of a sentence that a contact can be in: not "staff at the embassy"."""
    return [
        v
        for v in clause.asserted(venues)
        if not stands_apart(document, v.start, "no_seat")
        and not stands_apart(document, v.start, "no_venue")
    ]


def share_venues(
    document: Document, venues: Sequence[VenueMention], region: Region, frames: Sequence[Frame]
) -> None:
    """Give each contact of a region its building, of those of its sentence.

    As many buildings as days stand in the order of the days: "on 1 and 2 May, first at the embassy,
    then at the consulate". Else each belongs to the contact whose day, or word, is nearest.
    """
    if len(venues) == len(frames) > 1:
        for frame, venue in zip(frames, venues, strict=True):
            frame.venue = venue
        return
    here = [v for v in venues if region.holds(v.start, v.end)]
    for venue in sorted(here, key=lambda v: min(_far(document, v, f) for f in frames)):
        frame = min(frames, key=lambda f: _far(document, venue, f))
        if frame.venue is None and _far(document, venue, frame) <= _REACH:
            frame.venue = venue


def _far(document: Document, venue: VenueMention, frame: Frame) -> int:
    """Return how many tokens a building is from the day of a contact, or its word."""
    spans = [(frame.trigger.start, frame.trigger.end)]
    if frame.date:
        spans.append((frame.date.start, frame.date.end))
    here = Match(venue.start, venue.end, "venue")
    return min(distance(document, start, end, here) for start, end in spans)
