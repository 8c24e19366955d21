"""Talks: the contacts between Russian and US officials that one text asserts.

Sentence by sentence, a trigger (a noun or verb of contact) makes a frame of what stands around it;
the document pass then joins the frames that are about one contact, lets plain mentions ("the
talks lasted three hours") add to the contact spoken of last, and drops what has not both sides.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field

from storage.records import Person, TalkClaim, make_id
from tasks.extraction.contacts import START, Frame, find_frames
from tasks.extraction.evidence import collect_evidence
from tasks.extraction.kinds import ENVOYS, PRESIDENTS, choose_kind
from tasks.extraction.layers import (
    Attribution,
    DateMention,
    Document,
    DurationMention,
    PersonMention,
    PlaceMention,
    Quotation,
    TopicMention,
)
from tasks.extraction.version import EXTRACTOR_VERSION

_PRECISIONS = ("day", "week", "month")
_REACH = 2  # sentences over which a plain mention still speaks of the contact before it


@dataclass(frozen=True, slots=True)
class Layers:
    """Everything that was found in one document, as the talks pass needs it."""

    document: Document
    dates: tuple[DateMention, ...]
    durations: tuple[DurationMention, ...]
    people: tuple[PersonMention, ...]
    places: tuple[PlaceMention, ...]
    quotations: tuple[Quotation, ...]
    attributions: tuple[Attribution, ...]
    topics: tuple[TopicMention, ...]


@dataclass(slots=True)
class Contact:
    """The frames that are about one contact."""

    kind: str | None
    frames: list[Frame] = field(default_factory=list)

    @property
    def day(self) -> DateMention | None:
        """The most precise date that a frame gives, the first one given winning a draw."""
        days = [frame.date for frame in self.frames if frame.date]
        return min(days, key=lambda d: _PRECISIONS.index(d.precision), default=None)

    @property
    def city(self) -> str | None:
        """The first city that a frame gives."""
        return next((f.place.city for f in self.frames if f.place and f.place.city), None)

    @property
    def names(self) -> frozenset[str]:
        """Everybody whom a frame names."""
        return frozenset(name for frame in self.frames for name in frame.names)

    @property
    def sides(self) -> frozenset[str]:
        """The sides that its frames speak of."""
        return frozenset(side for frame in self.frames for side in frame.sides)


def find_talk_claims(layers: Layers, article_id: str) -> list[TalkClaim]:
    """Return one claim for each real contact that the text asserts."""
    contacts: list[Contact] = []
    for frame in find_frames(layers):
        if frame.status == "none" or _is_history(frame):
            continue
        _place(frame, contacts)
    kept = [contact for contact in contacts if _counts(contact)]
    return [_claim(layers, article_id, number, contact) for number, contact in enumerate(kept)]


def find_new_people(layers: Layers) -> list[Person]:
    """Return the people named with a role who are not in people.toml."""
    return [
        Person(person.person_id, person.name, person.side)
        for person in layers.people
        if person.form == "new"
    ]


def _is_history(frame: Frame) -> bool:
    day = frame.date
    return day is not None and day.first is not None and (day.last or day.first) < START


def _place(frame: Frame, contacts: list[Contact]) -> None:
    """Add a frame to the contact it is about, or begin a new one."""
    _drop_principals(frame)
    if frame.is_pronoun and frame.date and not frame.people and contacts:
        frame.people = _pair_of(contacts[-1])
    kind = choose_kind(frame.trigger.key, frame.names)
    is_detail = frame.trigger.key == "detail" and not _stands_alone(frame)
    kind = kind or ("delegation" if frame.trigger.key == "detail" and not is_detail else None)
    home = _find_home(frame, None if is_detail else kind, contacts)
    if home is None:
        if not is_detail:
            contacts.append(Contact(kind, [frame]))
        return
    home.frames.append(frame)
    if home.kind is None or (kind == "summit" and home.kind == "ministerial"):
        home.kind = kind


def _stands_alone(frame: Frame) -> bool:
    """Tell whether a sentence about delegations says enough to be about a contact of its own."""
    day, place = frame.date, frame.place
    return day is not None and day.precision == "day" and place is not None and bool(place.city)


def _pair_of(contact: Contact) -> list[PersonMention]:
    """Return those who met, when both sides are among them."""
    people = list({p.person_id: p for f in contact.frames for p in f.people}.values())
    return people if {"RU", "US"} <= {person.side for person in people} else []


def _drop_principals(frame: Frame) -> None:
    """Take a president out whose envoy meets the other one: the envoy stands in for him."""
    if frame.trigger.key == "summit" or not frame.names >= PRESIDENTS:
        return
    envoys = {p.side for p in frame.people if p.person_id in ENVOYS}
    frame.people = [
        p for p in frame.people if p.person_id not in PRESIDENTS or p.side not in envoys
    ]


def _find_home(frame: Frame, kind: str | None, contacts: Sequence[Contact]) -> Contact | None:
    fitting = [contact for contact in contacts if _fits(frame, kind, contact)]
    if not fitting:
        return None
    return max(fitting, key=lambda contact: (_likeness(frame, contact), contacts.index(contact)))


def _fits(frame: Frame, kind: str | None, contact: Contact) -> bool:
    if kind and contact.kind and (kind == "call") != (contact.kind == "call"):
        return False
    if kind and contact.kind and kind != contact.kind and "summit" in (kind, contact.kind):
        return False
    day, known = frame.date, contact.day
    if day and known and not _same_days(day, known):
        return False
    city = frame.place.city if frame.place else None
    if city and contact.city and city != contact.city:
        return False
    if frame.names and contact.names and not frame.names & contact.names:
        return False
    if _is_planned(frame) != _is_planned(contact.frames[0]) and not (day and known):
        return False
    near = frame.sentence.paragraph - contact.frames[-1].sentence.paragraph <= _REACH
    return near or bool(day and known) or bool(frame.names & contact.names)


def _same_days(one: DateMention, other: DateMention) -> bool:
    if one.first is None or other.first is None:
        return False
    return one.first <= (other.last or other.first) and other.first <= (one.last or one.first)


def _is_planned(frame: Frame) -> bool:
    return frame.status in ("possible", "scheduled", "cancelled", "postponed")


def _likeness(frame: Frame, contact: Contact) -> int:
    day, known = frame.date, contact.day
    points = 8 if day and known else 0
    points += 4 if frame.place and frame.place.city and frame.place.city == contact.city else 0
    return points + 2 * len(frame.names & contact.names)


def _counts(contact: Contact) -> bool:
    """Tell whether a contact has both sides and says enough to be one."""
    people = [person for frame in contact.frames for person in frame.people]
    sides = {person.side for person in people}
    both = {"RU", "US"} <= contact.sides
    if sides - {"RU", "US", None} and not {"RU", "US"} <= sides:
        return False
    # "Lavrov and Ushakov will meet American officials": one side by name, the other by its country.
    told = {"RU", "US"} <= contact.frames[0].sides
    if len(contact.names) > 1 and not {"RU", "US"} <= sides and not told:
        return False
    if "other" in contact.frames[0].sides and not {"RU", "US"} <= contact.frames[0].sides:
        return False
    if contact.kind is None:
        placed = contact.day is not None and contact.city and "other" not in contact.sides
        if not both and not placed:
            return False
        contact.kind = "delegation"
    says = contact.day is not None or contact.city is not None or bool(contact.names)
    says = says or any(frame.ordinal for frame in contact.frames)
    # The article as a whole is about the two sides: a third one has to be named to be meant.
    is_round = any(f.trigger.key in ("consultations", "round") for f in contact.frames)
    tells = contact.day is not None or (is_round and (_is_planned(contact.frames[0]) or says))
    return (says and both) or (tells and "other" not in contact.sides)


def _claim(layers: Layers, article_id: str, number: int, contact: Contact) -> TalkClaim:
    frames = contact.frames
    day, kind = contact.day, contact.kind or "delegation"
    place = next((f.place for f in frames if f.place and f.place.city), None) or next(
        (f.place for f in frames if f.place), None
    )
    duration = next((f.duration for f in frames if f.duration), None)
    ordinal = next((f.ordinal for f in frames if f.ordinal), None)
    is_call = kind == "call"
    return TalkClaim(
        claim_id=make_id("talk_claim", article_id, number),
        article_id=article_id,
        kind=kind,
        status=_status(frames),
        date_start=day.first if day else None,
        date_end=day.last if day else None,
        date_precision=day.precision if day else "unknown",
        city=place.city if place and not is_call else None,
        country=place.country if place and not is_call else None,
        venue=place.venue if place and not is_call else None,
        participants=tuple(sorted(contact.names)),
        duration_minutes=duration.minutes if duration else None,
        ordinal=int(ordinal.key) if ordinal else None,
        topics=_topics(layers, frames),
        evidence=collect_evidence(layers.document, frames),
        extractor_version=EXTRACTOR_VERSION,
    )


def _status(frames: Sequence[Frame]) -> str:
    """Return the status of a contact: what its frames say most surely."""
    given = [frame.status for frame in frames]
    for status in ("cancelled", "postponed", "ongoing", "held", "scheduled"):
        if status in given:
            return status
    return given[0]


def _topics(layers: Layers, frames: Sequence[Frame]) -> tuple[str, ...]:
    spans = [(frame.sentence.start, frame.sentence.end) for frame in frames]
    return tuple(
        sorted(
            {
                topic.topic
                for topic in layers.topics
                if any(start <= topic.start and topic.end <= end for start, end in spans)
            }
        )
    )
