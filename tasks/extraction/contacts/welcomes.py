"""Welcomes: who only meets a guest at the airport: "X landed in Moscow, where Y met him"."""

from collections.abc import Sequence

from tasks.extraction.clause_layers import ClauseLayers
from tasks.extraction.contacts.edges import MARK
from tasks.extraction.contacts.kinds import PRESIDENTS
from tasks.extraction.contacts.regions import load_contacts
from tasks.extraction.layers import Document, Match, PersonMention
from tasks.extraction.lexicon import load_context
from tasks.extraction.speech.grammar import load_grammar
from tasks.extraction.text import token_range, tokens_between

_GREETS = frozenset({"seen", "meeting"})
_REACH = 8  # tokens between "met" and "at the airport"
_WHO = 5  # tokens between "met him" and the name


def find_welcomes(document: Document, clause: ClauseLayers) -> list[Match]:
    """Return the words of contact that stand beside an airport, where no president is named."""
    airports = clause.terms(load_context(document.language, "airport"))
    if not airports or any(p.person_id in PRESIDENTS for p in clause.everybody):
        return []
    words = [
        m
        for m in clause.terms(load_contacts(document.language))
        if m.key in _GREETS and not _is_goal(document, m)
    ]
    return [word for word in words if any(_are_near(document, word, a) for a in airports)]


def _is_goal(document: Document, word: Match) -> bool:
    """Tell a meeting to which somebody goes from the airport: "to the meeting with Y"."""
    first = token_range(document, word.start, word.end)[0]
    grammar = load_grammar(document.language)
    leading = grammar.prepositions - grammar.conjunctions
    return first > 0 and document.forms[first - 1] in leading


def _are_near(document: Document, word: Match, airport: Match) -> bool:
    start, end = min(word.end, airport.end), max(word.start, airport.start)
    near = tokens_between(document, start, end) <= _REACH
    return near and not MARK.search(document.text, start, end)


def without_greeters(
    document: Document, welcomes: Sequence[Match], people: Sequence[PersonMention]
) -> list[PersonMention]:
    """Leave out who stands beside a word of welcome."""
    left = list(people)
    for word in welcomes:
        near = [(_gap(document, word, p), p.start, p) for p in left]
        if near and min(near)[0] <= _WHO:
            left.remove(min(near)[2])
    return left


def _gap(document: Document, word: Match, person: PersonMention) -> int:
    before = person.end <= word.start
    span = (person.end, word.start) if before else (word.end, person.start)
    return tokens_between(document, *span)
