"""Talks: the contacts between Russian and US officials that one text asserts.

The words of contact in a sentence make frames of what stands around them (`contacts`), the document
pass joins the frames that are about one contact (`contacts.merging`), and what has both sides and
says enough becomes a claim.
"""

from collections.abc import Sequence

from storage.records import Person, TalkClaim, make_id
from tasks.extraction.clause_layers import Layers
from tasks.extraction.clause_tense import tells_tense, tense_at
from tasks.extraction.contacts.callers import name_callers
from tasks.extraction.contacts.contact import Contact
from tasks.extraction.contacts.edges import MARK
from tasks.extraction.contacts.elsewhere import host_of
from tasks.extraction.contacts.fitting import is_foreign
from tasks.extraction.contacts.frame import Frame
from tasks.extraction.contacts.further import is_further
from tasks.extraction.contacts.gatherings import complete_gathering
from tasks.extraction.contacts.heads import name_heads
from tasks.extraction.contacts.kinds import (
    ENVOYS,
    MINISTERS,
    PRESIDENTS,
    choose_kind,
    choose_participants,
)
from tasks.extraction.contacts.lead import complete_hour, complete_lead, complete_reception
from tasks.extraction.contacts.live import date_live
from tasks.extraction.contacts.merging import merge_frames
from tasks.extraction.contacts.presidents import lend_presidents, name_presidents
from tasks.extraction.contacts.sentences import find_frames
from tasks.extraction.contacts.settling import settle_status
from tasks.extraction.contacts.status import PLANNED
from tasks.extraction.contacts.topics import tie_topics
from tasks.extraction.evidence import collect_evidence
from tasks.extraction.layers import SUBJECT
from tasks.extraction.text import token_range
from tasks.extraction.version import EXTRACTOR_VERSION

_AT_THE_TABLE = 4
_BESIDE = 3  # tokens from "call" to whom it was with
_TITLE = 8  # tokens from "call" to whom it was with: "between the Russian foreign minister"


def find_talk_claims(
    layers: Layers, article_id: str, *, is_on_both: bool = True
) -> list[TalkClaim]:
    """Return one claim for each real contact that the text asserts.

    `is_on_both`: the text is on the two countries, so that a summit is that of their presidents.
    """
    frames = find_frames(layers)
    date_live(layers, frames)
    foreign = [Contact(None, [frame], True) for frame in frames if frame.date and is_foreign(frame)]
    contacts = merge_frames(frames, layers.document.published)
    lend_presidents(layers, contacts)
    counted = [contact for contact in contacts if _counts(contact)]
    if counted and counted[0].kind == "call":
        complete_lead(layers, counted[0], counted[1:])
    kept = [c for c in counted if _is_told(c) or _is_of_the_past(layers, c)]
    if kept:
        complete_lead(layers, kept[0], [*kept[1:], *foreign])
    for contact in kept:
        complete_reception(layers, contact, kept)
        complete_hour(layers, contact)
        complete_gathering(layers, contact)
        if is_on_both and _kind(contact) == "summit":
            name_presidents(layers, contact)
    tied = dict(zip(map(id, contacts), tie_topics(layers, contacts), strict=True))
    claims = [
        _claim(layers, article_id, number, contact, tied[id(contact)])
        for number, contact in enumerate(kept)
    ]
    return name_callers(layers, kept, name_heads(layers, kept, claims))


def find_new_people(layers: Layers) -> list[Person]:
    """Return the people named with a role who are not in people.toml."""
    return [
        Person(person.person_id, person.name, person.side)
        for person in layers.people
        if person.form == "new"
    ]


def _counts(contact: Contact) -> bool:
    """Tell whether a contact has both sides and says enough to be one."""
    if contact.frames[0].is_counted and not (contact.day or contact.city or contact.is_planned):
        return False  # "they have spoken five times"
    sides = contact.named_sides - {None}
    both = contact.sides >= SUBJECT or _is_summit_off(contact)
    if any(frame.is_joint for frame in contact.frames):
        told = contact.day is not None or contact.city is not None
        return told or any(frame.is_another and frame.status for frame in contact.frames)
    if sides - SUBJECT and not sides >= SUBJECT:
        return False
    if _is_journey_elsewhere(contact, sides) or _is_journey_of_nobody(contact):
        return False
    if len(contact.names) > 1 and not _has_both_parties(contact, sides):
        return False
    if "other" in contact.frames[0].sides and not contact.frames[0].sides >= SUBJECT:
        return False
    if _is_only_journey(contact, sides):
        return False
    if contact.kind is None:
        placed = contact.day and any(f.place for f in contact.frames)
        placed = placed and "other" not in contact.sides
        if not both and not placed:
            return False
        contact.kind = "delegation"
    # "X came to Florida": envoys travel to the other side.
    came = contact.names & ENVOYS and not contact.is_planned
    both = both or bool(came and _has_both_parties(contact, sides))
    says = contact.day is not None or contact.city is not None or bool(contact.names)
    # Not "the generals are to talk again".
    more = any(f.ordinal or f.is_another or is_further(f) for f in contact.frames)
    says = says or (more and contact.kind != "call")
    # The article as a whole is about the two sides: a third one has to be named to be meant.
    is_round = any(f.trigger.key in ("consultations", "round") for f in contact.frames)
    tells = contact.day is not None or (is_round and (bool(contact.is_planned) or says))
    return (says and both) or (tells and "other" not in contact.frames[0].sides)


