"""Contacts: the frame of each sentence that speaks of one: who, when, where, how long, how sure."""

import re
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from functools import lru_cache
from typing import TYPE_CHECKING

from tasks.extraction.clause_layers import ClauseLayers
from tasks.extraction.kinds import SPOKESPEOPLE
from tasks.extraction.layers import (
    Attribution,
    DateMention,
    Document,
    DurationMention,
    Match,
    PersonMention,
    PlaceMention,
    Sentence,
)
from tasks.extraction.lexicon import TermIndex, load_pack

if TYPE_CHECKING:
    from tasks.extraction.talks import Layers

START = date(2025, 1, 20)  # contacts before this day are history
_STRENGTH = (
    "call",
    "summit",
    "consultations",
    "round",
    "meeting",
    "conversation",
    "visit",
    "detail",
)
_STATUS_ORDER = ("none", "firm", "cancelled", "postponed", "ongoing", "possible", "scheduled")
_LIST_GAP = re.compile(r"\s*(?:,|et|and|и|та|und|y|e|ve|&)?\s*(?:le|les|on)?\s*", re.IGNORECASE)
_PAIRS = {
    "presidents": {"putin": "RU", "trump": "US"},
    "ministers": {"lavrov": "RU", "rubio": "US"},
}
_US = re.compile(r"\bUS\b")
# "MOSCOU, 12 février (AFP) -", "МОСКВА, 4 июня. /Интерфакс/.", "(Moscou, le 11 février)".
_DATELINE = re.compile(
    r"(?:[A-ZÀ-ÖА-ЯЁЇІЄ]{3,}[^\n;:«“\"]{0,60}?(?:\([^)\n]{2,25}\)\s*[-–—]?|\s[-–—]\s|/[^/\n]{2,20}/\.?)"
    r"|[^\n;:«“\"]{3,50}?\([A-ZА-ЯЁ][\w ]{1,15}\)\s*[-–—]|\([^)\n]{3,40}\d[^)\n]{0,20}\))"
)


@dataclass(slots=True)
class Frame:
    """What one sentence says of one contact."""

    sentence: Sentence
    trigger: Match
    status: str
    status_cue: Match | None = None
    date: DateMention | None = None
    place: PlaceMention | None = None
    duration: DurationMention | None = None
    ordinal: Match | None = None
    people: list[PersonMention] = field(default_factory=list)
    sides: frozenset[str] = frozenset()
    is_pronoun: bool = False  # its subject is "they": those of the contact before

    @property
    def names(self) -> frozenset[str]:
        """The ids of the people."""
        return frozenset(person.person_id for person in self.people)


@lru_cache
def _index(language: str, table: str) -> TermIndex:
    return TermIndex(load_pack(language).get(table, {}))


def find_frames(layers: "Layers") -> list[Frame]:
    """Return the frames of the text, in order; a sentence with several days has one for each."""
    document = layers.document
    frames: list[Frame] = []
    for sentence in document.sentences:
        if sentence.boilerplate:
            continue
        frames += _read_sentence(layers, sentence)
    return frames


def _read_sentence(layers: "Layers", sentence: Sentence) -> list[Frame]:
    document, language = layers.document, layers.document.language
    clause = ClauseLayers(layers, sentence, _dateline_end(document, sentence))
    triggers = clause.unquoted(clause.terms(_index(language, "contacts")))
    if not triggers:
        return []
    trigger = min(triggers, key=lambda match: (_STRENGTH.index(match.key), match.start))
    people = [
        person
        for person in clause.asserted(layers.people)
        if person.person_id not in SPOKESPEOPLE
        and person.form != "owner"
        and not _is_owner(document, person)
    ]
    people = _named_before_meant(people)
    people += _leaders(clause, language, people)
    teller = _teller(clause.said, people, layers.people)
    dated = [d for d in clause.asserted(layers.dates) if d.first]
    days = [d for d in dated if d.precision in ("day", "week", "month")]
    if not days and any(d.precision == "year" and d.first and d.first < START for d in dated):
        return []  # "they last met in 2019"
    if teller and not days:
        days = _days_of_telling(layers.dates, clause.said)
    frame = Frame(
        sentence=sentence,
        trigger=trigger,
        status="held",
        place=_nearest_place(clause.asserted(layers.places), trigger),
        duration=next(iter(clause.asserted(layers.durations)), None),
        ordinal=next(iter(clause.terms(_index(language, "round_ordinals"))), None),
        people=people + teller,
        sides=_sides(document, clause, people + teller),
        is_pronoun=any(
            match.start <= sentence.start + 2
            for match in clause.terms(_index(language, "pair_pronouns"))
        ),
    )
    cues = [
        cue
        for cue in clause.terms(_index(language, "status_cues"))
        if not any(d.start < cue.end and cue.start < d.end for d in layers.dates)  # "on May 4"
    ]
    frames = [_with_status(f, cues, document) for f in _with_days(frame, days, document)]
    return [_with_present(f, document) for f in frames]


