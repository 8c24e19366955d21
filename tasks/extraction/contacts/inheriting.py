"""Contact inheriting: what a mention without people takes from a contact told before it.

"The first was on 12 February", "it was their second conversation", "a third round": of which kind,
and of whose sides, the contact says that was told before.
"""

from collections.abc import Sequence
from datetime import timedelta

from tasks.extraction.contacts.completing import adjoins
from tasks.extraction.contacts.contact import Contact
from tasks.extraction.contacts.frame import Frame
from tasks.extraction.contacts.further import is_after_summit, is_further
from tasks.extraction.contacts.kinds import AIDES, ENVOYS, PRESIDENTS, choose_kind
from tasks.extraction.contacts.status import PLANNED
from tasks.extraction.layers import SUBJECT, PersonMention

_GOES_ON = 3  # paragraphs in which nothing but what they said is told
_TRIP = timedelta(days=4)
_LIKE = frozenset({"conversation", "spoken"})
_TOLD_BACK = frozenset({"talks", "conversation", "spoken", "detail", "paired", "seen"})
_OF_CALLS = frozenset({"conversation", "spoken", "same"})  # said of a call as of a meeting
_OF_MEETINGS = frozenset({"meeting", "talks", "consultations", "round"})
_GATHERINGS = frozenset({"same", "round", "consultations"})
_PLAIN = frozenset({"meeting", "seen"})
_HIGH = frozenset({"call", "summit", "ministerial"})
_OF_TEAMS = frozenset({"delegation", "ministerial", "envoy"})


def pair_of(contact: Contact) -> list[PersonMention]:
    """Return those who met, when both sides are among them."""
    people = list({p.person_id: p for f in contact.frames for p in f.people}.values())
    return people if {person.side for person in people} >= SUBJECT else []


def pair_before(frame: Frame, contacts: Sequence[Contact], latest: Contact) -> list[PersonMention]:
    """Return the pair that "they" means: of the contact told last, else of the last with both.

    Ministers who speak of a round of consultations, or of a summit, do not hold it.
    """
    if frame.trigger.key in ("consultations", "round") and latest.kind in _HIGH:
        return []
    if frame.trigger.key == "summit" and not latest.names >= PRESIDENTS:
        return []
    beside = latest.frames[-1].sentence.start == frame.sentence.start
    if latest.is_foreign or pair_of(latest) or (beside and "other" in latest.sides):
        return pair_of(latest)  # "talks of the three teams, who last gathered in Geneva"
    pairs = [pair_of(c) for c in reversed(contacts) if not c.is_foreign]
    pairs.sort(key=lambda pair: _since_named(frame, pair))
    if beside:  # "he will call Lavrov; the two last met in May": Lavrov is one of them
        pairs = [pair for pair in pairs if latest.names <= {p.person_id for p in pair}]
    return next((pair for pair in pairs if pair), [])


def _since_named(frame: Frame, pair: Sequence[PersonMention]) -> int:
    """Return how many others were named since both of a pair were: they are spoken of less."""
    known = len(frame.recent)
    places = (frame.recent.index(p.person_id) for p in pair if p.person_id in frame.recent)
    return max(places, default=known)


def other_of(frame: Frame, latest: Contact) -> list[PersonMention]:
    """Return who met before the one whom a frame names: "he last met Putin on 25 April"."""
    named = {person.side for person in frame.people}
    if len(named) != 1 or not named < SUBJECT:
        return []
    if frame.trigger.key == "visit" and frame.place and frame.place.country not in SUBJECT:
        return []  # where both could have been: "in February he was in Riyadh"
    told = {p.person_id: p for f in latest.frames for p in f.people}
    if {p.side for p in told.values()} == SUBJECT - named:
        return list(told.values())[:1]  # "Witkoff came on Friday. Putin received him"
    if not frame.names <= latest.names:
        return []
    others = {p.person_id: p for p in pair_of(latest) if p.side in SUBJECT - named}
    return [p for p in others.values() if p.person_id not in AIDES][:1]