def _is_summit_off(contact: Contact) -> bool:
    """Tell a summit that one side called off: whose it is, the article as a whole tells."""
    off = {frame.status for frame in contact.frames} & {"cancelled", "postponed"}
    return contact.kind == "summit" and bool(off and contact.city) and "other" not in contact.sides


def _is_only_journey(contact: Contact, sides: frozenset[str | None]) -> bool:
    """Tell whether it is but the journey of one who is no envoy: "the ambassador flew to …"."""
    met = {party for frame in contact.frames for party in frame.parties}
    travels = all(frame.trigger.key == "visit" for frame in contact.frames)
    return (
        travels
        and not any(frame.place and frame.place.venue for frame in contact.frames)
        and bool(contact.names)
        and not contact.names & (ENVOYS | PRESIDENTS | MINISTERS)
        and not sides | met >= SUBJECT
    )


def _is_journey_elsewhere(contact: Contact, sides: frozenset[str | None]) -> bool:
    """Tell whether people of one side only travel to a third country: whom they meet is untold."""
    journey = all(frame.trigger.key == "visit" for frame in contact.frames)
    elsewhere = bool(contact.countries) and contact.countries.isdisjoint(SUBJECT)
    return journey and len(sides) == 1 and elsewhere


def _is_journey_of_nobody(contact: Contact) -> bool:
    """Tell a journey without a name or a day: "the envoys then flew on to Washington"."""
    if contact.names or contact.day or contact.is_planned:
        return False
    return all(f.trigger.key == "visit" and not f.ordinal for f in contact.frames)


def _has_both_parties(contact: Contact, sides: frozenset[str | None]) -> bool:
    """Tell whether the side that no name stands for meets the other one, or is its host.

    "Lavrov and Ushakov will meet American officials", "Witkoff flew to Moscow".
    """
    met = {party for frame in contact.frames for party in frame.parties}
    hosts = {f.place.country for f in contact.frames if f.place}
    return sides | met | hosts >= SUBJECT


def _is_told(contact: Contact) -> bool:
    """Tell whether the text says of a contact when, where or how sure it is: else it is a word."""
    if contact.day or contact.city or any(frame.ordinal for frame in contact.frames):
        return True
    told = {frame.status for frame in contact.frames} - {None}
    if contact.kind == "summit" and contact.countries and "held" in told:
        return True  # "since the summit in Alaska"
    sides = contact.named_sides
    # A journey to the other side's country, or a plan to meet there, tells who receives.
    sides |= {host_of(f) for f in contact.frames}
    sides = sides.union(*(f.parties for f in contact.frames if f.place))
    is_round = any(f.trigger.key in ("consultations", "round") for f in contact.frames)
    if sides - {None} and not sides >= SUBJECT and not is_round:
        return False
    lasted = any(f.duration and f.trigger.key == "summit" for f in contact.frames)
    return bool(told) if contact.kind != "summit" else lasted or bool(told & PLANNED)


def _is_of_the_past(layers: Layers, contact: Contact) -> bool:
    """Tell a call of two that a past tense is said of: "X's call to Y had changed nothing"."""
    first = contact.frames[0]
    word, people = first.trigger, first.people
    if contact.kind != "call" or any(f.status or f.is_pronoun for f in contact.frames):
        return False
    start, end = first.sentence.start, first.sentence.end
    after = [p for p in people if p.start >= word.end and p.end <= end]
    text = layers.document.text  # "X informed Y by telephone": right beside
    after = after or [p for p in people if start <= p.start and text[p.end : word.start].isspace()]
    if not after or not {p.side for p in people if p.start >= first.sentence.start} >= SUBJECT:
        return False
    # "The call between the minister X and the secretary Y was tense": its verb is far off.
    both = {p.side for p in after} >= SUBJECT and not first.is_another
    low, high = token_range(layers.document, word.end, after[0].start)
    if high - low > (_TITLE if both else _BESIDE):
        return False
    plain = not any(tells_tense(layers.document, i) for i in range(low, high))
    plain = plain and not MARK.search(layers.document.text, word.end, after[0].start)
    told = (word, after[-1]) if both else (word,)
    return plain and "past" in {tense_at(layers.document, s.start, s.end) for s in told}


