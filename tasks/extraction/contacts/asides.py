"""Asides: what sentences without a word of contact add to those beside them.

"Ninety minutes." is how long the contact just told lasted, "For the Americans, Coulter." is the
other team, "By Tuesday it had been shelved." is what became of a plan.
"""

from collections.abc import Sequence
from dataclasses import replace

from tasks.extraction.clause_layers import Layers, layers_of
from tasks.extraction.clause_tense import is_verb
from tasks.extraction.contacts.ellipsis import SAME
from tasks.extraction.contacts.frame import Frame
from tasks.extraction.contacts.headings import BARE_LENGTH
from tasks.extraction.contacts.kinds import PRESIDENTS
from tasks.extraction.contacts.people import find_participants
from tasks.extraction.contacts.places import usable_places
from tasks.extraction.contacts.slots import is_over, usable_dates
from tasks.extraction.contacts.status import (
    CALLED_OFF,
    PLANNED,
    by_date,
    load_it,
    load_status_cues,
)
from tasks.extraction.contacts.triggers import DETAIL, find_pointers
from tasks.extraction.layers import (
    SUBJECT,
    Document,
    Match,
    PersonMention,
    Sentence,
)
from tasks.extraction.lexicon import load_pack
from tasks.extraction.text import fold, token_range

_AT_HEAD = 2  # tokens before a length that opens its sentence: "In all, three hours."
_LONGEST = 12 * 60  # minutes


def bare_length(layers: Layers, sentence: Sentence, told: Sequence[Frame]) -> Frame | None:
    """Return the frame of a sentence that says how long it lasted, right after the contact.

    Where it says on which day, it is one more of the two `told` of last.
    """
    before, pair = told[-1], pair_of(told)
    if sentence.end_token - sentence.first_token > BARE_LENGTH:
        return None
    clause = layers_of(layers, sentence)
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


def pair_of(told: Sequence[Frame]) -> list[PersonMention]:
    """Return the people of the last frame that names both sides."""
    pairs = (f.people for f in reversed(told) if {p.side for p in f.people} >= SUBJECT)
    return list(next(pairs, ()))


def called_off(layers: Layers, sentence: Sentence, before: Frame) -> Frame | None:
    """Return what became of a plan just told: "By Tuesday it had been shelved."."""
    if before.status not in ("scheduled", "possible") or not _follows(sentence, before):
        return None
    document = layers.document
    clause = layers_of(layers, sentence)
    cues = clause.unquoted(clause.terms(load_status_cues(document.language)))
    off = [cue for cue in cues if cue.key in CALLED_OFF]
    short = sentence.end_token - sentence.first_token <= BARE_LENGTH
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
    if not load_it(document.language).issuperset(opening) or not opening:
        return None
    held = before.status_cue is not None and before.status_cue.key == "held"
    if held or before.status in CALLED_OFF or not _follows(sentence, before):
        return None
    comma = document.text.find(",", sentence.start, sentence.end)
    end = sentence.end if comma < 0 else comma
    clause = layers_of(layers, sentence)
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


def dated_later(layers: Layers, sentence: Sentence, before: Frame) -> Frame | None:
    """Return the day that a sentence gives a plan just told: "It is set for May, in Geneva"."""
    planned = before.status in ("scheduled", "possible") and before.date is None
    if not planned or not _follows(sentence, before):
        return None
    document = layers.document
    clause = layers_of(layers, sentence)
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


def spanned_later(layers: Layers, sentence: Sentence, before: Frame) -> Frame | None:
    """Return the days of a contact just told: "It began on Wednesday and ended on Thursday"."""
    near = sentence.first_token - before.sentence.end_token <= 0
    if before.date is not None or before.status in PLANNED or not near:
        return None
    document = layers.document
    clause = layers_of(layers, sentence)
    days = usable_dates(document, clause, layers.dates)
    spans = [d for d in days if d.last is not None and d.precision == "day"]
    if len(days) != 1 or not spans or clause.everybody or not is_over(document, spans[0]):
        return None
    trigger = before.trigger._replace(start=spans[0].start, end=spans[0].end)
    return replace(
        before,
        sentence=sentence,
        trigger=trigger,
        status="held",
        date=spans[0],
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
    clause = layers_of(layers, sentence)
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
