"""Contact tracks: two contacts of one day, told apart by "separately", "in parallel", "en marge".

"The three teams meet in Abu Dhabi on Friday. Separately, X and Y will discuss the economy there."
"""

from tasks.extraction.contacts.contact import Contact
from tasks.extraction.contacts.frame import Frame
from tasks.extraction.contacts.status import PLANNED
from tasks.extraction.layers import SUBJECT

_NEAR = 3  # paragraphs from the talks to what is held beside them


def are_two_tracks(frame: Frame, contact: Contact) -> bool:
    """Tell whether one of the two is told to be beside the other, which is of teams."""
    told = contact.frames
    joint = any(f.is_joint for f in told)
    if joint and frame.trigger.key == "paired" and not (frame.is_joint or frame.date):
        return {p.side for p in frame.people} >= SUBJECT  # "his exchanges with X were frank"
    if is_track(frame) or _is_aside(frame):
        return not any(is_track(f) or _is_aside(f) for f in told) and _is_beside(frame, contact)
    if not any(is_track(f) for f in told):
        return False
    shared = {p.side for f in told for p in f.people if p.person_id in frame.names}
    return frame.is_joint or (bool(frame.names - contact.names) and not shared >= SUBJECT)


def is_track(frame: Frame) -> bool:
    """Tell whether a frame is of a contact held beside another, between people it names."""
    return frame.is_apart and not frame.is_joint and {p.side for p in frame.people} >= SUBJECT


def lend_day(frame: Frame, latest: Contact | None) -> None:
    """Give what is held beside talks of teams their day and city, told before it."""
    if latest is None or latest.day is None or not (is_track(frame) or _is_aside(frame)):
        return
    near = frame.sentence.paragraph - latest.frames[-1].sentence.paragraph <= _NEAR
    planned = frame.status in PLANNED if frame.status else None
    contrary = None not in (planned, latest.is_planned) and planned != latest.is_planned
    contrary = contrary and all(f.status != "ongoing" for f in latest.frames)
    known = next((f.place for f in latest.frames if f.place and f.place.city), None)
    there = frame.place is None or frame.place.city in (None, latest.city)
    if near and there and not contrary and _is_beside(frame, latest):
        frame.date = frame.date or latest.day
        frame.place = frame.place if frame.place and frame.place.city else known


def _is_aside(frame: Frame) -> bool:
    """Tell "on the sidelines": of talks, if such were told, else of a gathering of many states."""
    both = {p.side for p in frame.people} >= SUBJECT
    return "sidelines" in frame.back and both and not frame.is_joint


def _is_beside(frame: Frame, contact: Contact) -> bool:
    """Tell whether a contact can have another beside it.

    Three teams sit there, or it is told so far by the team of one side alone.
    """
    alone = len(contact.named_sides) == 1 and contact.named_sides <= SUBJECT
    return any(f.is_joint for f in contact.frames) or (alone and is_track(frame))
