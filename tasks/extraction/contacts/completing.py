"""Contact completing: what adds to a contact told before, with other people or a length alone."""

from collections.abc import Sequence

from tasks.extraction.contacts.contact import Contact, same_days
from tasks.extraction.contacts.frame import START, Frame
from tasks.extraction.contacts.kinds import PRESIDENTS
from tasks.extraction.contacts.status import PLANNED
from tasks.extraction.layers import SUBJECT

_NEAR = 30  # tokens between a contact and a sentence that goes on telling of it
_BARE = frozenset({"meeting", "talks", "conversation", "spoken", "summit", "call", "visit"})
_SPOKEN_OF = frozenset({"talks", "conversation"})
_HELD = frozenset({"talks", "conversation", "meeting"})
NEUTRAL = frozenset({"talks", "conversation", "spoken", "detail"})  # of calls and of meetings


def completes(frame: Frame, contact: Contact) -> bool:
    """Tell whether a frame names the one side, and its contact so far the other one only."""
    theirs = contact.named_sides
    mine = {person.side for person in frame.people}
    return len(mine) == 1 and len(theirs) == 1 and mine | theirs == SUBJECT


def is_of_hosts(frame: Frame, kind: str | None, contact: Contact) -> bool:
    """Tell whether a frame only names who else was about on the day of an envoy's contact.

    "Putin received Witkoff on 6 August. On that morning Dmitriev had met the guest."
    """
    day, known = frame.date, contact.day
    exact = day is not None and known is not None and day.precision == known.precision == "day"
    mine = {person.side for person in frame.people}
    both = contact.named_sides >= SUBJECT
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
    both = contact.named_sides >= SUBJECT
    return plain and alone and both and city is not None and city == contact.city


def lasted_news(frame: Frame, news: Contact, latest: Contact) -> bool:
    """Tell whether a bare line says how long the contact lasted that a text is about.

    "The minister recalled the call of 3 July." On the next line: "The meeting lasted 50 minutes."
    """
    day, other = news.day, latest.day
    if frame.duration is None or frame.sides or day is None or other is None:
        return False
    apart = frame.sentence.paragraph > latest.frames[-1].sentence.paragraph
    before = latest is news or (other.first or START) < (day.first or START)
    before = before and not news.is_planned
    return apart and before and all(f.duration is None for f in news.frames)


def whose_length(
    frame: Frame, contacts: Sequence[Contact], latest: Contact | None
) -> Contact | None:
    """Return the contact of which a sentence says only how long it lasted."""
    if latest is None:
        return None
    if _tells_length(frame, latest):
        return latest
    return contacts[0] if is_bare(frame) and lasted_news(frame, contacts[0], latest) else None


def _tells_length(frame: Frame, latest: Contact) -> bool:
    """Tell whether a sentence says only how long the contact told just before lasted."""
    says = frame.date or frame.place or frame.people or frame.ordinal
    if frame.duration is None or says or frame.status in PLANNED or frame.sides - latest.sides:
        return False
    held = not latest.is_planned and all(f.duration is None for f in latest.frames)
    return held and adjoins(frame, latest)


def adds_to_pair(frame: Frame, latest: Contact) -> bool:
    """Tell who else was at the contact told last: "X and Y are present at their meeting too"."""
    if not (frame.is_pronoun and frame.is_attended) or latest.is_foreign or frame.place:
        return False
    if frame.names & latest.names or frame.sides - SUBJECT or not adjoins(frame, latest):
        return False
    return not (frame.date and latest.day) or same_days(frame.date, latest.day)


def adjoins(frame: Frame, contact: Contact) -> bool:
    """Tell whether a frame stands in the paragraph in which a contact was told of just before."""
    told = contact.frames[-1].sentence
    near = frame.sentence.first_token - told.end_token <= _NEAR
    return told.paragraph == frame.sentence.paragraph and near


def is_bare(frame: Frame) -> bool:
    """Tell whether a frame is a plain "the meeting", which means one told before."""
    says = frame.date or frame.place or frame.people or frame.ordinal or frame.is_joint
    return not says and frame.status not in PLANNED and frame.trigger.key in _BARE


def took_part(frame: Frame, before: Contact) -> bool:
    """Tell whether people of one side "also joined Friday's talks", which were just told."""
    near = frame.sentence.paragraph - before.frames[-1].sentence.paragraph <= 1
    alone = len({person.side for person in frame.people}) == 1 and not frame.names & PRESIDENTS
    day = before.day is None or (frame.date is not None and same_days(frame.date, before.day))
    told = before.named_sides >= SUBJECT and not before.is_planned
    plain = frame.trigger.key in _HELD and frame.place is None
    return near and alone and day and told and plain and not frame.is_unspecified


def leads_teams(frame: Frame, told: Contact) -> bool:
    """Tell whether a plan says who is to lead teams told before: "the talks will be led by X"."""
    plain = not (frame.place or frame.is_unspecified or frame.is_another or frame.ordinal)
    known = told.names or told.kind == "call" or told.day is None
    return plain and frame.status == "scheduled" and frame.trigger.key in _SPOKEN_OF and not known
