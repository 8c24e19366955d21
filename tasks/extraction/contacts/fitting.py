"""Contact fitting: whether a frame can be about a contact that is known already."""

from tasks.extraction.contacts.completing import (
    NEUTRAL,
    completes,
    is_bare,
    is_of_hosts,
    tells_what_of,
    was_there_too,
)
from tasks.extraction.contacts.contact import Contact, is_untold, same_days
from tasks.extraction.contacts.elsewhere import is_elsewhere
from tasks.extraction.contacts.frame import Frame
from tasks.extraction.contacts.further import is_after_summit
from tasks.extraction.contacts.kinds import PRESIDENTS
from tasks.extraction.contacts.status import CALLED_OFF, PLANNED
from tasks.extraction.contacts.tracks import are_two_pairs, are_two_plans, are_two_tracks, city_told
from tasks.extraction.layers import SUBJECT

_REACH = 2  # paragraphs over which a plain mention still speaks of the contact before it
_NOUNS = frozenset({"meeting", "talks", "conversation", "summit"})
_IN_PERSON = frozenset({"meeting", "summit", "visit", "consultations", "round", "seen"})
_FAR = 8  # paragraphs over which a plain "the meeting" means one told before
_LIKE = frozenset({"conversation", "spoken"})
_OF_TEAMS = frozenset({"delegation", "envoy"})  # both hold rounds
_ROUNDS = frozenset({"round", "consultations"})


def is_foreign(frame: Frame) -> bool:
    """Tell whether one side meets a third: "Putin received the president of …"."""
    sides = {person.side for person in frame.people}
    third = sides - SUBJECT - {None}
    if frame.is_of_body or (frame.sides == {"other"} and not frame.people):
        return True
    both = sides >= SUBJECT or (frame.sides >= SUBJECT and not third)
    both = both or frame.is_joint or sides | frame.parties >= SUBJECT
    return bool(third) and not both and frame.trigger.key != "detail"


def is_told_by(frame: Frame, latest: Contact) -> bool:
    """Tell whether one who was not there tells of "the meeting": "After it X told reporters"."""
    says = frame.date or frame.place or frame.ordinal or frame.is_joint or frame.is_unspecified
    if says or frame.status in PLANNED or frame.trigger.key not in _NOUNS:
        return False
    who = {person.side for person in frame.people}
    both = latest.named_sides >= SUBJECT
    return both and len(who) == 1 and not frame.names & latest.names


def _says_only_city(frame: Frame) -> bool:
    """Tell a mention that is plain but for its city: "the Istanbul meeting"."""
    says = frame.date or frame.people or frame.ordinal or frame.is_joint
    return not says and frame.status not in PLANNED


def _dates_news(frame: Frame, contact: Contact) -> bool:
    """Tell "the Kremlin meeting on Thursday": the day of one told at the head, of its city."""
    says = frame.people or frame.ordinal or frame.is_joint or frame.is_unspecified
    told_back = frame.is_old or frame.is_another or frame.is_previous or frame.status in PLANNED
    return not says and not told_back and contact.day is None and contact.is_planned is False


def fits(frame: Frame, kind: str | None, contact: Contact) -> bool:
    """Tell whether a frame can be about a contact: nothing that it says is against it."""
    anchored = frame.people or frame.sides >= SUBJECT or frame.date or frame.place
    if contact.is_foreign != is_foreign(frame) and anchored:
        return False
    both = {person.side for person in frame.people} >= SUBJECT
    teams = frame.is_joint and not frame.people and contact.names >= PRESIDENTS
    teams = teams or _prepare_summit(frame, contact)
    if teams or (both and _is_with_third(contact)) or _is_no_round(frame, kind, contact):
        return False  # three teams are not the two presidents
    day, known = frame.date, contact.day
    if day and known and not same_days(day, known):
        return False
    city = frame.place.city if frame.place else None
    if is_elsewhere(frame, city, contact):
        return False
    another = _is_of_another_round(frame, contact) or is_to_follow(frame, contact)
    if another or are_two_tracks(frame, contact):
        return False
    shared = frame.names & contact.names
    joint = frame.is_joint and any(f.is_joint for f in contact.frames)  # three teams: many people
    others = frame.names and contact.names and not shared and not joint
    was_there = was_there_too(frame, city, contact)
    more = was_there or completes(frame, contact) or is_of_hosts(frame, kind, contact)
    if others and not more:
        return False
    if not joint and are_two_pairs(frame, contact, shared):
        return False
    exact = day is not None and known is not None and day.precision == known.precision
    linked = bool(shared) or exact or bool(city and contact.city)
    linked = linked or _is_plain_round(frame, kind, contact)
    agree = kinds_agree(frame.trigger.key, kind, contact, linked=linked)
    if not agree and not tells_what_of(frame, contact, shared):
        return False
    planned = frame.status in PLANNED if frame.status else None
    contrary = None not in (planned, contact.is_planned) and planned != contact.is_planned
    if contrary and not exact:
        return False
    of_city = _says_only_city(frame) or _dates_news(frame, contact)
    by_city = was_there or (city and city == contact.city and of_city)
    reach = _FAR if is_bare(frame) or by_city else _REACH
    near = frame.sentence.paragraph - contact.frames[-1].sentence.paragraph <= reach
    in_month = bool(day and known and city and city == contact.city)  # "the February meeting in …"
    return near or exact or in_month or bool(shared)