def _days_of_telling(
    dates: Sequence[DateMention], said: Sequence[Attribution]
) -> list[DateMention]:
    """Return the days of "X said on Thursday that he had met Y": they are those of the contact."""
    told = [d for d in dates if any(a.start <= d.start < a.end for a in said)]
    return [d for d in told if d.first and d.precision == "day"]


def _with_days(frame: Frame, days: Sequence[DateMention], document: Document) -> list[Frame]:
    """Return a frame for each day of a list ("27 February and 10 April"), else for the nearest."""
    if not days:
        return [frame]
    nearest = min(days, key=lambda d: _distance(d.start, d.end, frame.trigger))
    listed = [nearest]
    for day in days[days.index(nearest) + 1 :]:
        if not _LIST_GAP.fullmatch(document.text[listed[-1].end : day.start]):
            break
        listed.append(day)
    for day in reversed(days[: days.index(nearest)]):
        if not _LIST_GAP.fullmatch(document.text[day.end : listed[0].start]):
            break
        listed.insert(0, day)
    return [replace(frame, date=day, people=list(frame.people)) for day in listed]


def _distance(start: int, end: int, trigger: Match) -> int:
    return max(start - trigger.end, trigger.start - end, 0)


def _nearest_place(places: Sequence[PlaceMention], trigger: Match) -> PlaceMention | None:
    usable = [p for p in places if p.form != "metonym"]
    cities = [p for p in usable if p.city]
    return min(cities or usable, key=lambda p: _distance(p.start, p.end, trigger), default=None)


def _dateline_end(document: Document, sentence: Sentence) -> int:
    """Return where the dateline of the text ends: its day and place are those of the report."""
    if sentence.paragraph > 1:
        return sentence.start
    found = _DATELINE.match(document.text, sentence.start, sentence.end)
    return found.end() if found else sentence.start


def _is_owner(document: Document, person: PersonMention) -> bool:
    """Tell whether somebody is named only as another's principal ("Trump's envoy")."""
    if document.folded.startswith(("'s ", "' "), person.end):
        return True
    table = load_pack(document.language).get("principals", {})
    before = document.folded[max(0, person.start - 45) : person.start]
    return any(re.search(pattern, before) for pattern in table.get("before", ()))


def _named_before_meant(people: list[PersonMention]) -> list[PersonMention]:
    """Leave out "the two men" where both sides are named: they speak of the named ones."""
    named = [person for person in people if person.form != "role"]
    return named if {"RU", "US"} <= {person.side for person in named} else people


def _leaders(
    clause: ClauseLayers, language: str, people: Sequence[PersonMention]
) -> list[PersonMention]:
    """Return the pair for "the two leaders", unless the sentence names people itself."""
    found = clause.terms(_index(language, "pairs"))
    if not found or people:
        return []
    match = found[0]
    return [
        PersonMention(match.start, match.end, person, person.title(), side, "role")
        for person, side in sorted(_PAIRS[match.key].items())
    ]


def _teller(
    said: Sequence[Attribution], people: Sequence[PersonMention], everybody: Sequence[PersonMention]
) -> list[PersonMention]:
    """Return the speaker when only the other side is named: "X said he had met Y"."""
    sides = {person.side for person in people}
    if len(sides & {"RU", "US"}) != 1 or sides - {"RU", "US"}:
        return []
    for attribution in said:
        for person in everybody:
            if (
                attribution.start <= person.start
                and person.end <= attribution.end
                and person.person_id not in SPOKESPEOPLE
                and person.side in {"RU", "US"} - sides
            ):
                return [person]
    return []


def _sides(
    document: Document, clause: ClauseLayers, people: Sequence[PersonMention]
) -> frozenset[str]:
    found = {match.key for match in clause.terms(_index(document.language, "contact_sides"))}
    if clause.matches(_US):
        found.add("US")
    for person in people:
        if person.side:
            found.add(person.side if person.side in ("RU", "US") else "other")
    return frozenset(found)


def _with_present(frame: Frame, document: Document) -> Frame:
    """Give a contact that is under way its day: that of the report."""
    cue = frame.status_cue
    if frame.status != "ongoing" or frame.date is not None or cue is None:
        return frame
    today = document.published
    day = DateMention(cue.start, cue.end, today, None, "day", today.isoformat(), relative=True)
    return replace(frame, date=day, people=list(frame.people))


def _with_status(frame: Frame, cues: Sequence[Match], document: Document) -> Frame:
    chosen: Match | None = None
    for name in _STATUS_ORDER:
        chosen = next((cue for cue in cues if cue.key == name), None)
        if chosen is not None:
            break
    status = chosen.key if chosen else "held"
    if status == "firm":
        status = "scheduled"
    day = frame.date
    if day is not None and day.first is not None:
        last = day.last or day.first
        over = last < document.published
        if day.precision == "day" and over and status in ("scheduled", "possible", "ongoing"):
            status = "held"
        if day.first > document.published and status in ("held", "ongoing"):
            status = "scheduled"
        if day.precision != "day" and over and status in ("scheduled", "possible"):
            frame = replace(frame, date=None)  # the day of something else in the sentence
    return replace(frame, status=status, status_cue=chosen, people=list(frame.people))
