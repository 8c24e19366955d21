"""Companions: who tells of a contact at which he was himself, with one of his own side.

"Witkoff said he would go to Moscow with Kushner to see Putin": both sides are named, yet the one
who speaks is at it too. A president who speaks of his envoys stays at home.
"""

from collections.abc import Sequence
from dataclasses import replace

from tasks.extraction.clause_layers import ClauseLayers, Layers
from tasks.extraction.contacts.edges import MARK
from tasks.extraction.contacts.kinds import PRESIDENTS, SPOKESPEOPLE
from tasks.extraction.contacts.regions import load_back_person
from tasks.extraction.layers import SUBJECT, Document, Match, PersonMention
from tasks.extraction.lexicon import load_context
from tasks.extraction.text import token_range

_DETAIL = "detail"  # "together with" tells who goes along, as "with" does
_TITLE = 5  # tokens from "with" to the name: "with his fellow envoy Jared"


def find_companion(
    layers: Layers,
    clause: ClauseLayers,
    people: Sequence[PersonMention],
    triggers: Sequence[Match],
) -> list[PersonMention]:
    """Return the speaker, where "he" stands, who is at a contact with one of his own side."""
    he = _find_him(layers.document, clause, triggers)
    if he is None or not {person.side for person in people} >= SUBJECT:
        return []
    for person in layers.people:
        tells = any(
            a.start <= person.start and person.end <= a.end <= he.start for a in clause.said
        )
        if not tells or person.side not in SUBJECT or person.person_id in SPOKESPEOPLE | PRESIDENTS:
            continue
        own = [p for p in people if p.side == person.side]
        others = any(person.end <= p.start < he.start for p in people if p not in own)
        known = any(p.person_id == person.person_id for p in own)
        beside = all(_is_beside(layers.document, p, he, triggers) for p in own)
        if beside and not known and not others:
            return [replace(person, start=he.start, end=he.end, form="name")]
    return []


def _find_him(document: Document, clause: ClauseLayers, triggers: Sequence[Match]) -> Match | None:
    """Return the pronoun of a clause that is the subject of its first word of contact."""
    words = clause.unquoted(clause.terms(load_back_person(document.language)))
    told = [
        m
        for m in words
        if m.key == "subject"
        and triggers
        and m.end <= triggers[0].end
        and not any(a.start <= m.start < a.end for a in clause.said)
    ]
    return told[0] if told else None


def _is_beside(
    document: Document, person: PersonMention, he: Match, triggers: Sequence[Match]
) -> bool:
    """Tell whether "with" or "and" leads to a name, or from it to "he"; not "met with Y"."""
    words = load_context(document.language, "companions")
    if person.end <= he.start:
        first, last = token_range(document, person.end, he.start)
        return last - first == 1 and bool(words.find(document, first, last))
    first, last = token_range(document, he.end, person.start)
    led = words.find(document, max(first, last - _TITLE), last)
    if not led or MARK.search(document.text, led[-1].end, person.start):
        return False
    return not any(
        t.key != _DETAIL
        and t.start <= led[-1].start
        and not document.text[t.end : led[-1].start].strip()
        for t in triggers
    )
