"""Elsewhere: whether a frame with a place tells of another contact than one that is known."""

from tasks.extraction.contacts.contact import Contact
from tasks.extraction.contacts.frame import Frame
from tasks.extraction.contacts.kinds import PRESIDENTS
from tasks.extraction.contacts.places import MATTERS
from tasks.extraction.contacts.status import PLANNED
from tasks.extraction.layers import SUBJECT

_SEEN = frozenset({"meeting", "seen"})
_ASIDE = 12  # tokens between two sentences about one contact


def is_elsewhere(frame: Frame, city: str | None, contact: Contact) -> bool:
    """Tell whether a frame with a place cannot be about a contact."""
    if _is_received_at_home(frame, contact):
        return True
    if city is None:
        host = host_of(frame) or _third_country(frame)
        return bool(host and contact.countries and host not in contact.countries)
    if contact.city:
        return city != contact.city
    if contact.countries and frame.place and frame.place.country not in contact.countries:
        return True
    if frame.date and not frame.people and contact.names and not contact.day:
        # Where and when "diplomats met" is not where those named did; but "they met. The meeting …"
        return not _goes_on(frame, contact)
    return contact.kind == "call" and frame.trigger.key in ("talks", "detail")


def _is_received_at_home(frame: Frame, contact: Contact) -> bool:
    """Tell whether a journey goes to one country, and the other's president received somebody."""
    if frame.trigger.key != "visit" or frame.place is None or contact.kind != "envoy":
        return False
    people = [p for f in contact.frames for p in f.people if p.person_id in PRESIDENTS]
    goal = frame.place.country
    return goal in SUBJECT and any(p.side in SUBJECT - {goal} for p in people)


def _goes_on(frame: Frame, contact: Contact) -> bool:
    """Tell whether a frame goes on about what the sentence before told: "The meeting was in …"."""
    told = contact.frames[-1].sentence
    next_to = 0 <= frame.sentence.first_token - told.end_token <= _ASIDE
    near = frame.sentence.paragraph - told.paragraph <= 1
    whose = frame.parties or frame.is_of_teams or frame.ordinal or frame.is_another
    return next_to and near and not whose and frame.sides <= contact.sides


def _third_country(frame: Frame) -> str | None:
    """Return the third country where people of both sides met: "X and Y met in Switzerland"."""
    if frame.place is None or not {person.side for person in frame.people} >= SUBJECT:
        return None
    country = frame.place.country
    return country if frame.trigger.key in _SEEN and country not in SUBJECT | MATTERS else None


def host_of(frame: Frame) -> str | None:
    """Return the country where a frame says that people go, or will meet: not "ties with …"."""
    if frame.place is None:
        return None
    country = frame.place.country
    plan = frame.trigger.key in _SEEN and frame.status in PLANNED and country in SUBJECT
    return country if plan or frame.trigger.key == "visit" else None
