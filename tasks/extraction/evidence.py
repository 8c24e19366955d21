"""Evidence: the characters that each value of a claim was read from."""

from collections.abc import Iterable

from storage.records import Evidence
from tasks.extraction.contacts.frame import Frame
from tasks.extraction.layers import Document


def collect_evidence(
    document: Document, frames: Iterable[Frame], venue: str | None
) -> tuple[Evidence, ...]:
    """Return one span a value, in order, from the frames of one contact; `venue` is its building.

    A building that a frame has and the contact has not lies in another city than the contact.
    """
    spans: set[tuple[str, int, int]] = set()
    for frame in frames:
        spans.add(("trigger", frame.trigger.start, frame.trigger.end))
        for slot, found in (
            ("status", frame.status_cue),
            ("date", frame.date),
            ("city" if frame.place and frame.place.city else "country", frame.place),
            ("venue", frame.venue if frame.venue and frame.venue.name == venue else None),
            ("duration", frame.duration),
            ("ordinal", frame.ordinal),
        ):
            if found is not None:
                spans.add((slot, found.start, found.end))
        spans |= {("participants", person.start, person.end) for person in frame.people}
    ordered = sorted(spans, key=lambda span: (span[1], span[2], span[0]))
    return tuple(
        Evidence(slot, start, end, document.text[start:end]) for slot, start, end in ordered
    )
