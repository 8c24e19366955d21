"""Asides: what sentences without a word of contact add to those beside them.

"12 February 2025, Riyadh." heads an entry of a chronology, "Ninety minutes." is how long the
contact just told lasted, "For the Americans, Coulter." is the other team.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import lru_cache

from tasks.extraction.clause_layers import ClauseLayers, Layers, Span
from tasks.extraction.clause_tense import is_verb
from tasks.extraction.contacts.ellipsis import SAME
from tasks.extraction.contacts.frame import Frame
from tasks.extraction.contacts.kinds import PRESIDENTS
from tasks.extraction.contacts.people import find_participants
from tasks.extraction.contacts.places import usable_places
from tasks.extraction.contacts.slots import is_listed, is_over, usable_dates
from tasks.extraction.contacts.status import CALLED_OFF, PLANNED, by_date, load_status_cues
from tasks.extraction.contacts.triggers import DETAIL, find_pointers
from tasks.extraction.layers import (
    SUBJECT,
    DateMention,
    Document,
    Match,
    PersonMention,
    PlaceMention,
    Sentence,
)
from tasks.extraction.lexicon import load_pack
from tasks.extraction.text import fold, token_range

_BARE_HEAD = 2  # tokens beside the days and the city of a heading
_BARE_LENGTH = 9  # tokens of a sentence that tells how long something lasted and nothing else
_AT_HEAD = 2  # tokens before a length that opens its sentence: "In all, three hours."
_LONGEST = 12 * 60  # minutes
_STOPS = ".!?…:;»”\"')"
_AFTER_DAY = re.compile(r"\s*(?:[:—–]|-\s|\.?\s*$)", re.MULTILINE)
_ENTRIES = 3  # headings that make a chronology


@dataclass(frozen=True, slots=True)
class Heading:
    """The days and the city that head a paragraph of a chronology."""

    sentence: Sentence
    days: tuple[DateMention, ...]
    place: PlaceMention | None

    def lend(self, frame: Frame, layers: Layers) -> list[Frame]:
        """Return a frame of the entry with the days and the city of its heading."""
        if frame.status in PLANNED:
            return [frame]  # the day of a heading is that of an announcement
        by_voice = frame.trigger.key in ("call", "spoken", "conversation")
        place = frame.place or (None if by_voice else self.place)
        today = layers.document.published
        if frame.status == "ongoing" and frame.date and frame.date.first == today:
            frame = replace(frame, date=None, status=None)  # entries are told in the present
        if frame.date is not None:
            return [replace(frame, place=place)]
        return [
            replace(
                frame,
                date=day,
                place=place,
                status=by_date(frame.status, day, layers.document),
                people=list(frame.people),
            )
            for day in self.days
        ]


def find_headings(layers: Layers) -> dict[int, Heading]:
    """Return the headings of a chronology by their paragraphs; none when there are but a few."""
    found: dict[int, Heading] = {}
    alone: Heading | None = None  # a line of its own: it heads the lines under it
    for sentence in layers.document.sentences:
        if sentence.paragraph in found or sentence.boilerplate:
            continue
        heading = _heading(layers, sentence)
        if heading is not None:
            found[sentence.paragraph] = alone = heading
        elif alone is not None and alone.sentence.end_token == sentence.first_token:
            found[sentence.paragraph] = alone
    days = {heading.days[0].first for heading in found.values()}
    return found if len(days) >= _ENTRIES else {}


def _heading(layers: Layers, sentence: Sentence) -> Heading | None:
    """Return the heading that a sentence is: days, perhaps a city, and nothing else."""
    length = sentence.end_token - sentence.first_token
    opened = _opening_day(layers, sentence)
    if opened is not None:
        return Heading(sentence, tuple(opened), _only_city(layers, sentence))
    if length > _BARE_LENGTH:
        return None
    days = [d for d in layers.dates if sentence.start <= d.start < sentence.end]
    places = [p for p in layers.places if sentence.start <= p.start < sentence.end]
    if not days or any(d.precision != "day" or d.first is None for d in days):
        return None
    spans: list[Span] = [*days, *places]
    outside = [
        token
        for token in layers.document.tokens[sentence.first_token : sentence.end_token]
        if not any(s.start <= token.start < s.end for s in spans)
    ]
    if len(outside) > _BARE_HEAD:
        return None
    return Heading(sentence, tuple(days), _only_city(layers, sentence))


def _only_city(layers: Layers, sentence: Sentence) -> PlaceMention | None:
    """Return the city that a heading names."""
    cities = [p for p in layers.places if p.city and sentence.start <= p.start < sentence.end]
    return cities[0] if len({p.city for p in cities}) == 1 else None


def _opening_day(layers: Layers, sentence: Sentence) -> list[DateMention] | None:
    """Return the days with which a line opens: "12 February: the thaw", "11 and 25 April – …"."""
    document = layers.document
    days = [d for d in layers.dates if sentence.start <= d.start < sentence.end]
    if not days or days[0].precision != "day" or days[0].first is None:
        return None
    first, _ = token_range(document, days[0].start, days[0].end)
    if first - sentence.first_token > 0 or not _starts_line(document.text, sentence.start):
        return None
    listed = [days[0]]
    for day in days[1:]:
        if is_listed(document, listed[-1], day) and day.precision == "day":
            listed.append(day)
    return listed if _AFTER_DAY.match(document.text, listed[-1].end) else None


def _starts_line(text: str, start: int) -> bool:
    line = text.rfind("\n", 0, start) + 1
    return not any(letter.isalnum() for letter in text[line:start])


def is_subheading(layers: Layers, sentence: Sentence) -> bool:
    """Tell a line that heads others: some words without a full stop or a day assert nothing."""
    document = layers.document
    if sentence.paragraph == 0 or sentence.end_token - sentence.first_token > _BARE_LENGTH:
        return False
    if document.text[sentence.end - 1] in _STOPS or document.text[sentence.end :][:1].strip():
        return False
    alone = sentence.start == 0 or document.text[sentence.start - 1] == "\n"
    return alone and not any(sentence.start <= d.start < sentence.end for d in layers.dates)


def bare_length(layers: Layers, sentence: Sentence, told: Sequence[Frame]) -> Frame | None:
    """Return the frame of a sentence that says how long it lasted, right after the contact.

    Where it says on which day, it is one more of the two `told` of last.
    """
    before, pair = told[-1], _pair_of(told)
    if sentence.end_token - sentence.first_token > _BARE_LENGTH:
        return None
    clause = ClauseLayers(layers, sentence, sentence.start)
    lengths = [d for d in clause.asserted(layers.durations) if d.minutes <= _LONGEST]
    hosts = PRESIDENTS | before.names  # "Five hours with Putin."
    if len(lengths) != 1 or any(p.person_id not in hosts for p in clause.everybody):
        return None
    days = usable_dates(layers.document, clause, layers.dates)
    if pair and len(days) == 1 and days[0].precision == "day" and not clause.everybody:
        trigger = Match(lengths[0].start, lengths[0].end, SAME)  # "18 March - about 150 minutes."
        return Frame(sentence, trigger, "held", date=days[0], duration=lengths[0], people=pair)
    head = token_range(layers.document, sentence.start, lengths[0].start)
    if not _follows(sentence, before) and head[1] - head[0] > _AT_HEAD:
        return None
    trigger = Match(lengths[0].start, lengths[0].end, DETAIL)
    theirs = {person.side for person in before.people}
    people = [p for p in clause.everybody if p.side not in theirs]
    return Frame(sentence, trigger, None, duration=lengths[0], people=people)


def _pair_of(told: Sequence[Frame]) -> list[PersonMention]:
    """Return the people of the last frame that names both sides."""
    pairs = (f.people for f in reversed(told) if {p.side for p in f.people} >= SUBJECT)
    return list(next(pairs, ()))


def called_off(layers: Layers, sentence: Sentence, before: Frame) -> Frame | None:
    """Return what became of a plan just told: "By Tuesday it had been shelved."."""
    if before.status not in ("scheduled", "possible") or not _follows(sentence, before):
        return None
    document = layers.document
    clause = ClauseLayers(layers, sentence, sentence.start)
    cues = clause.unquoted(clause.terms(load_status_cues(document.language)))
    off = [cue for cue in cues if cue.key in CALLED_OFF]
    short = sentence.end_token - sentence.first_token <= _BARE_LENGTH
    if not off or not (short or find_pointers(document, clause)) or clause.everybody:
        return None
    people = list(before.people)
    trigger = before.trigger._replace(start=off[0].start, end=off[0].end)
    return Frame(sentence, trigger, off[0].key, off[0], people=people, sides=before.sides)


def fallen_through(layers: Layers, sentence: Sentence, before: Frame) -> Frame | None:
    """Return what became of a plan just told, by the clause that opens a sentence.

    "It will not take place, X said after a call": the call is told by what comes after.
    """
    document = layers.document
    opening = document.forms[sentence.first_token : sentence.end_token][:1]
    if not _load_it(document.language).issuperset(opening) or not opening:
        return None
    if before.status in CALLED_OFF or not _follows(sentence, before):
        return None
    comma = document.text.find(",", sentence.start, sentence.end)
    end = sentence.end if comma < 0 else comma
    clause = ClauseLayers(layers, sentence, sentence.start)
    told = clause.terms(load_status_cues(document.language))
    off = [c for c in told if c.key in CALLED_OFF and c.end <= end]
    second = sentence.first_token + 1
    if not off or second == sentence.end_token or any(p.start < end for p in clause.everybody):
        return None
    start = document.starts[second]
    if not is_verb(document, second) and not any(c.start <= start < c.end for c in off):
        return None  # "That concert was called off"
    trigger = before.trigger._replace(start=off[0].start, end=off[0].end)
    return replace(
        before,
        sentence=replace(sentence, end=end),
        trigger=trigger,
        status=off[0].key,
        status_cue=off[0],
        people=list(before.people),
    )


@lru_cache
def _load_it(language: str) -> frozenset[str]:
    """Return the words for "it" with which a sentence begins."""
    return frozenset(map(fold, load_pack(language).get("contact_context", {}).get("it", ())))


def dated_later(layers: Layers, sentence: Sentence, before: Frame) -> Frame | None:
    """Return the day that a sentence gives a plan just told: "It is set for May, in Geneva"."""
    planned = before.status in ("scheduled", "possible") and before.date is None
    if not planned or not _follows(sentence, before):
        return None
    document = layers.document
    clause = ClauseLayers(layers, sentence, sentence.start)
    days = [d for d in usable_dates(document, clause, layers.dates) if d.precision != "year"]
    if len(days) != 1 or is_over(document, days[0]) or not find_pointers(document, clause):
        return None
    day = days[0]
    cues = clause.unquoted(clause.terms(load_status_cues(document.language)))
    cues = [c for c in cues if c.end <= day.start or day.end <= c.start]
    named = find_participants(document, clause, layers.people)
    if named or not cues or any(c.key not in ("scheduled", "possible", "due") for c in cues):
        return None
    if any(_is_denied(document, c) for c in cues):
        return None
    places = usable_places(document, clause, layers.places)
    return replace(
        before,
        sentence=sentence,
        trigger=before.trigger._replace(start=cues[0].start, end=cues[0].end),
        status=by_date("scheduled", day, document),
        status_cue=cues[0],
        date=day,
        place=before.place or (places[0] if len(places) == 1 else None),
        people=list(before.people),
    )


def _is_denied(document: Document, cue: Match) -> bool:
    words = load_pack(document.language).get("stance_context", {}).get("negation", ())
    first, _ = token_range(document, cue.start, cue.end)
    return first > 0 and document.tokens[first - 1].form in {fold(word) for word in words}


def other_team(layers: Layers, sentence: Sentence, before: Frame) -> Frame | None:
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


def _follows(sentence: Sentence, before: Frame) -> bool:
    told = before.sentence
    return told.paragraph == sentence.paragraph and told.end_token == sentence.first_token
