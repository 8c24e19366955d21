"""Contact tracks: what tells two contacts apart that run side by side.

By "separately", "in parallel", "en marge", by their pairs, or by what became of them.

"The three teams meet in Abu Dhabi on Friday. Separately, X and Y will discuss the economy there."
"""

from collections.abc import Sequence

from tasks.extraction.contacts.contact import Contact, is_on_one_day
from tasks.extraction.contacts.frame import Frame
from tasks.extraction.contacts.status import CALLED_OFF, PLANNED
from tasks.extraction.layers import SUBJECT

_TABLE = 4  # people of both sides
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


def are_two_pairs(frame: Frame, contact: Contact, shared: frozenset[str]) -> bool:
    """Tell whether both name a Russian and an American, and not the same two."""
    people = [*frame.people, *(p for f in contact.frames for p in f.people)]
    theirs = contact.named_sides
    if not ({p.side for p in frame.people} >= SUBJECT and theirs >= SUBJECT):
        return False
    if shared and len(frame.names) >= _TABLE and is_on_one_day(frame.date, contact.day):
        return False  # those at the table of a contact told by its principals
    return not {p.side for p in people if p.person_id in shared} >= SUBJECT


def are_two_plans(frames: Sequence[Frame], contact: Contact) -> bool:
    """Tell whether of a plan of the two sides and one of three teams one alone was called off.

    A plan of the two sides has a day or a place of its own.
    """
    plans = (frames, contact.frames)
    off = [any(f.status in CALLED_OFF for f in plan) for plan in plans]
    joint = [any(f.is_joint for f in plan) for plan in plans]
    planned = any(f.status in PLANNED for f in frames) and bool(contact.is_planned)
    if not planned or off[0] == off[1] or joint[0] == joint[1]:
        return False
    own = contact.frames if joint[0] else frames
    linked = any(f.names & contact.names or city_told(f) == contact.city for f in frames)
    return any(f.date or f.place for f in own) and not linked


def city_told(frame: Frame) -> str | None:
    """Return the city of a frame: None where it has no place, "" where that is no city."""
    return frame.place.city or "" if frame.place else ""
