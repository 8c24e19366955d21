"""Bystanders: who is named in a clause about another noun, and takes no part in the contact.

"The envoy, whom X appointed in May, met Y", "a call about the plans which X and Y had agreed on".
"""

import re
from collections.abc import Sequence
from functools import lru_cache

from tasks.extraction.clause_layers import ClauseLayers, Span
from tasks.extraction.clause_tense import tells_tense
from tasks.extraction.contacts.edges import MARK
from tasks.extraction.contacts.frame import START
from tasks.extraction.contacts.kinds import PRESIDENTS
from tasks.extraction.contacts.prenominal import find_prenominal
from tasks.extraction.contacts.regions import load_contacts
from tasks.extraction.layers import SUBJECT, DateMention, Document, Match, PersonMention
from tasks.extraction.lexicon import load_context, load_pack
from tasks.extraction.speech.grammar import load_grammar
from tasks.extraction.speech.insertions import load_reporting_verbs
from tasks.extraction.text import token_range

_IDLE = frozenset({"nothing", "took_place"})  # words that tell of no contact by themselves
_DETAIL = "detail"
_TELLS = 3  # tokens from a verb of saying to "that": "told the agency that"


def without_bystanders(
    document: Document, clause: ClauseLayers, people: Sequence[PersonMention]
) -> list[PersonMention]:
    """Leave out whom a sentence names only to tell something of another noun."""
    left = list(people)
    for relative in _find_noun_clauses(document, clause) if len(left) > 1 else ():
        inside = [p for p in left if relative.start <= p.start and p.end <= relative.end]
        if not inside or _tells_of_contact(document, clause, relative, inside):
            continue
        others = [p for p in left if p not in inside]
        if not others and _is_of_summit(document, clause, inside):
            continue
        if _may_go(inside, others) and not _is_of_contact(document, clause, relative):
            left = others
    return left


def _may_go(inside: Sequence[PersonMention], others: Sequence[PersonMention]) -> bool:
    """Tell whether those who are left have no need of them: "the call with X, which Y praised"."""
    sides, left = {p.side for p in inside}, {p.side for p in others}
    lower = {p.side for p in inside if p.side in SUBJECT and p.person_id not in PRESIDENTS}
    if not lower <= {p.side for p in others if p.person_id not in PRESIDENTS}:
        return False  # "received by the two whom X named, Y and Z": they stand for him
    return not others or len(sides & SUBJECT) != 1 or sides <= left


def _is_of_summit(
    document: Document, clause: ClauseLayers, inside: Sequence[PersonMention]
) -> bool:
    """Tell whether those in a clause are the two whose summit its sentence speaks of."""
    words = clause.terms(load_contacts(document.language))
    both = {p.person_id for p in inside} == PRESIDENTS
    return both and any(word.key == "summit" for word in words)


@lru_cache
def _load_openings(language: str) -> re.Pattern[str] | None:
    words = load_pack(language).get("contact_relatives", {}).get("of_noun", ())
    # At a comma, or where no word goes on; told by one look, since it is asked at each character.
    return re.compile(rf"(?<!\w(?!,))(?:{'|'.join(words)})(?!\w)") if words else None


def is_of_bystanders(document: Document, clause: ClauseLayers, span: DateMention) -> bool:
    """Tell whether a day is that of a clause about another noun: "the plan that X sent in May"."""
    if is_of_since(document, clause, span) or (span.precision == "day" and span.first == START):
        return True  # the day of the inauguration, since which contacts are counted
    for relative in _find_noun_clauses(document, clause):
        inside = [p for p in clause.everybody if relative.start <= p.start < relative.end]
        holds = relative.start <= span.start and span.end <= relative.end
        if holds and inside and {p.person_id for p in inside} <= PRESIDENTS:
            told = _tells_of_contact(document, clause, relative, inside)
            return not told and not _is_of_contact(document, clause, relative)
    return False


def is_of_since(document: Document, clause: ClauseLayers, span: DateMention) -> bool:
    """Tell the day of what happened before: "the first call since he took office in January".

    Not "the first since he took office on 12 February": no office was taken then.
    """
    if span.precision == "day" and span.first is not None and span.first > START:
        return False
    for opening in clause.terms(load_context(document.language, "since_clause")):
        mark = MARK.search(document.text, opening.end, clause.end)
        end = mark.start() if mark else clause.end
        if not (opening.end <= span.start and span.end <= end):
            continue
        first, last = token_range(document, opening.end, end)
        words = clause.terms(load_contacts(document.language))
        told = any(w.key not in _IDLE and opening.end <= w.start < end for w in words)
        return not told and any(tells_tense(document, i) for i in range(first, last))
    return False


def _find_noun_clauses(document: Document, clause: ClauseLayers) -> list[Match]:
    """Return the clauses of a sentence that are about a noun, each up to its next mark."""
    return clause.once("of_noun", lambda: _read_noun_clauses(document, clause))


def _read_noun_clauses(document: Document, clause: ClauseLayers) -> list[Match]:
    pattern = _load_openings(document.language)
    found: list[Match] = []
    for opening in pattern.finditer(document.folded, clause.start, clause.end) if pattern else ():
        start = opening.end()
        mark = MARK.search(document.text, start, clause.end)
        if not _is_reported(document, opening.start(), start):
            found.append(Match(start, mark.start() if mark else clause.end, "of_noun"))
    return [*found, *find_prenominal(document, clause, load_contacts(document.language))]


def _is_reported(document: Document, start: int, end: int) -> bool:
    """Tell whether "that" opens what somebody says: "told the agency that"."""
    first, last = token_range(document, start, end)
    verbs = load_reporting_verbs(document.language)
    return last - first > 1 and bool(verbs.find(document, max(first - _TELLS, 0), last))


def _tells_of_contact(
    document: Document, clause: ClauseLayers, relative: Span, inside: Sequence[PersonMention]
) -> bool:
    """Tell whether a clause has a word of contact, or of who else was there, but presidents."""
    chiefs = {p.person_id for p in inside} <= PRESIDENTS
    idle = _IDLE | {_DETAIL} if chiefs else _IDLE
    words = clause.terms(load_contacts(document.language))
    return any(w.key not in idle and relative.start <= w.start < relative.end for w in words)


def _is_of_contact(document: Document, clause: ClauseLayers, relative: Span) -> bool:
    """Tell whether a clause is about the contact itself: "the call on Monday, which …"."""
    idle = _IDLE | {_DETAIL}
    words = [w for w in clause.terms(load_contacts(document.language)) if w.key not in idle]
    before = [w for w in words if w.end <= relative.start]
    if not before:
        return False
    grammar = load_grammar(document.language)
    small = grammar.prepositions | grammar.definite | grammar.indefinite | grammar.conjunctions
    small |= grammar.subordinate
    spans: list[Span] = [*clause.placed, *clause.dated]
    first, last = token_range(document, before[-1].end, relative.start)
    return all(
        token.form in small or any(s.start <= token.start < s.end for s in spans)
        for token in document.tokens[first:last]
    )
