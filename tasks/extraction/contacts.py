"""Contacts: the frames of the sentences that speak of one: who, when, where, how long, how sure."""

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from functools import lru_cache

from tasks.extraction.clause_layers import ClauseLayers, Layers
from tasks.extraction.contact_people import (
    find_pair_before,
    find_participants,
    find_parties,
    find_sides,
    find_teller,
    with_subject,
)
from tasks.extraction.contact_regions import Region, distance, hands_on, split_regions
from tasks.extraction.contact_slots import (
    choose_days,
    choose_duration,
    choose_place,
    days_of_opener,
    days_of_telling,
    fresh_days,
    is_to_come,
    pair_days,
    usable_dates,
    usable_places,
)
from tasks.extraction.contact_status import (
    PLANNED,
    by_date,
    choose_cue,
    load_status_cues,
    status_of,
)
from tasks.extraction.contact_triggers import DETAIL, NOTHING, find_triggers, find_untold
from tasks.extraction.datelines import dateline_end
from tasks.extraction.kinds import PRESIDENTS
from tasks.extraction.layers import (
    DateMention,
    Document,
    DurationMention,
    Match,
    PersonMention,
    PlaceMention,
    Sentence,
)
from tasks.extraction.lexicon import TermIndex, load_pack

START = date(2025, 1, 20)  # contacts before this day are history
_BESIDE = 3  # tokens between "a new" and "round"
_STRENGTH = (
    "call",
    "summit",
    "consultations",
    "round",
    "meeting",
    "talks",
    "spoken",
    "conversation",
    "paired",
    "visit",
    "same",
    "detail",
)


@dataclass(slots=True)
class Frame:
    """What one sentence, or a part of it, says of one contact."""

    sentence: Sentence
    trigger: Match
    status: str | None  # None: the sentence does not tell
    status_cue: Match | None = None
    date: DateMention | None = None
    place: PlaceMention | None = None
    duration: DurationMention | None = None
    ordinal: Match | None = None
    people: list[PersonMention] = field(default_factory=list)
    sides: frozenset[str] = frozenset()
    parties: frozenset[str] = frozenset()  # the sides that meet, by name or by country
    is_pronoun: bool = False  # it says "they": those of the contact before
    is_attended: bool = False  # it tells who else was there
    is_another: bool = False  # "a new round": one more of the kind told before
    back: frozenset[str] = frozenset()  # "in the same city", "later that day": of the one before

    @property
    def names(self) -> frozenset[str]:
        """The ids of the people."""
        return frozenset(person.person_id for person in self.people)


@lru_cache
def _index(language: str, table: str) -> TermIndex:
    return TermIndex(load_pack(language).get(table, {}))


def find_frames(layers: Layers) -> list[Frame]:
    """Return the frames of the text, in order; one for each contact of a sentence and each day."""
    frames: list[Frame] = []
    here: PlaceMention | None = None
    then: DateMention | None = None
    for sentence in layers.document.sentences:
        if sentence.boilerplate:
            continue
        read = _read_sentence(layers, sentence)
        if not read and frames and (team := _other_team(layers, sentence, frames[-1])):
            read = [team]
        for frame in read:
            if frame.place is None and "same" in frame.back:
                frame.place = here
            if frame.date is None and "day" in frame.back:
                frame.date = then
            here = frame.place if frame.place and frame.place.city else here
            then = frame.date or then
            frames.append(frame)
    return frames


def _other_team(layers: Layers, sentence: Sentence, before: Frame) -> Frame | None:
    """Return the other side's people when the sentence before named those of one side.

    "The Russians are led by Darchiev. For the Americans, Coulter."
    """
    theirs = {person.side for person in before.people}
    adjacent = before.sentence.end_token == sentence.first_token
    if before.trigger.key != DETAIL or len(theirs) != 1 or not adjacent:
        return None
    clause = ClauseLayers(layers, sentence, sentence.start)
    people = find_participants(layers.document, clause, layers.people)
    sides = {person.side for person in people}
    if clause.said or len(sides) != 1 or sides | theirs != {"RU", "US"}:
        return None
    if any(person.person_id in PRESIDENTS for person in people):
        return None
    trigger = Match(people[0].start, people[0].end, DETAIL)
    return Frame(
        sentence, trigger, None, people=people, sides=frozenset(side for side in sides if side)
    )


def _read_sentence(layers: Layers, sentence: Sentence) -> list[Frame]:
    start = dateline_end(layers.document, sentence)
    clause = ClauseLayers(layers, sentence, start)
    frames = _read_clause(layers, clause, sentence)
    if frames:
        return frames
    # What is told only inside quotation marks counts when it says who meets, and when, where or
    # how surely.
    quoted = _read_clause(layers, ClauseLayers(layers, sentence, start, quoted=True), sentence)
    return [
        frame
        for frame in quoted
        if {person.side for person in frame.people} >= {"RU", "US"}
        and (frame.date or frame.place or frame.status)
    ]


