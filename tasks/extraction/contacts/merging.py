"""Contact merging: which frames of a text are about one contact.

Frames come in the order of the text. Each joins the contact it fits best or begins a new one; what
only adds to a contact ("the delegation was led by …") waits until all contacts are known.
"""

from collections.abc import Sequence
from dataclasses import replace
from datetime import date

from tasks.extraction.contacts.antecedents import name_ellipses
from tasks.extraction.contacts.completing import (
    adds_to_pair,
    adjoins,
    is_bare,
    leads_teams,
    took_part,
    whose_length,
)
from tasks.extraction.contacts.contact import Contact, is_of_presidents
from tasks.extraction.contacts.details import add_details
from tasks.extraction.contacts.fitting import (
    fits,
    is_foreign,
    is_told_by,
    likeness,
    may_be_call,
)
from tasks.extraction.contacts.frame import START, Frame
from tasks.extraction.contacts.further import is_further, is_of_experts, is_told_again
from tasks.extraction.contacts.inheriting import (
    inherit,
    is_another_of,
    other_of,
    pair_before,
    pair_of,
    presidents_before,
    traveller_of,
    with_length,
    without_hosts,
)
from tasks.extraction.contacts.kinds import ENVOYS, MINISTERS, PRESIDENTS, choose_kind
from tasks.extraction.contacts.outcomes import settle_plans
from tasks.extraction.contacts.standins import drop_principals
from tasks.extraction.contacts.status import CALLED_OFF, PLANNED
from tasks.extraction.contacts.tracks import is_track, lend_day
from tasks.extraction.contacts.twins import consolidate
from tasks.extraction.layers import SUBJECT

_LONGEST_CALL = 180  # minutes
_TALKS = frozenset({"talks", "conversation"})
_RAISED = frozenset({("ministerial", "summit"), ("call", "envoy")})  # kind known, kind told
_TEAM = 4  # as many people of both sides are those at the table


def merge_frames(frames: Sequence[Frame], today: date) -> list[Contact]:
    """Return the contacts of a text of `today`, in the order in which it comes to them."""
    contacts: list[Contact] = []
    latest: Contact | None = None
    details: list[Frame] = []
    denied: list[Frame] = []
    is_joint = any(frame.is_joint for frame in frames)
    name_ellipses(frames)
    settle_plans(frames)
    for frame in (f for f in frames if not f.is_passing):
        if frame.status == "none":
            denied.append(frame)
        if _was_expected(frame):
            frame.status = "cancelled"
        _join_teams(frame, is_joint=is_joint)
        if frame.trigger.key == "same" and not (contacts and _tells_which(frame, contacts[-1])):
            continue
        if frame.status == "none" or _is_history(frame) or _is_asked(frame):
            continue
        drop_principals(frame)
        if _is_detail(frame, contacts):
            details.append(frame)
        else:
            latest = _place(frame, contacts, latest)
    for frame in (f for f in frames if f.is_passing):  # after all that plain mentions can mean
        _place(frame, contacts, _find_beside(frame, contacts))
    contacts = consolidate([contact for contact in contacts if not contact.is_foreign], today)
    for frame in denied:
        _call_off(frame, contacts)
    add_details(details, contacts)
    return contacts


def _find_beside(frame: Frame, contacts: Sequence[Contact]) -> Contact | None:
    """Return the contact of the sentence in which an earlier one is told in passing."""
    told = (c for c in contacts if any(f.sentence == frame.sentence for f in c.frames))
    return next(told, None)


def _tells_which(frame: Frame, before: Contact) -> bool:
    """Tell whether "the one" is told by its day, or by its city when it was planned.

    After a round that was held, "the third was called off" is one of its series.
    """
    placed = frame.place is not None and bool(frame.place.city)
    called_off = frame.status in CALLED_OFF and before.is_planned is False
    called_off = called_off and before.kind == "delegation"
    # "Its first meeting was in Doha; the second is being prepared."
    near = frame.sentence.paragraph == before.frames[-1].sentence.paragraph
    more = near and is_further(frame) and before.kind == "delegation"
    return frame.date is not None or called_off or more or (placed and frame.status in PLANNED)


def _is_asked(frame: Frame) -> bool:
    """Tell whether it is but asked whether others than the presidents will meet."""
    asked = frame.status_cue is not None and frame.status_cue.key == "whether"
    return asked and not (frame.date or frame.place or frame.names & PRESIDENTS)


