"""Contact merging: which frames of a text are about one contact.

Frames come in the order of the text. Each joins the contact it fits best or begins a new one; what
only adds to a contact ("the delegation was led by …") waits until all contacts are known.
"""

from collections.abc import Sequence
from dataclasses import replace
from itertools import pairwise

from tasks.extraction.contact import Contact, same_days
from tasks.extraction.contact_details import add_detail
from tasks.extraction.contact_frame import START, Frame
from tasks.extraction.contact_inheriting import inherit, is_another_of, other_of, pair_of
from tasks.extraction.contact_status import PLANNED
from tasks.extraction.kinds import ENVOYS, PRESIDENTS, choose_kind

_SUBJECT = frozenset({"RU", "US"})
_REACH = 2  # paragraphs over which a plain mention still speaks of the contact before it
_BARE = frozenset({"meeting", "talks", "conversation", "spoken", "summit", "call", "visit"})
_IN_PERSON = frozenset({"meeting", "summit", "visit", "consultations", "round"})
_NAMED = frozenset({"call", "summit"})
_FAR = 8  # paragraphs over which a plain "the meeting" means one told before
_LIKE = frozenset({"conversation", "spoken"})
_NEUTRAL = frozenset({"talks", "conversation", "spoken", "detail"})  # said of calls and of meetings


def merge_frames(frames: Sequence[Frame]) -> list[Contact]:
    """Return the contacts of a text, in the order in which it comes to them."""
    contacts: list[Contact] = []
    latest: Contact | None = None
    details: list[Frame] = []
    denied: list[Frame] = []
    is_joint = any(frame.is_joint for frame in frames)
    _name_ellipses(frames)
    for frame in frames:
        if frame.status == "none":
            denied.append(frame)
        if _was_expected(frame):
            frame.status = "cancelled"
        _join_teams(frame, is_joint=is_joint)
        if frame.trigger.key == "same" and not (frame.date and contacts):
            continue
        if frame.status == "none" or _is_history(frame):
            continue
        _drop_principals(frame)
        if _is_detail(frame, contacts):
            details.append(frame)
        else:
            latest = _place(frame, contacts, latest)
    contacts = _consolidate([contact for contact in contacts if not contact.is_foreign])
    for frame in denied:
        _call_off(frame, contacts)
    for frame in details:
        add_detail(frame, contacts)
    return contacts


def _is_history(frame: Frame) -> bool:
    day = frame.date
    return day is not None and day.first is not None and (day.last or day.first) < START


def _name_ellipses(frames: Sequence[Frame]) -> None:
    """Let "the previous one" be a call, or a summit, where the words before it speak of one.

    Those may deny it: "No call is planned. The previous one took place on 3 November."
    """
    for before, frame in pairwise(frames):
        near = frame.sentence.paragraph - before.sentence.paragraph <= 1
        plain = before.status == "none" or not (before.date or before.place)
        if frame.trigger.key == "same" and near and plain and before.trigger.key in _NAMED:
            frame.trigger = replace(frame.trigger, key=before.trigger.key)


def _join_teams(frame: Frame, *, is_joint: bool) -> None:
    """Count the Americans in where a text on three-way talks names the other two teams."""
    sides = {person.side for person in frame.people}
    if is_joint and frame.date and sides == {"RU", "UA"} and "zelensky" not in frame.names:
        frame.is_joint = True
        frame.sides |= _SUBJECT


def _is_foreign(frame: Frame) -> bool:
    """Tell whether one side meets a third: "Putin received the president of …"."""
    sides = {person.side for person in frame.people}
    third = sides - _SUBJECT - {None}
    if frame.sides == {"other"} and not frame.people:
        return True
    both = sides >= _SUBJECT or frame.sides >= _SUBJECT
    return bool(third) and not both and frame.trigger.key != "detail"


def _was_expected(frame: Frame) -> bool:
    """Tell whether a denial is of a contact that had its place: it will not take place there."""
    place = frame.place
    named = {person.side for person in frame.people} >= _SUBJECT
    placed = place is not None and place.city is not None
    return frame.status == "none" and named and placed and frame.date is None


