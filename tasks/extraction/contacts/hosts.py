"""Hosts: the president whom a guest saw where "the president" might be his own.

"Witkoff had a message from Trump. The meeting with the president was in Saint Petersburg."
"""

from dataclasses import replace

from tasks.extraction.clause_layers import Layers
from tasks.extraction.contacts.frame import Frame
from tasks.extraction.contacts.kinds import PRESIDENTS
from tasks.extraction.contacts.status import PLANNED
from tasks.extraction.layers import SUBJECT, PersonMention
from tasks.extraction.text import token_range

_GUESTS = frozenset({"meeting", "seen", "talks", "conversation", "paired", "spoken"})


def with_host(layers: Layers, frame: Frame) -> Frame:
    """Return a frame in which "the president", told of a city of the one, is not the other."""
    place = frame.place
    if place is None or place.country not in SUBJECT or frame.trigger.key not in _GUESTS:
        return frame
    meant = [p for p in frame.people if p.person_id in PRESIDENTS]
    if len(meant) != 1 or frame.status in PLANNED or not _is_bare(layers, meant[0]):
        return frame
    if meant[0].side == place.country or {p.side for p in frame.people} >= SUBJECT:
        return frame
    known = (p for p in layers.people if p.person_id in PRESIDENTS and p.side == place.country)
    host = next(known, None)
    if host is None:
        return frame
    people = [replace(host, start=p.start, end=p.end) if p in meant else p for p in frame.people]
    return replace(frame, people=people, sides=frozenset(frame.sides | {place.country}))


def _is_bare(layers: Layers, person: PersonMention) -> bool:
    """Tell "the president" from "the American president" and from a name."""
    first, last = token_range(layers.document, person.start, person.end)
    return person.form == "role" and last - first == 1