def _is_history(frame: Frame) -> bool:
    day = frame.date
    return day is not None and day.first is not None and (day.last or day.first) < START


def _join_teams(frame: Frame, *, is_joint: bool) -> None:
    """Count the Americans in where a text on three-way talks names the other two teams."""
    sides = {person.side for person in frame.people}
    if is_joint and frame.date and sides == {"RU", "UA"} and "zelensky" not in frame.names:
        frame.is_joint = True
        frame.sides |= SUBJECT


def _was_expected(frame: Frame) -> bool:
    """Tell whether a denial is of a contact that had its place: it will not take place there."""
    place = frame.place
    named = {person.side for person in frame.people} >= SUBJECT
    placed = place is not None and place.city is not None
    is_visit = frame.trigger.key == "visit"  # who "never came before" was not expected
    return frame.status == "none" and named and placed and not is_visit and frame.date is None


def _call_off(denial: Frame, contacts: Sequence[Contact]) -> None:
    """Let a denial call off what the text says was planned for the same two, in a city."""
    if not {person.side for person in denial.people} >= SUBJECT or denial.date:
        return
    planned = [c for c in contacts if c.kind == "summit" and c.countries and c.is_planned]
    for contact in planned:
        if denial.names & contact.names and denial not in contact.frames:
            contact.frames.append(replace(denial, status="cancelled", place=None))


def _is_detail(frame: Frame, contacts: Sequence[Contact]) -> bool:
    """Tell whether a frame only adds to a contact: who led a team, who else was at the meeting."""
    if is_track(frame):
        return False
    if frame.trigger.key == "detail":
        return not _stands_alone(frame)
    if not frame.is_attended or not contacts:
        return False
    if frame.date and not took_part(frame, contacts[-1]):
        return False
    if frame.status in PLANNED and frame.place and frame.place.city:
        return False  # "X will join them: they are to meet in Doha"
    if frame.status in PLANNED and frame.place and frame.parties >= SUBJECT:
        return False  # "talks of Russian negotiators with a delegation led by X in Qatar"
    if leads_teams(frame, contacts[-1]):
        return True
    sides = {person.side for person in frame.people} & SUBJECT
    # "Beside him sat X and Y, beside the guest Z": no word of a contact of their own.
    team = len(frame.names) >= _TEAM or frame.trigger.key == "seen"
    # "X and Y joined the second part of the talks": those told before.
    told = frame.trigger.key in _TALKS and frame.status not in PLANNED and not frame.duration
    team = team or (told and not frame.is_unspecified)
    team = team or (frame.is_within and frame.status not in PLANNED)
    team = team and frame.place is None and not frame.names & PRESIDENTS
    return len(sides) == 1 or (sides == SUBJECT and team and contacts[-1].kind != "call")


def _stands_alone(frame: Frame) -> bool:
    """Tell whether a sentence about delegations says enough to be about a contact of its own."""
    day, place = frame.date, frame.place
    precise = day is not None and day.precision in ("day", "month")
    if frame.status in ("possible", "scheduled") and frame.parties >= SUBJECT:
        return place is not None  # "officials, X among them, are to see a Russian team in Qatar"
    return precise and place is not None and bool(place.city)


def _place(frame: Frame, contacts: list[Contact], latest: Contact | None) -> Contact:
    """Add a frame to the contact it is about, or begin a new one, and return that."""
    if latest and adds_to_pair(frame, latest):
        frame.people = [*pair_of(latest), *frame.people]
    _name_meant(frame, contacts, latest)
    body = next((c for c in reversed(contacts) if c.frames[0].is_of_body), None)
    if body and "sidelines" in frame.back:
        frame.people = [*frame.people, *other_of(frame, body)]  # "on its fringes, with Trump"
    lend_day(frame, latest)
    home = whose_length(frame, contacts, latest)
    if home is not None:
        home.frames.append(frame)
        home.kind = home.kind or ("call" if frame.trigger.key == "call" else None)
        return home
    placed = _is_placed(frame, latest)
    kind = _kind_of(frame, placed=placed)
    fitting = [c for c in contacts if fits(frame, kind, c) or _is_told_again(frame, kind, c)]
    if frame.is_outcome:
        fitting = [c for c in fitting if c.kind == "summit" and is_of_presidents(c)]
    if frame.names & (ENVOYS | MINISTERS) and frame.date is None:
        fitting = [c for c in fitting if not any(is_of_experts(f) for f in c.frames)]
    if not fitting and latest and (is_bare(frame) or is_told_by(frame, latest)):
        return with_length(frame, latest)
    if not fitting:
        kind = inherit(frame, kind, contacts, latest)
        foreign = is_foreign(frame) or is_another_of(frame, latest)
        contacts.append(Contact(kind, [frame], foreign))
        return contacts[-1]
    home = max(fitting, key=lambda c: (likeness(frame, kind, c), contacts.index(c)))
    _take_in(home, frame, kind)
    return home


