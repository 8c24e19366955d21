"""Presence: who is told to be at the seat of the other side on a day, without a word of contact.

"Witkoff was in the Kremlin on 22 January", "the envoys were at Putin's", "he was seen in Miami".
"""

from collections.abc import Sequence
from dataclasses import replace

from tasks.extraction.clause_layers import ClauseLayers, Layers, Span, layers_of
from tasks.extraction.contacts.days import is_negated
from tasks.extraction.contacts.edges import MARK
from tasks.extraction.contacts.kinds import ENVOYS, PRESIDENTS
from tasks.extraction.contacts.parties import served_sides
from tasks.extraction.contacts.places import usable_places
from tasks.extraction.contacts.principals import is_host
from tasks.extraction.contacts.regions import Region, load_back_person, load_contacts
from tasks.extraction.contacts.subjects import is_event, subject_before
from tasks.extraction.layers import (
    SUBJECT,
    DateMention,
    Document,
    Match,
    PersonMention,
    PlaceMention,
    Sentence,
)
from tasks.extraction.lexicon import load_terms
from tasks.extraction.place_words import load_grammar as load_places
from tasks.extraction.text import token_range

_WEAK = frozenset({"nothing", "detail", "paired", "seen", "same", "took_place"})


def find_guest(
    document: Document,
    clause: ClauseLayers,
    named: Sequence[PersonMention],
    times: Sequence[Span],
    places: Sequence[PlaceMention],
) -> Match | None:
    """Return the other side's place where envoys of one side are on a day, or for some hours.

    Where the president of that side is named as their host, his name: "was at Putin's".
    """
    hosts = [p for p in named if p.person_id in PRESIDENTS and is_host(document, p)]
    guests = [p for p in named if p.person_id not in {host.person_id for host in hosts}]
    whole = Region(clause.start, clause.end, ())
    sides = {person.side for person in guests} or served_sides(document, clause, whole)
    known = {person.person_id for person in guests} <= ENVOYS
    if not known or len(sides) != 1 or not sides < SUBJECT or not times:
        return None
    at = [p for p in hosts if {p.side} == SUBJECT - sides]
    there = [p for p in places if {p.country} == SUBJECT - sides]
    days = any(isinstance(t, DateMention) and t.precision == "day" for t in times)
    days = days and not any(p.city and p.form != "metonym" for p in clause.placed)
    there = [p for p in there if p.city or p.venue or (days and _is_inside(document, p))]
    spans: list[Span] = [*there, *at]
    if not spans:
        return None
    told = Match(spans[0].start, spans[0].end, "visit" if there else "meeting")
    return None if is_negated(document, Region(clause.start, clause.end, (told,))) else told


def part_stay(layers: Layers, sentence: Sentence) -> list[Sentence]:
    """Return a sentence in two parts where a stay is told before what came on another day.

    "On 6 August W spent three hours in the Kremlin, and the next day the summit was announced."
    """
    document = layers.document
    words = load_contacts(document.language)
    found = words.find(document, sentence.first_token, sentence.end_token)
    first = [m for m in found if m.key not in _WEAK]
    for mark in MARK.finditer(document.text, sentence.start, first[0].start if first else 0):
        token = token_range(document, mark.end(), sentence.end)[0]
        part = replace(sentence, end=mark.start(), end_token=token)
        days = [d for d in layers.dates if d.precision == "day" and part.start <= d.start]
        mine = [d for d in days if d.end <= part.end]
        later = [d for d in days if mark.end() <= d.start < first[0].start]
        if mine and later and _tells_stay(layers, layers_of(layers, part), mine):
            return [part, replace(sentence, start=mark.end(), first_token=token)]
    return [sentence]


def _tells_stay(layers: Layers, clause: ClauseLayers, days: Sequence[DateMention]) -> bool:
    """Tell whether envoys are named in a clause, and a city of the other side."""
    named = clause.asserted(clause.everybody)
    places = [p for p in usable_places(layers.document, clause, layers.places) if p.city]
    return find_guest(layers.document, clause, named, days, places) is not None


def find_meant(layers: Layers, clause: ClauseLayers, sentence: Sentence) -> list[PersonMention]:
    """Return the envoy whom a pronoun means in a sentence that names none of his side.

    "He was in the Kremlin on 2 December", "on l'a vu à Miami".
    """
    document = layers.document
    words = clause.unquoted(clause.terms(load_back_person(document.language)))
    subjects = [
        m
        for m in words
        if m.key == "subject"
        and not is_event(document, m)
        and not any(a.start <= m.start < a.end for a in clause.said)
    ]
    seen = clause.asserted(clause.terms(load_terms(document.language, "contact_deeds")))
    told = [*subjects, *(m for m in seen if m.key == "seen")]
    word = told[0] if told else None
    meant = subject_before(layers, sentence) if word is not None else None
    if word is None or meant is None or meant.person_id not in ENVOYS:
        return []
    if any(p.side == meant.side and p.form != "owner" for p in clause.everybody):
        return []
    return [PersonMention(word.start, word.end, meant.person_id, meant.name, meant.side, "name")]


def _is_inside(document: Document, place: PlaceMention) -> bool:
    """Tell "was in Russia" from "left Russia"."""
    grammar = load_places(document.language)
    first, _ = token_range(document, place.start, place.end)
    while first and grammar.has("articles", document.tokens[first - 1].form):
        first -= 1
    return first > 0 and grammar.has("locative", document.tokens[first - 1].form)