def _call_off(denial: Frame, contacts: Sequence[Contact]) -> None:
    """Let a denial call off what the text says was planned for the same two, in a city."""
    if not {person.side for person in denial.people} >= _SUBJECT or denial.date:
        return
    planned = [c for c in contacts if c.kind == "summit" and c.city and c.is_planned]
    for contact in planned:
        if denial.names & contact.names and denial not in contact.frames:
            contact.frames.append(replace(denial, status="cancelled", place=None))


def _is_detail(frame: Frame, contacts: Sequence[Contact]) -> bool:
    """Tell whether a frame only adds to a contact: who led a team, who else was at the meeting."""
    if frame.trigger.key == "detail":
        return not _stands_alone(frame)
    sides = {person.side for person in frame.people}
    one_sided = len(sides & _SUBJECT) == 1 and not frame.date
    return frame.is_attended and one_sided and bool(contacts)


def _stands_alone(frame: Frame) -> bool:
    """Tell whether a sentence about delegations says enough to be about a contact of its own."""
    day, place = frame.date, frame.place
    precise = day is not None and day.precision in ("day", "month")
    return precise and place is not None and bool(place.city)


def _drop_principals(frame: Frame) -> None:
    """Take a president out whose envoy meets the other one: the envoy stands in for him."""
    if frame.trigger.key == "summit" or not frame.names >= PRESIDENTS:
        return
    envoys = {p.side for p in frame.people if p.person_id in ENVOYS}
    frame.people = [
        p for p in frame.people if p.person_id not in PRESIDENTS or p.side not in envoys
    ]


def _place(frame: Frame, contacts: list[Contact], latest: Contact | None) -> Contact:
    """Add a frame to the contact it is about, or begin a new one, and return that."""
    says = frame.date or (frame.place and frame.place.city)
    if frame.is_pronoun and says and not frame.people and latest:
        frame.people = pair_of(latest)
        frame.sides |= {person.side for person in frame.people if person.side}
    if frame.is_his and frame.date and latest:
        frame.people = [*frame.people, *other_of(frame, latest)]
    placed = frame.place is not None and bool(frame.place.city)
    kind = choose_kind(frame.trigger.key, frame.names, placed=placed)
    if frame.trigger.key == "detail":
        kind = kind or "delegation"
    if frame.is_joint:
        kind = kind or "envoy"
    fitting = [contact for contact in contacts if _fits(frame, kind, contact)]
    if not fitting and latest and _is_bare(frame):
        return latest
    if not fitting:
        kind = inherit(frame, kind, contacts, latest)
        is_foreign = _is_foreign(frame) or is_another_of(frame, latest)
        contacts.append(Contact(kind, [frame], is_foreign))
        return contacts[-1]
    home = max(fitting, key=lambda contact: (_likeness(frame, contact), contacts.index(contact)))
    home.frames.append(frame)
    raised = kind == "summit" and home.kind == "ministerial"
    if home.kind is None or frame.trigger.key == "call" or raised:
        home.kind = kind
    return home


def _is_bare(frame: Frame) -> bool:
    """Tell whether a frame is a plain "the meeting", which means one told before."""
    says = frame.date or frame.place or frame.people or frame.ordinal
    return not says and frame.status not in PLANNED and frame.trigger.key in _BARE


def _fits(frame: Frame, kind: str | None, contact: Contact) -> bool:
    anchored = frame.people or frame.sides >= _SUBJECT or frame.date or frame.place
    if contact.is_foreign != _is_foreign(frame) and anchored:
        return False
    day, known = frame.date, contact.day
    if day and known and not same_days(day, known):
        return False
    city = frame.place.city if frame.place else None
    if city and _is_elsewhere(frame, city, contact):
        return False
    if _is_of_another_round(frame, contact):
        return False
    shared = frame.names & contact.names
    if frame.names and contact.names and not shared and not _completes(frame, contact):
        return False
    if _are_two_pairs(frame, contact, shared):
        return False
    exact = day is not None and known is not None and day.precision == known.precision
    linked = bool(shared) or exact or bool(city and contact.city)
    if not _kinds_agree(frame.trigger.key, kind, contact, linked=linked):
        return False
    planned = frame.status in PLANNED if frame.status else None
    contrary = None not in (planned, contact.is_planned) and planned != contact.is_planned
    if contrary and not exact:
        return False
    reach = _FAR if _is_bare(frame) else _REACH
    near = frame.sentence.paragraph - contact.frames[-1].sentence.paragraph <= reach
    return near or exact or bool(shared)


