"""Contact completing: whether a frame with other people adds to a contact told before."""

from tasks.extraction.contacts.contact import Contact
from tasks.extraction.contacts.frame import Frame
from tasks.extraction.contacts.status import PLANNED
from tasks.extraction.layers import SUBJECT

NEUTRAL = frozenset({"talks", "conversation", "spoken", "detail"})  # of calls and of meetings


def completes(frame: Frame, contact: Contact) -> bool:
    """Tell whether a frame names the one side, and its contact so far the other one only."""
    theirs = {person.side for f in contact.frames for person in f.people}
    mine = {person.side for person in frame.people}
    return len(mine) == 1 and len(theirs) == 1 and mine | theirs == SUBJECT


def is_of_hosts(frame: Frame, kind: str | None, contact: Contact) -> bool:
    """Tell whether a frame only names who else was about on the day of an envoy's contact.

    "Putin received Witkoff on 6 August. On that morning Dmitriev had met the guest."
    """
    day, known = frame.date, contact.day
    exact = day is not None and known is not None and day.precision == known.precision == "day"
    mine = {person.side for person in frame.people}
    both = {p.side for f in contact.frames for p in f.people} >= SUBJECT
    alone = len(mine) == 1 and mine <= SUBJECT
    return exact and both and alone and kind == contact.kind == "envoy"


def tells_what_of(frame: Frame, contact: Contact, shared: frozenset[str]) -> bool:
    """Tell whether the two of a contact only "discussed" something: in it, be it a call."""
    says = frame.date or frame.place or frame.duration or frame.status in PLANNED
    plain = frame.trigger.key == "paired" and not says
    return plain and {p.side for p in frame.people if p.person_id in shared} >= SUBJECT


def was_there_too(frame: Frame, city: str | None, contact: Contact) -> bool:
    """Tell whether a frame names one who was at the talks told before, by their city alone.

    "Lavrov and Rubio spoke in Riyadh for four hours. Dmitriev was at the Riyadh talks too."
    """
    plain = frame.date is None and frame.status not in PLANNED and frame.trigger.key in NEUTRAL
    alone = len({person.side for person in frame.people}) == 1
    both = {p.side for f in contact.frames for p in f.people} >= SUBJECT
    return plain and alone and both and city is not None and city == contact.city
