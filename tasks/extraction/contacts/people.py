"""Contact people: which of the people of a sentence take part, and which sides it speaks of."""

import re
from collections.abc import Sequence
from itertools import pairwise

from tasks.extraction.clause_layers import ClauseLayers, Layers, layers_of
from tasks.extraction.contacts.agreements import tells_purpose
from tasks.extraction.contacts.bodies import is_of_body
from tasks.extraction.contacts.bystanders import without_bystanders
from tasks.extraction.contacts.edges import distance
from tasks.extraction.contacts.kinds import (
    AIDES,
    ENVOYS,
    MINISTERS,
    PREDECESSORS,
    PRESIDENTS,
    SPOKESPEOPLE,
)
from tasks.extraction.contacts.parties import served_sides, side_words
from tasks.extraction.contacts.places import MATTERS
from tasks.extraction.contacts.presidents import meet_later
from tasks.extraction.contacts.principals import is_owner, without_owners
from tasks.extraction.contacts.regions import Region
from tasks.extraction.layers import SUBJECT, Attribution, Document, Match, PersonMention, Sentence
from tasks.extraction.lexicon import load_terms
from tasks.extraction.text import token_range

_PAIRS = {
    "presidents": {"putin": "RU", "trump": "US"},
    "ministers": {"lavrov": "RU", "rubio": "US"},
}
_BREAK = re.compile(r"[^\w\s,'’]")  # what no list has between its items: a dash, a bracket
_NEAR = 8  # tokens from a word of contact to a third party that takes part in it
_LISTED = 3  # tokens between two countries of a list: ", the" or "and the"


def find_participants(
    document: Document, clause: ClauseLayers, everybody: Sequence[PersonMention]
) -> list[PersonMention]:
    """Return the people of a sentence who can take part in the contact it speaks of."""
    people = [
        person
        for person in without_owners(document, clause.asserted(everybody))
        if person.person_id not in SPOKESPEOPLE | PREDECESSORS
        and not _leads_a_name(document, person, everybody)
    ]
    people = without_bystanders(document, clause, people)
    people = _named_before_meant(document, clause, people)
    leaders = find_leaders(document, clause)
    leaders = without_bystanders(document, clause, leaders)
    # "The deputy minister spoke of a meeting of the leaders": he is not at it.
    ids = {person.person_id for person in people}
    apart = len({person.side for person in people}) == 1 and not ids & (ENVOYS | PRESIDENTS)
    theirs = {person.person_id for person in leaders} == PRESIDENTS
    return leaders if not people or (apart and theirs) else people


def find_teller(
    said: Sequence[Attribution], people: Sequence[PersonMention], everybody: Sequence[PersonMention]
) -> list[PersonMention]:
    """Return the speaker when only the other side is named: "X said he had met Y"."""
    sides = {person.side for person in people}
    if len(sides & SUBJECT) != 1 or sides - SUBJECT:
        return []
    apart = SPOKESPEOPLE
    if any(person.person_id in PRESIDENTS for person in people):
        apart = SPOKESPEOPLE | AIDES
    for attribution in said:
        for person in everybody:
            if (
                attribution.start <= person.start
                and person.end <= attribution.end
                and person.person_id not in apart
                and person.side in SUBJECT - sides
            ):
                return [person]
    return []


def with_subject(
    document: Document,
    own: Sequence[PersonMention],
    before: Sequence[PersonMention],
    region: Region,
) -> list[PersonMention]:
    """Return whom a region shares with the one before: "Trump met … and called Putin".

    That is who comes first there, when the region names the other side only, after its verb.
    """
    sides = {person.side for person in own}
    led = any(person.end <= region.triggers[0].start for person in own)
    led = led and not tells_purpose(document, region.start)
    if len(sides & SUBJECT) != 1 or sides - SUBJECT or led:
        return []
    first = before[0] if before else None
    if first and first.person_id in {person.person_id for person in own}:
        # "An exchange with Putin, which Trump praised before he announced a meeting with Putin"
        return [p for p in before if p.side in SUBJECT - sides][:1]
    return [first] if first and first.side in SUBJECT - sides else []


