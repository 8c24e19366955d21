"""Contact stand-ins: those named beside a contact of others, whom they only act or speak for."""

from tasks.extraction.contacts.frame import Frame
from tasks.extraction.contacts.kinds import ENVOYS, PRESIDENTS
from tasks.extraction.layers import PersonMention

_BY_VOICE = ("call", "spoken", "conversation")
_PREPARE = frozenset({"lavrov", "rubio"})


def drop_principals(frame: Frame) -> None:
    """Take a president out whose envoy meets the other one: the envoy stands in for him."""
    if not frame.names >= PRESIDENTS:
        return
    if frame.status in ("possible", "scheduled") and not frame.is_attended:
        # "The ministers agreed to prepare a meeting of the presidents."
        frame.people = [p for p in frame.people if p.person_id not in _PREPARE]
    if not frame.is_attended:  # "the ministers spoke of what was agreed at the summit"
        led = min(p.start for p in frame.people if p.person_id in PRESIDENTS)
        frame.people = [p for p in frame.people if not _is_role_before(p, led)]
    together = {p.start for p in frame.people if p.person_id in PRESIDENTS}
    if frame.trigger.key in {"summit", *_BY_VOICE} or len(together) == 1:
        return  # "around the two presidents sat …"
    envoys = {p.side for p in frame.people if p.person_id in ENVOYS}
    frame.people = [
        p for p in frame.people if p.person_id not in PRESIDENTS or p.side not in envoys
    ]


def _is_role_before(person: PersonMention, start: int) -> bool:
    """Tell "the ministers", told before a character, from those who are named."""
    return person.form == "role" and person.person_id in _PREPARE and person.end <= start
