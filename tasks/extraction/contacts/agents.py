"""Agents: who in a sentence could have done what it tells: sides, other countries, people."""

from collections.abc import Sequence

from tasks.extraction.clause_layers import Layers, overlap
from tasks.extraction.contacts.edges import MARK, load_leading
from tasks.extraction.layers import SUBJECT, Document, Match, Sentence
from tasks.extraction.lexicon import load_terms
from tasks.extraction.marks import load_marks
from tasks.extraction.parties import find_acronyms, find_parties
from tasks.extraction.speech.grammar import load_grammar
from tasks.extraction.speech.insertions import load_reporting_verbs
from tasks.extraction.text import token_range, tokens_between

_THAT = 2  # tokens from who says it to what he did: ", that"
_SUBJECT = ("а", "ы", "ая")  # of cities, peoples and sides: "Москва", "американцы", "российская"
_GENITIVE = ("ии", "ії")  # of countries: "России"
_LED_IN = 3  # tokens of "with Russian President X"


def find_agents(layers: Layers, sentence: Sentence) -> list[Match]:
    """Return who could have done it: sides, other countries, people."""
    document = layers.document
    span = sentence.first_token, sentence.end_token
    callers = load_terms(document.language, "contact_callers").find(document, *span)
    houses = [word for word in callers if word.key == "house"]
    heads = load_terms(document.language, "contact_heads").find(document, *span)
    houses += [word for word in heads if word.key == "team"]
    sides = load_terms(document.language, "contact_sides").find(document, *span)
    told = [side for side in sides if side.key in SUBJECT]
    told += [party for party in find_acronyms(document, sentence) if party.key in SUBJECT]
    told += [party for party in find_parties(document, sentence) if party.key not in SUBJECT]
    # "russische Angriffe" do nothing; "die russische Seite" does.
    found = [
        side
        for side in told
        if not document.text[side.start].islower()
        or any(_is_beside(document, side, house) for house in houses)
    ]
    found += [
        Match(person.start, person.end, person.side)
        for person in layers.people
        if sentence.start <= person.start < sentence.end and person.side and person.form != "owner"
    ]
    return sorted(set(found))


def _is_beside(document: Document, side: Match, house: Match) -> bool:
    """Tell whether a word for people stands beside an adjective of a side."""
    one, other = sorted((side, house))
    return overlap(one, other) or tokens_between(document, one.end, other.start) <= 1


def without_telling(layers: Layers, agents: Sequence[Match], deeds: Sequence[Match]) -> list[Match]:
    """Leave out who only tells of it, "the Kremlin said"; "sagte … ab" is one of the deeds."""
    verbs = load_reporting_verbs(layers.document.language)
    telling: set[Match] = set()
    for said in layers.attributions:
        inside = [a for a in agents if said.start <= a.start and a.end <= said.end]
        if inside and not any(overlap(said, deed) for deed in deeds):
            found = verbs.find(layers.document, *token_range(layers.document, said.start, said.end))
            first = [a for a in inside if found and a.end <= found[0].start]
            telling |= set(first or inside)  # "the Kremlin said Washington …"
    return [agent for agent in agents if agent not in telling]


def is_led_in(layers: Layers, agent: Match, agents: Sequence[Match]) -> bool:
    """Tell whether a preposition leads to somebody: "the talks with Moscow and Washington"."""
    document = layers.document
    grammar = load_grammar(document.language)
    first, _ = token_range(document, agent.start, agent.end)
    for index in range(first - 1, max(first - 1 - _LED_IN, -1), -1):
        token = document.tokens[index]
        if MARK.search(document.text, token.end, agent.start):
            return False
        if token.form in grammar.conjunctions:
            joined = [a for a in agents if a.end <= token.start]
            near = joined and tokens_between(document, joined[-1].end, token.start) == 0
            return bool(near) and is_led_in(layers, joined[-1], agents)
        if token.form in load_leading(document.language):
            return token.form not in grammar.subordinate  # "after Washington called it off"
        # "with the Russian president X"; but "in May X".
        own = any(overlap(token, a) for a in agents if a.key == agent.key)
        if token.form not in grammar.definite and not own:
            return False
    return False


def is_oblique(layers: Layers, agent: Match, agents: Sequence[Match]) -> bool:
    """Tell whether an ending shows that somebody, or whom he is joined to, is no subject."""
    document = layers.document
    marks = load_marks(document.language)
    if not marks.has_cases:
        return False
    joining = load_grammar(document.language).conjunctions
    for other in agents:
        between = document.folded[other.end : agent.start].strip()
        if other.end < agent.start and between in joining and is_oblique(layers, other, ()):
            return True
    words = document.folded[agent.start : agent.end].split()
    named = any(person.start == agent.start for person in layers.people)
    word = words[-1] if named else words[0]  # "Белого дома"
    oblique = bool(marks.oblique_word.search(word)) or word.endswith(_GENITIVE)
    if named:
        return oblique and not marks.nominative_name.search(word)
    return oblique and not (word.endswith(_SUBJECT) or marks.nominative_word.search(word))


def find_speaker(layers: Layers, agents: Sequence[Match], verb: Match) -> Match | None:
    """Return who says that he did it, where no subject is said again: "X said that called off"."""
    document = layers.document
    for said in layers.attributions:
        near = tokens_between(document, said.end, verb.start) <= _THAT
        if said.end <= verb.start and near:
            inside = [a for a in agents if said.start <= a.start and a.end <= said.end]
            return inside[-1] if inside else None
    return None