def _claim(
    layers: Layers, article_id: str, number: int, contact: Contact, topics: tuple[str, ...]
) -> TalkClaim:
    frames = contact.frames
    day, kind = contact.day, _kind(contact)
    place = next((f.place for f in frames if f.place and f.place.city), None) or next(
        (f.place for f in frames if f.place), None
    )
    venue = _venue(frames, place.city if place else None) if kind != "call" else None
    status = settle_status(layers, contact)
    lengths = (f.duration for f in frames if f.duration and status != "ongoing")
    duration = next(lengths, None)  # "they have been talking for an hour": for how long is open
    ordinal = next((f.ordinal for f in frames if f.ordinal), None)
    is_call = kind == "call"
    return TalkClaim(
        claim_id=make_id("talk_claim", article_id, number),
        article_id=article_id,
        kind=kind,
        status=status,
        date_start=day.first if day else None,
        date_end=day.last if day else None,
        date_precision=day.precision if day else "unknown",
        city=place.city if place and not is_call else None,
        country=place.country if place and not is_call else None,
        venue=venue,
        participants=tuple(sorted(_participants(kind, contact))),
        duration_minutes=duration.minutes if duration else None,
        ordinal=int(ordinal.key) if ordinal else None,
        topics=topics,
        evidence=collect_evidence(layers.document, frames, venue),
        extractor_version=EXTRACTOR_VERSION,
    )


def _venue(frames: Sequence[Frame], city: str | None) -> str | None:
    """Return the English name of the building of a contact that is in a city."""
    told = (frame.venue for frame in frames if frame.venue)
    return next((venue.name for venue in told if venue.city in (None, city)), None)


def _kind(contact: Contact) -> str:
    """Return the kind of a contact in the light of all that was told of it."""
    if contact.kind == "call" or (contact.kind == "summit" and not _is_below(contact)):
        return contact.kind
    if not contact.names and any(frame.is_of_ministers for frame in contact.frames):
        return "ministerial"
    if not contact.names and any(frame.is_of_teams for frame in contact.frames):
        return "delegation"
    if contact.names and contact.names < PRESIDENTS:
        return _kind_of_one(contact)
    keys = {frame.trigger.key for frame in contact.frames} - {"call", "spoken", "conversation"}
    if contact.kind == "summit":
        keys -= {"summit"}
    trigger = next((key for key in ("summit", "consultations", "round") if key in keys), "meeting")
    told = choose_kind(trigger, contact.names, placed=True)
    if told == "delegation" and trigger == "round" and any(f.is_joint for f in contact.frames):
        return "envoy" if not contact.names else told
    return told or contact.kind or "delegation"


def _participants(kind: str, contact: Contact) -> frozenset[str]:
    """Return who takes part: a president whose envoys met in a third country was not there."""
    abroad = bool(contact.countries) and contact.countries.isdisjoint(SUBJECT)
    if kind == "envoy" and contact.names < PRESIDENTS and abroad:
        return frozenset()
    return choose_participants(kind, contact.names)


def _kind_of_one(contact: Contact) -> str:
    """Return the kind where one president is named and nobody else.

    He travels to the other one, or sees those whom the other one sends.
    """
    host = "RU" if "trump" in contact.names else "US"
    abroad = [f for f in contact.frames if f.trigger.key == "visit" and f.place]
    travels = any(f.place and f.place.country == host for f in abroad)
    # "Trump announced a meeting in Vienna"
    told = [f for f in contact.frames if f.trigger.key == "meeting" and f.is_unspecified]
    plans = any(f.status == "scheduled" and f.place and f.place.city for f in told)
    return "summit" if travels or plans else "envoy"


def _is_below(contact: Contact) -> bool:
    """Tell whether two who met, of both sides, are no presidents: they met beside a summit.

    Four are those whom the presidents had at their sides.
    """
    sides = contact.named_sides
    few = len(contact.names) < _AT_THE_TABLE
    return sides >= SUBJECT and few and not contact.names & PRESIDENTS
