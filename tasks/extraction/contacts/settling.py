"""Settling: the status of a contact, from what all its frames say."""

from tasks.extraction.clause_layers import Layers
from tasks.extraction.contacts.contact import Contact
from tasks.extraction.contacts.edges import distance
from tasks.extraction.contacts.frame import Frame
from tasks.extraction.contacts.lead import has_ended
from tasks.extraction.contacts.status import CALLED_OFF, by_date

_TO_CUE = 3  # tokens between a call and the word that it was put off


def _is_off(layers: Layers, frame: Frame) -> bool:
    """Tell whether a call itself was called off: not "dropped after a call"."""
    cue = frame.status_cue
    return cue is None or distance(layers.document, cue.start, cue.end, frame.trigger) <= _TO_CUE


def _without_arrival(frames: list[Frame]) -> list[Frame]:
    """Leave out who has come today for what is still to begin."""
    held = [f for f in frames if f.status == "held"]
    came = all(f.trigger.key == "visit" for f in held)
    plans = [f for f in frames if f.status == "scheduled"]
    return [f for f in frames if f not in held] if came and plans else frames


def settle_status(layers: Layers, contact: Contact) -> str:
    """Return the status of a contact: what its frames say most surely, held when none says any."""
    frames = contact.frames
    over = [f for f in frames if f.status_cue and f.status_cue.key == "held"]
    if any(f.duration or has_ended(layers, f.sentence) for f in over):
        frames = [f for f in frames if f.status != "ongoing"]  # "it began … it lasted an hour"
    if contact.kind == "call":
        frames = [f for f in frames if f.status not in CALLED_OFF or _is_off(layers, f)]
    if contact.day and contact.day.first == layers.document.published:
        frames = _without_arrival(frames)
    given = [frame.status for frame in frames if frame.status]
    chosen = next((s for s in ("cancelled", "postponed", "ongoing", "held") if s in given), None)
    status = by_date(chosen or (given[0] if given else None), contact.day, layers.document)
    if status == "scheduled" and contact.day is None and not contact.countries:
        return "possible"  # nothing is fixed of it, however surely it is to come
    return status or "held"