def _is_told_again(frame: Frame, kind: str | None, contact: Contact) -> bool:
    return kind == contact.kind and not contact.is_foreign and is_told_again(frame, contact.frames)


def _name_meant(frame: Frame, contacts: Sequence[Contact], latest: Contact | None) -> None:
    """Give a frame the people whom "they", "he" or "the presidents" mean in it."""
    says = frame.date or (frame.place and frame.place.city)
    again = frame.trigger.key == "spoken" and frame.status in PLANNED and not frame.people
    # "They will talk again."
    if frame.is_two and latest:
        frame.people = pair_before(frame, contacts, latest) or frame.people
        if frame.names >= PRESIDENTS:  # "they spoke before and after a visit of X": not with X
            frame.sides |= SUBJECT
    elif frame.is_pronoun and (says or again) and latest and _may_be_pair(frame):
        pair = pair_before(frame, contacts, latest)
        if frame.names <= {person.person_id for person in pair}:
            frame.people = without_hosts(frame, pair)
        elif frame.is_previous and pair:  # "their previous meeting, also with Z"
            frame.people = [*pair, *frame.people]
        frame.sides |= {person.side for person in frame.people if person.side}
    if frame.is_his and frame.date and latest:
        frame.people = traveller_of(frame, latest) or [*frame.people, *other_of(frame, latest)]
    if latest and (theirs := presidents_before(frame, latest)):
        frame.people, frame.sides = theirs, frame.sides | SUBJECT


def _take_in(home: Contact, frame: Frame, kind: str | None) -> None:
    """Add a frame to a contact, whose kind it may tell better."""
    raised = (home.kind, kind) in _RAISED
    # "They spoke": where they had their talk is told later.
    raised = raised or ((home.kind, kind) == ("call", "ministerial") and may_be_call(home))
    home.frames.append(frame)
    if home.kind is None or frame.trigger.key == "call" or raised:
        home.kind = kind


def _kind_of(frame: Frame, *, placed: bool) -> str | None:
    """Return the kind that a frame tells by itself."""
    if is_of_experts(frame):
        return "delegation"
    kind = choose_kind(frame.trigger.key, frame.names, placed=placed)
    if kind == "call" and _is_at_host(frame):
        kind = choose_kind("meeting", frame.names, placed=True)
    if kind is None and frame.is_state_visit and frame.status in PLANNED:
        return "summit"
    if frame.trigger.key == "detail":
        kind = kind or "delegation"
    return kind or ("envoy" if frame.is_joint else None)


def _is_at_host(frame: Frame) -> bool:
    """Tell "another conversation between X and Y in the Kremlin", whose guest is an envoy."""
    host = frame.place.country if frame.place and frame.place.city else None
    hosts = {p.side for p in frame.people if p.person_id in PRESIDENTS}
    guests = {p.side for p in frame.people if p.person_id in ENVOYS}
    spoken = frame.trigger.key == "call" and frame.is_unspecified
    return spoken and host in hosts and bool(guests) and guests == SUBJECT - hosts


def _may_be_pair(frame: Frame) -> bool:
    """Tell whether "they" may mean a pair of which the sentence names one beside it at most.

    "Since Rubio took office they have met three times."
    """
    return len(frame.people) <= 1 and {p.side for p in frame.people} <= SUBJECT


def _is_placed(frame: Frame, latest: Contact | None) -> bool:
    """Tell whether those who "spoke" did so in person.

    Ministers telephone from where they are; an envoy who speaks somewhere is there. Nobody is on
    the telephone for half a day.
    """
    if frame.place is not None and (frame.place.city or frame.names & ENVOYS):
        return True
    if "sidelines" in frame.back:
        return True
    if frame.duration is not None and frame.duration.minutes > _LONGEST_CALL:
        return True
    if latest is None or frame.date or frame.trigger.key not in ("spoken", "conversation"):
        return False
    if frame.trigger.key == "spoken" and frame.status in PLANNED:
        return False  # "they will speak again"
    return latest.city is not None and latest.kind != "call" and adjoins(frame, latest)
