"""Contact details: to which contacts a sentence adds that tells of none itself.

"The delegation was led by …", "it lasted three hours": the contact told last before it that the
sentence does not contradict.
"""

from collections.abc import Sequence
from dataclasses import replace

from tasks.extraction.contacts.contact import Contact, same_days
from tasks.extraction.contacts.frame import Frame
from tasks.extraction.contacts.further import is_of_experts
from tasks.extraction.contacts.kinds import ENVOYS, MINISTERS, PRESIDENTS
from tasks.extraction.layers import SUBJECT

_DETAIL_REACH = 6  # paragraphs


def add_details(frames: Sequence[Frame], contacts: Sequence[Contact]) -> None:
    """Add what sentences say of contacts told elsewhere, those of one passage to one contact.

    "In Vienna X came with experts. Opposite him Y led the team": both in Vienna.
    """
    there: Contact | None = None  # the contact of the city that the sentence before names
    end = -1
    for frame in frames:
        city = frame.place.city if frame.place else None
        goes_on = city is None and end == frame.sentence.first_token
        home = _add_detail(frame, contacts, there if goes_on else None)
        named = city is not None and home is not None and home.city == city
        there = home if goes_on or named else None
        end = frame.sentence.end_token


def _add_detail(
    frame: Frame, contacts: Sequence[Contact], beside: Contact | None
) -> Contact | None:
    """Add who led the teams, or how long it lasted, to the contacts the sentence speaks of."""
    if len(frame.names) > 1 and any(c.kind == "call" and frame.names <= c.names for c in contacts):
        return None  # "X explained it to Y": that is the call told beside it
    fitting = [c for c in contacts if _takes_detail(frame, c)]
    if frame.duration is not None and not frame.people:
        fitting = [c for c in fitting if _can_last(c)]
    if not fitting:
        return None
    plain = not (frame.status_cue or frame.date or frame.names & PRESIDENTS)
    was_there = frame.status == "held" and plain  # so at no plan
    city = frame.place.city if frame.place else None
    home = min(
        fitting,
        key=lambda c: (
            c is not beside,
            was_there and bool(c.is_planned),
            city is None or c.city != city or _detail_distance(frame, c)[0] > 0,
            _is_idea(c),  # teams sit at what takes place
            not _same_day_told(frame, c),
            _detail_distance(frame, c)[0],
            bool(frame.people) and not _goes_on(frame, c),
            frame.date is not None and c.day is None,
            _detail_distance(frame, c)[1],
            -_last_told(frame, c),
        ),
    )
    if frame.names & MINISTERS and _is_of_experts(home):
        return None  # the ministers speak of the experts' round
    # Where and when the contact was, its own sentences tell: "he had come from Moscow in May".
    frame.place, frame.status, dated = None, None, frame.date is not None
    if home.day is not None or _detail_distance(frame, home) > (0, 0):
        frame.date = None
    told_with = _told_on_days(home)
    for contact in fitting:
        if contact is home:
            contact.frames.append(frame)
        elif not dated and frame.people and told_with & _told_on_days(contact):
            # "On 27 February and 10 April … Both times the delegation was led by …"
            contact.frames.append(replace(frame, duration=None, people=list(frame.people)))
    return home


def _told_on_days(contact: Contact) -> set[int]:
    """Return where the sentences begin that tell of a contact with a day."""
    return {f.sentence.start for f in contact.frames if f.date}


def _goes_on(frame: Frame, contact: Contact) -> bool:
    """Tell whether the sentence of a detail, or that before, tells of what took place."""
    here = frame.sentence
    told = [f.sentence for f in contact.frames if f.sentence.paragraph == here.paragraph]
    near = [s for s in told if s.end_token == here.first_token or s.start == here.start]
    return bool(near) and not contact.is_planned


def _last_told(frame: Frame, contact: Contact) -> int:
    """Return where a contact was last told of before a length: "It was in May. It took …"."""
    if frame.people or frame.duration is None:
        return 0  # teams sit at what the text is about
    before = (f.sentence.start for f in contact.frames if f.sentence.start <= frame.sentence.start)
    return max(before, default=0)


def _is_idea(contact: Contact) -> bool:
    """Tell whether a contact is a summit without a day, or a plan of which nothing is told."""
    if contact.day is not None:
        return False
    told = contact.kind or contact.city or contact.names
    return contact.kind == "summit" or (bool(contact.is_planned) and not told)


def _can_last(contact: Contact) -> bool:
    """Tell whether a length of time can be a contact's: it took place, and has none so far."""
    return not contact.is_planned and all(f.duration is None for f in contact.frames)


def _takes_detail(frame: Frame, contact: Contact) -> bool:
    if (frame.is_old or not frame.people) and not _same_day_told(frame, contact):
        return False
    if frame.names & (MINISTERS | ENVOYS) and any(is_of_experts(f) for f in contact.frames):
        return False
    if contact.kind == "call" and not frame.names <= contact.names:
        return False  # a call has two; who rang may be told again: "at the initiative of X"
    sides = {person.side for person in frame.people} - {None}
    if sides and not sides & SUBJECT and "other" not in contact.sides:
        return False
    return _detail_distance(frame, contact)[1] <= _DETAIL_REACH


def _is_of_experts(contact: Contact) -> bool:
    rounds = {"consultations", "round", "same"} & {f.trigger.key for f in contact.frames}
    return bool(rounds) and contact.kind == "delegation" and not contact.names & MINISTERS


def _same_day_told(frame: Frame, contact: Contact) -> bool:
    day, known = frame.date, contact.day
    return day is None or known is None or same_days(day, known)


def _detail_distance(frame: Frame, contact: Contact) -> tuple[int, int]:
    """Return how far a detail is from a contact, in paragraphs; those told before it come first."""
    here = frame.sentence
    told = [f.sentence for f in contact.frames]
    before = [here.paragraph - s.paragraph for s in told if s.start <= here.start]
    after = [s.paragraph - here.paragraph for s in told if s.start > here.start]
    if before and (min(before) <= _DETAIL_REACH or not after or frame.date is None):
        return 0, min(before)
    return 1, min(after)