def traveller_of(frame: Frame, latest: Contact) -> list[PersonMention]:
    """Return who came before, for "he last visited Moscow on 6 August"."""
    back = frame.trigger.key in ("visit", "same")
    travels = frame.trigger.key == latest.frames[-1].trigger.key == "visit"
    if travels and frame.place is None and not frame.people and len(latest.names) == 1:
        return list(latest.frames[-1].people)[:1]  # "X was in Miami. He is expected back on Sunday"
    if not back or frame.people or frame.place is None or latest.is_foreign:
        return []
    host, day, known = frame.place.country, frame.date, latest.day
    if day and known and day.first and known.first and abs(day.first - known.first) < _TRIP:
        return []  # the journey on which they met
    people = {p.person_id: p for f in latest.frames for p in f.people}
    guests = [p for p in people.values() if p.side in SUBJECT - {host}]
    guests.sort(key=lambda p: p.start, reverse=True)  # whom the text named last
    return guests[:1] if host in SUBJECT else []


def without_hosts(frame: Frame, people: list[PersonMention]) -> list[PersonMention]:
    """Leave out those who are at home where "they" go: "their last visit to Moscow"."""
    host = frame.place.country if frame.place else None
    if frame.trigger.key != "visit" or host not in SUBJECT:
        return people
    return [person for person in people if person.side != host] or people


def presidents_before(frame: Frame, latest: Contact) -> list[PersonMention]:
    """Return the presidents whose call, or summit, was just told: "a meeting is being prepared".

    Whoever is told to prepare it is not at it.
    """
    plan = frame.status in PLANNED and frame.trigger.key in ("meeting", "summit")
    says = frame.people or frame.date or frame.sides or frame.is_of_teams or frame.parties
    near = frame.sentence.paragraph - latest.frames[-1].sentence.paragraph <= _GOES_ON
    if not (plan and frame.is_unspecified) or says or not near or latest.names != PRESIDENTS:
        return []
    return pair_of(latest)


def inherit(
    frame: Frame, kind: str | None, contacts: Sequence[Contact], latest: Contact | None
) -> str | None:
    """Return the kind of a contact that a frame begins, with what it takes from those before."""
    own = [contact for contact in contacts if not contact.is_foreign and contact.kind]
    model = own[-1] if latest and latest.is_foreign and own else latest
    if latest and latest.is_foreign and is_another_of(frame, latest):
        model = latest
    others = model is not None and bool((frame.names & ENVOYS) - model.names)
    if model and frame.names == PRESIDENTS and not frame.names & model.names:
        others = True  # "what the presidents told each other in their conversation"
    others = others or (model is not None and frame.trigger.key == "seen" and model.kind == "call")
    if model and frame.date and _is_same_again(frame) and not others:
        past = [contact for contact in own if not contact.is_planned]
        lasted = frame.status == "held" and frame.duration is not None  # a plan lasts no hour
        spoke = kind == "call" and bool(model.is_planned)  # "the summit is off … they had a talk"
        same = _kind_of_same(frame, past[-1] if lasted and past else model, own)
        kind = kind if spoke and frame.status == "held" else same
        _take_pair(frame, kind, model)
    elif model and kind == "call" and _is_dated_mention(frame) and _are_presidents(model):
        frame.people, frame.sides = pair_of(model), frame.sides | SUBJECT
    elif kind is None and _is_dated_mention(frame):
        kind = _kind_like(frame, own)
    if model and kind in (None, "summit") and _is_to_be_summit(frame, model):
        frame.people = [p for p in pair_of(model) if p.person_id in PRESIDENTS]
        frame.sides |= SUBJECT
        kind = "summit"
    if model and is_another(frame) and not model.is_foreign and model.kind != "call":
        kind = kind or model.kind
        frame.sides |= model.sides & SUBJECT
    if model and is_after_summit(frame, model.frames, model.kind):
        kind, frame.people = "summit", pair_of(model) or frame.people
        frame.sides |= SUBJECT
    if kind and is_further(frame) and not (latest and latest.is_foreign):
        frame.sides |= SUBJECT
    return kind


def _are_presidents(model: Contact) -> bool:
    """Tell whether the contact told last is of the presidents: so is "the call of 16 October"."""
    return model.names == PRESIDENTS and not model.is_foreign


def _is_to_be_summit(frame: Frame, model: Contact) -> bool:
    """Tell the meeting that presidents on the telephone speak of: "one in person was raised"."""
    called = model.kind == "call" and model.names >= PRESIDENTS
    nobody = not frame.people and "other" not in frame.sides
    return called and nobody and frame.is_in_person and frame.status == "possible"


