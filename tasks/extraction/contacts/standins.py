"""Contact stand-ins: those named beside a contact of others, whom they only act or speak for."""

from itertools import pairwise

from tasks.extraction.contacts.frame import Frame
from tasks.extraction.contacts.kinds import ENVOYS, PRESIDENTS
from tasks.extraction.layers import PersonMention

_BY_VOICE = ("call", "spoken", "conversation")
_AND = len(" and ")  # characters between two who are named as a pair
_TABLE = frozenset({"detail", "seen"})
_AT_TABLE = 4  # people beside the presidents
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
    if frame.trigger.key in {"summit", *_BY_VOICE} or _are_there(frame):
        return
    envoys = {p.side for p in frame.people if p.person_id in ENVOYS}
    frame.people = [
        p for p in frame.people if p.person_id not in PRESIDENTS or p.side not in envoys
    ]


def _are_there(frame: Frame) -> bool:
    """Tell whether both presidents are named as those who meet, with whom they brought.

    "X and Y met, with … in the room", "around the two presidents sat …", "beside X sat …".
    """
    theirs = sorted({(p.start, p.end) for p in frame.people if p.person_id in PRESIDENTS})
    word = frame.trigger
    for one, two in pairwise(theirs):
        beside = min(abs(one[0] - word.end), abs(word.start - two[1])) <= 1  # "X and Y met"
        if beside and two[0] - one[1] <= _AND:
            return True
    if len(theirs) == 1:
        return True
    return frame.trigger.key in _TABLE and len(frame.names - PRESIDENTS) >= _AT_TABLE


def _is_role_before(person: PersonMention, start: int) -> bool:
    """Tell "the ministers", told before a character, from those who are named."""
    return person.form == "role" and person.person_id in _PREPARE and person.end <= start