def _read_clause(layers: Layers, clause: ClauseLayers, sentence: Sentence) -> list[Frame]:
    document, language = layers.document, layers.document.language
    people = find_participants(document, clause, layers.people)
    theirs = clause.terms(_index(language, "pair_pronouns"))
    triggers = find_triggers(document, clause, people, they=bool(theirs))
    if not triggers:
        told = find_untold(document, clause, layers, people)
        triggers = [told] if told else []
    if not triggers:
        return []
    cues = [
        cue
        for cue in clause.terms(load_status_cues(language))
        if cue.key != NOTHING
        and not any(d.start < cue.end and cue.start < d.end for d in layers.dates)  # "on May 4"
    ]
    frames: list[Frame] = []
    before: list[PersonMention] = []
    for region in split_regions(document, sentence, triggers, people):
        own = [p for p in people if region.holds(p.start, p.end)]
        if region.opener == "onward" and not own:
            own = before
        elif region.parted:
            own = own + with_subject(own, before, region)
        before = own
        frames += _read_region(layers, clause, sentence, region, own, cues)
    return frames


def _read_region(
    layers: Layers,
    clause: ClauseLayers,
    sentence: Sentence,
    region: Region,
    people: list[PersonMention],
    cues: Sequence[Match],
) -> list[Frame]:
    document, language = layers.document, layers.document.language
    trigger = min(region.triggers, key=lambda match: (_STRENGTH.index(match.key), match.start))
    dated = [
        d for d in usable_dates(document, clause, layers.dates) if region.holds(d.start, d.end)
    ]
    days = [d for d in dated if d.precision in ("day", "week", "month")]
    if not days and any(d.precision == "year" and d.first and d.first < START for d in dated):
        return []  # "they last met in 2019"
    teller = find_teller(clause.said, people, layers.people)
    theirs = [
        m
        for m in clause.terms(_index(language, "pair_pronouns"))
        if region.holds(m.start, m.end) and m.start <= trigger.start
    ]
    said_so = bool(theirs) and any(a.start <= trigger.start < a.end for a in clause.said)
    people = people + teller
    if not people and trigger.key in ("call", "spoken"):
        people = find_pair_before(document, sentence, layers.people)
    if trigger.key in ("consultations", "round") and hands_on(document, clause, region, trigger):
        people = [person for person in people if person.start >= trigger.start]
    places = [
        p for p in usable_places(document, clause, layers.places) if region.holds(p.start, p.end)
    ]
    cue = choose_cue(document, region, cues)
    if (teller or said_so) and not days and status_of(cue) not in PLANNED:
        days = days_of_telling(layers.dates, clause.said)
    if cue is None or cue.key == "held":
        days = days or fresh_days(document, clause, region)
        days = days or days_of_opener(document, clause, layers.dates, region)
    if cue is not None and cue.key in ("cancelled", "postponed"):
        days = [
            d
            for d in days
            if d.precision != "day"
            or is_to_come(document, d)
            or distance(document, d.start, d.end, trigger) < distance(document, d.start, d.end, cue)
        ]
    ordinals = clause.terms(_index(language, "round_ordinals"))
    duration = choose_duration(document, clause.asserted(layers.durations), region)
    frame = Frame(
        sentence=sentence,
        trigger=trigger,
        status=status_of(cue) or ("held" if duration else None),
        status_cue=cue,
        place=choose_place(document, places, trigger),
        duration=duration,
        ordinal=next((o for o in ordinals if region.holds(o.start, o.end)), None),
        people=people,
        sides=find_sides(document, clause, region, people),
        parties=find_parties(document, clause, region),
        is_pronoun=bool(theirs),
        is_attended=any(match.key == DETAIL for match in region.triggers),
        is_another=any(
            distance(document, m.start, m.end, trigger) <= _BESIDE
            for m in clause.terms(_index(language, "another"))
        ),
        back=frozenset(
            m.key
            for m in clause.terms(_index(language, "same_place"))
            if region.holds(m.start, m.end)
        ),
    )
    pairs = pair_days(document, days, places) or [
        (day, frame.place) for day in choose_days(document, days, trigger)
    ]
    frames = [_dated(replace(frame, place=place), day, document) for day, place in pairs] or [frame]
    _keep_duration(document, frames)
    return [_with_present(f, document) for f in frames]


def _keep_duration(document: Document, frames: Sequence[Frame]) -> None:
    """Leave a length of time, of several days, to the one beside which it stands."""
    lasted = frames[0].duration
    if lasted is None or len(frames) == 1:
        return
    span = Match(lasted.start, lasted.end, "duration")
    nearest = min(
        frames,
        key=lambda f: distance(document, f.date.start, f.date.end, span) if f.date else 0,
    )
    for frame in frames:
        if frame is not nearest:
            frame.duration = None


def _dated(frame: Frame, day: DateMention, document: Document) -> Frame:
    status = by_date(frame.status, day, document)
    over = day.first is not None and (day.last or day.first) < document.published
    if day.precision != "day" and over and status in ("scheduled", "possible"):
        return frame  # the day of something else in the sentence
    return replace(frame, date=day, status=status, people=list(frame.people))


def _with_present(frame: Frame, document: Document) -> Frame:
    """Give a contact that is under way its day: that of the report."""
    cue = frame.status_cue
    if frame.status != "ongoing" or frame.date is not None or cue is None:
        return frame
    today = document.published
    day = DateMention(cue.start, cue.end, today, None, "day", today.isoformat(), relative=True)
    return replace(frame, date=day, people=list(frame.people))