def _take_pair(frame: Frame, kind: str | None, model: Contact) -> None:
    """Let "the one before" be of the two whose contact was told: "the ninth call of X with Y"."""
    pair = pair_of(model)
    before = frame.is_previous and frame.trigger.key in _PLAIN | _LIKE
    again = frame.trigger.key == "same" or frame.is_parted or before or frame.is_old
    like = (kind == model.kind or before) and again and not model.is_foreign
    near = frame.sentence.paragraph - model.frames[-1].sentence.paragraph <= 1
    if like and near and not frame.people and len(pair) == len(SUBJECT):
        frame.people = pair
        frame.sides |= SUBJECT


def _kind_of_same(frame: Frame, model: Contact, own: Sequence[Contact]) -> str | None:
    """Return the kind of "the one before was on 25 April": that of the contact told last."""
    if frame.trigger.key == "visit" and model.kind in ("call", "summit"):
        return None
    if not model.is_foreign and not frame.people and frame.trigger.key == "same":
        frame.sides -= {"other"}
    calls = [contact for contact in own if contact.kind == "call"]
    if frame.trigger.key in _LIKE and calls and frame.place is None:
        return "call"
    if model.kind == "call" and frame.trigger.key in _PLAIN:
        return choose_kind("meeting", model.names, placed=True)
    if model.kind == "summit" and not frame.names <= PRESIDENTS:
        return choose_kind("meeting", frame.names, placed=True)
    return model.kind


def _is_dated_mention(frame: Frame) -> bool:
    """Tell whether a frame says when it was and nothing of who: "the meeting of 27 February"."""
    day = frame.date
    return (
        day is not None
        and day.precision in ("day", "month")
        and not frame.people
        and "other" not in frame.sides
        and frame.status not in PLANNED
    )


def _kind_like(frame: Frame, own: Sequence[Contact]) -> str | None:
    """Return the kind of the last contact that a word of contact may be said of."""
    if frame.trigger.key in _OF_CALLS and frame.place is None:
        past = [c for c in own if not c.is_planned] or list(own)  # no plan was talked at
        return past[-1].kind if past else None
    if frame.trigger.key not in _OF_MEETINGS:
        return None
    if frame.is_of_teams:
        return "delegation"
    city = frame.place.city if frame.place else None
    if own and own[-1].kind == "summit" and _is_another(own[-1]) and frame.trigger.key == "meeting":
        return "summit"  # "A second summit is planned. … the meeting held in Vienna on 3 May"
    teams = [c for c in own if c.kind in _OF_TEAMS and (city is None or c.city == city)]
    return teams[-1].kind if teams else None


def with_length(frame: Frame, latest: Contact) -> Contact:
    """Return the contact told last, with how long it took: "After three hours of it X said …"."""
    held = not latest.is_planned and frame.status not in PLANNED
    untold = frame.duration is not None and not any(f.duration for f in latest.frames)
    if held and untold and adjoins(frame, latest):
        frame.people = []
        latest.frames.append(frame)
    return latest


def _is_another(contact: Contact) -> bool:
    return bool(contact.is_planned) and any(f.is_another for f in contact.frames)


def is_another(frame: Frame) -> bool:
    """Tell whether a frame speaks of one more contact to come, without saying of whom."""
    return frame.is_another and frame.status in PLANNED and not frame.people


def is_another_of(frame: Frame, latest: Contact | None) -> bool:
    """Tell whether a frame speaks of one more contact of those told before, with a third side."""
    if latest is None or not latest.is_foreign or frame.people or frame.sides:
        return False
    near = frame.sentence.paragraph == latest.frames[-1].sentence.paragraph
    summits = frame.trigger.key == latest.frames[-1].trigger.key == "summit"  # "the summit ends"
    return near and (frame.is_another or summits or frame.trigger.key in _GATHERINGS)


def _is_same_again(frame: Frame) -> bool:
    theirs = frame.is_pronoun or frame.is_two
    if frame.trigger.key == "same" or (theirs and frame.trigger.key in _TOLD_BACK):
        return True
    if frame.trigger.key == "visit" and not frame.people:
        return True
    if frame.people or frame.sides or frame.is_of_teams:
        return False
    if frame.is_previous and frame.trigger.key in _PLAIN:
        return True  # "The meeting before was on 10 July."
    # "The first conversation was on 12 February": neither who nor of which countries.
    return frame.trigger.key in _LIKE