def _is_elsewhere(frame: Frame, city: str, contact: Contact) -> bool:
    """Tell whether a frame with a city cannot be about a contact."""
    if contact.city:
        return city != contact.city
    if contact.countries and frame.place and frame.place.country not in contact.countries:
        return True
    if frame.date and not frame.people and contact.names and not contact.day:
        return True  # where and when "diplomats met" is not where those named did
    return contact.kind == "call" and frame.trigger.key == "talks"


def _is_of_another_round(frame: Frame, contact: Contact) -> bool:
    """Tell whether the ordinals differ, or a dated first one is told after one without."""
    if frame.ordinal is None:
        return False
    told = [f.ordinal.key for f in contact.frames if f.ordinal]
    if told:
        return frame.ordinal.key not in told
    return frame.ordinal.key == "1" and frame.date is not None


def _are_two_pairs(frame: Frame, contact: Contact, shared: frozenset[str]) -> bool:
    """Tell whether both name a Russian and an American, and not the same two."""
    people = [*frame.people, *(p for f in contact.frames for p in f.people)]
    theirs = {p.side for f in contact.frames for p in f.people}
    if not ({p.side for p in frame.people} >= _SUBJECT and theirs >= _SUBJECT):
        return False
    return not {p.side for p in people if p.person_id in shared} >= _SUBJECT


def _completes(frame: Frame, contact: Contact) -> bool:
    """Tell whether a frame names the one side, and its contact so far the other one only."""
    theirs = {person.side for f in contact.frames for person in f.people}
    mine = {person.side for person in frame.people}
    return len(mine) == 1 and len(theirs) == 1 and mine | theirs == _SUBJECT


def _kinds_agree(trigger: str, kind: str | None, contact: Contact, *, linked: bool) -> bool:
    known = contact.kind
    if kind == "call" and (known is None or (trigger == "call" and _may_be_call(contact))):
        return contact.city is None
    if known == "call" and trigger in _IN_PERSON:
        return False
    if not kind or not known or kind == known:
        return True
    if trigger in _NEUTRAL and ("call" in (kind, known) or known != "summit"):
        return True
    return linked and "call" not in (kind, known) and "summit" not in (kind, known)


def _may_be_call(contact: Contact) -> bool:
    """Tell whether all that was told of a contact is told of calls too: "they conversed"."""
    return all(f.trigger.key in _LIKE and f.place is None for f in contact.frames)


def _likeness(frame: Frame, contact: Contact) -> int:
    day, known = frame.date, contact.day
    points = 8 if day and known else 0
    points += 4 if frame.place and frame.place.city and frame.place.city == contact.city else 0
    return points + 2 * len(frame.names & contact.names)


def _consolidate(contacts: Sequence[Contact]) -> list[Contact]:
    """Join what is said again without its day to the one contact of that kind that has one."""
    kept = list(contacts)
    for contact in contacts:
        if contact.day is not None:
            continue
        twins = [c for c in kept if c is not contact and _is_same(contact, c)]
        if not contact.names and not contact.city and len(twins) > 1:
            continue  # "one more round took place": none of those that are dated
        if twins:
            home = max(twins, key=lambda c: len(c.names & contact.names))
            home.frames.extend(contact.frames)
            kept = [c for c in kept if c is not contact]
    return kept


def _is_same(vague: Contact, dated: Contact) -> bool:
    """Tell whether a contact without a day can be one that has one."""
    linked = bool(vague.names & dated.names) or bool(vague.city and vague.city == dated.city)
    if dated.day is None or not _kinds_agree(
        vague.frames[0].trigger.key, vague.kind, dated, linked=linked
    ):
        return False
    if vague.city and dated.city and vague.city != dated.city:
        return False
    if vague.countries and dated.countries and not vague.countries & dated.countries:
        return False
    if None not in (vague.is_planned, dated.is_planned) and vague.is_planned != dated.is_planned:
        return False
    if any(frame.ordinal for frame in vague.frames):
        return False
    if any(_are_two_pairs(f, dated, f.names & dated.names) for f in vague.frames):
        return False
    return bool(vague.names & dated.names) or not vague.names