def find_sides(
    document: Document, clause: ClauseLayers, region: Region, people: Sequence[PersonMention]
) -> frozenset[str]:
    """Return the sides that a region speaks of: RU, US, or "other"."""
    # "in Budapest, Hungary": where they meet, not who; Ukraine is what they talk about or who.
    hosts = [place for place in clause.placed if place.country not in MATTERS]
    found = {
        match.key
        for match in side_words(document, clause, region)
        if (match.key in SUBJECT or not any(p.start <= match.start < p.end for p in hosts))
        and (people or match.key in SUBJECT or _is_near(document, match, region))
    }
    for person in people:
        if person.side:
            found.add(person.side if person.side in SUBJECT else "other")
    if "other" not in found and _lists_third(document, clause, region):
        found.add("other")
    return frozenset(found) | served_sides(document, clause, region)


def _lists_third(document: Document, clause: ClauseLayers, region: Region) -> bool:
    """Tell whether a third country stands in a list with the two: "Russia, Ukraine and the US"."""
    named = [p for p in clause.placed if not p.city and region.holds(p.start, p.end)]
    listed = sorted((p.start, p.end, p.country) for p in named)
    for run in zip(listed, listed[1:], listed[2:], strict=False):
        gaps = [token_range(document, a[1], b[0]) for a, b in pairwise(run)]
        near = all(last - first <= _LISTED for first, last in gaps)
        near = near and not any(_BREAK.search(document.text, a[1], b[0]) for a, b in pairwise(run))
        if near and {country for _, _, country in run} > SUBJECT:
            return True
    return False


def _is_near(document: Document, word: Match, region: Region) -> bool:
    """Tell whether a third party stands where who meets is told, not what they speak about."""
    return any(distance(document, word.start, word.end, t) <= _NEAR for t in region.triggers)


def _leads_a_name(
    document: Document, person: PersonMention, everybody: Sequence[PersonMention]
) -> bool:
    """Tell whether another name follows without a mark: "представник Путіна Юрій Ушаков".

    Not that of the other side: "звонок Трампа Путину".
    """
    after = (p for p in everybody if p.start == person.end + 1 and p.form == "name")
    follower = next(after, None)
    plain = document.text[person.end : person.end + 1] == " "
    if not plain or follower is None or {person.side, follower.side} == SUBJECT:
        return False
    return follower.person_id != person.person_id


def _named_before_meant(
    document: Document, clause: ClauseLayers, people: list[PersonMention]
) -> list[PersonMention]:
    """Leave out "the two men" where both sides are named: they speak of the named ones.

    Not so the two presidents, or ministers, "flanked by" those who are named, or around whom
    these are seated.
    """
    named = [person for person in people if person.form != "role"]
    if not {person.side for person in named} >= SUBJECT:
        return people
    ids = {person.person_id for person in named}  # "Trump called Putin and invited the Russian"
    joined = clause.terms(load_terms(document.language, "contacts"))
    joins = any(m.key == "detail" and m.end <= named[0].start for m in joined)
    chiefs = [p for p in people if p.form == "role" and p.person_id in PRESIDENTS | MINISTERS]
    if joins and len(chiefs) == len(PRESIDENTS) and chiefs[-1].end <= named[0].start:
        return [*chiefs, *named]
    if meet_later(document, clause, named, chiefs):
        return [*named, *chiefs]
    return [person for person in people if person.form != "role" or person.person_id in ids]


def find_leaders(document: Document, clause: ClauseLayers) -> list[PersonMention]:
    """Return the pair for "the two leaders": where no people are named they are meant.

    Not "the leaders of the G20".
    """
    return [
        PersonMention(match.start, match.end, person, person.title(), side, "role")
        for match in clause.terms(load_terms(document.language, "pairs"))
        if not is_of_body(document, clause, match)
        for person, side in sorted(_PAIRS.get(match.key, {}).items())
    ]


def find_pair_before(
    layers: Layers, sentence: Sentence, told: Sequence[PersonMention]
) -> list[PersonMention]:
    """Return the two people, one of each side, whom the sentence before names.

    "Ushakov explained it to Waltz. The call took place on Wednesday": they are who called.
    `told`: whom the sentence names before "they", who are of the pair.
    """
    document = layers.document
    before = [s for s in document.sentences if s.end <= sentence.start]
    if not before or before[-1].paragraph != sentence.paragraph:
        return []
    clause = layers_of(layers, before[-1])
    named = [
        p
        for p in clause.everybody
        if p.person_id not in SPOKESPEOPLE and p.form != "owner" and not is_owner(document, p)
    ]
    named = without_bystanders(document, clause, named)
    pair = list({p.person_id: p for p in named}.values())
    fits = {p.person_id for p in told} <= {p.person_id for p in pair}
    return pair if fits and len(pair) == 2 and {p.side for p in pair} == SUBJECT else []