def _is_president_at_round(frame: Frame, contact: Contact) -> bool:
    """Tell whether one of the two is a round of teams, the other the journey of a president."""
    plans = (([frame], frame.names), (contact.frames, contact.names))
    rounds = [not who and any(f.trigger.key in _ROUNDS for f in told) for told, who in plans]
    journeys = [
        bool(who) and who < PRESIDENTS and told[0].trigger.key == "visit" for told, who in plans
    ]
    return (rounds[0] and journeys[1]) or (rounds[1] and journeys[0])


def _is_no_round(frame: Frame, kind: str | None, contact: Contact) -> bool:
    """Tell a president's journey, or a call with its day, from a round of teams.

    "… after a round in Istanbul. They first spoke in May."
    """
    rounds = contact.day is None and all(f.trigger.key in _ROUNDS for f in contact.frames)
    call = kind == "call" and frame.date is not None and rounds
    return call or _is_president_at_round(frame, contact)


def _prepare_summit(frame: Frame, contact: Contact) -> bool:
    """Tell a summit of the two presidents from officials without names who meet ahead of it."""
    of_presidents = frame.names >= PRESIDENTS and frame.trigger.key == "summit"
    teams = any(f.is_of_teams for f in contact.frames) and not contact.names
    return of_presidents and teams and contact.kind != "summit"


def _is_plain_round(frame: Frame, kind: str | None, contact: Contact) -> bool:
    """Tell whether "the round" says no more than that it is one: teams and envoys hold rounds."""
    says = frame.date or frame.place or frame.people or frame.ordinal or frame.is_another
    return frame.trigger.key == "round" and not says and {kind, contact.kind} <= _OF_TEAMS


def _is_one_of_several(frame: Frame, contact: Contact) -> bool:
    """Tell whether one of the two only tells how often: "four times, the last on 25 April"."""
    says = frame.date is not None or frame.status in PLANNED
    counted = contact.frames[0].is_counted and contact.day is None
    planned = bool(contact.is_planned) and frame.is_counted and not says
    return planned or (counted and says)


def _is_with_third(contact: Contact) -> bool:
    """Tell whether a contact is of one side with a third so far: "he broke off with the EU"."""
    return "other" in contact.frames[0].sides and len(contact.sides & SUBJECT) == 1


def _is_meanwhile(frame: Frame, contact: Contact) -> bool:
    """Tell whether a frame tells of what happened meanwhile, with no day or city of a contact."""
    if not frame.is_meanwhile or not frame.people:
        return False
    if frame.date and contact.day:
        return frame.date.precision != contact.day.precision
    return city_told(frame) != contact.city


def _is_of_another_round(frame: Frame, contact: Contact) -> bool:
    """Tell whether the ordinals differ, or a dated first one is told after one without.

    A new one is not the one that was called off.
    """
    if _is_one_before(frame, contact):
        return True
    if _is_one_of_several(frame, contact):
        return frame.trigger.key != "same"
    if are_two_plans([frame], contact) or _is_meanwhile(frame, contact):
        return True
    off = {f.status for f in contact.frames} & CALLED_OFF
    if off and frame.is_another and frame.status == "possible":
        return True
    numbered = frame.ordinal is not None and not any(f.ordinal for f in contact.frames)
    if is_ahead(contact) and frame.status in CALLED_OFF and (frame.date or numbered):
        return True  # "the next round is near … the third, planned for June, was called off"
    called_off = frame.status in CALLED_OFF
    if frame.trigger.key == "same" and called_off and contact.is_planned and not off:
        return True
    meant = frame.is_it and _is_right_after(frame, contact)  # "It took place in May"
    if frame.trigger.key == "same" and frame.date and not contact.day and not meant:
        # "The first was in February", "the one planned for June was called off"
        return frame.status not in PLANNED or (frame.status in CALLED_OFF and not off)
    if frame.ordinal is None:
        return False
    told = [f.ordinal.key for f in contact.frames if f.ordinal]
    if told:
        return frame.ordinal.key not in told
    return frame.ordinal.key == "1" and frame.date is not None


def is_to_follow(frame: Frame, contact: Contact) -> bool:
    """Tell the next one of a sentence: "they spoke on Sunday and will speak again".

    Or the one after a summit that is still to come: "the next meeting should be in Russia".
    """
    if is_after_summit(frame, contact.frames, contact.kind):
        return True
    told = contact.frames[-1]
    beside = frame.sentence.start == told.sentence.start and told.trigger.end <= frame.trigger.start
    plan = frame.is_another and frame.status in PLANNED and frame.date is None
    return plan and beside and not contact.is_planned and contact.day is not None


def is_news(contact: Contact) -> bool:
    """Tell whether a contact without a day is told at the head of a text, by a word of its own."""
    first = contact.frames[0]
    return first.status == "held" and not first.sentence.paragraph and first.trigger.key != "paired"


def _is_one_before(frame: Frame, contact: Contact) -> bool:
    """Tell an earlier one: "Putin received Witkoff. Their last meeting was on 25 April."."""
    beside = frame.sentence.start == contact.frames[-1].sentence.start
    # "The meeting is over. … during the visit of 6 August"
    over = frame.trigger.key == "visit" and is_untold(contact)
    old = frame.is_old and (is_news(contact) or over)
    told_back = frame.is_previous or (frame.is_parted and beside) or old
    return told_back and frame.date is not None and contact.day is None


def is_ahead(contact: Contact) -> bool:
    """Tell whether a contact is the next one, still to come and not called off."""
    off = {f.status for f in contact.frames} & CALLED_OFF
    return not off and any(
        f.is_another and f.status in ("possible", "scheduled") for f in contact.frames
    )


def kinds_agree(trigger: str, kind: str | None, contact: Contact, *, linked: bool) -> bool:
    """Tell whether a contact of one kind may be told by words of another."""
    known = contact.kind
    if kind == "call" and (known is None or (trigger == "call" and may_be_call(contact))):
        seen = known is None and contact.frames[0].trigger.key == "seen"
        return contact.city is None and not seen
    if known == "call" and trigger in _IN_PERSON:
        # Those who had a conversation in the capital of one of them had it in person.
        return (trigger, kind) == ("visit", "envoy") and may_be_call(contact)
    if not kind or not known or kind == known:
        return True
    if trigger in NEUTRAL and ("call" in (kind, known) or known != "summit"):
        return True
    return linked and "call" not in (kind, known) and "summit" not in (kind, known)


def may_be_call(contact: Contact) -> bool:
    """Tell whether all that was told of a contact is told of calls too: "they conversed"."""
    return all(f.trigger.key in _LIKE and f.place is None for f in contact.frames)


def _is_right_after(frame: Frame, contact: Contact) -> bool:
    """Tell whether a frame stands in the sentence after the one that told of a contact."""
    told = contact.frames[-1].sentence
    near = told.paragraph == frame.sentence.paragraph
    return near and told.end_token == frame.sentence.first_token


def likeness(frame: Frame, kind: str | None, contact: Contact) -> int:
    """Return how much of a frame a contact has: day, city, people."""
    day, known = frame.date, contact.day
    points = 8 if day and known else 0
    points += 4 if frame.place and frame.place.city and frame.place.city == contact.city else 0
    points += contact.kind is not None and contact.kind == kind
    plain = frame.people and day is None and frame.place is None
    if plain and _is_right_after(frame, contact):
        points += 3  # "Witkoff was in the Kremlin. After the meeting with Putin, …"
    return points + 2 * len(frame.names & contact.names)
