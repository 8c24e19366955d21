"""Clauses of place: "in Davos, where he had come to meet Y", "in Doha, where a forum is under way".

The place before "where" is that of what the clause tells, whatever else the place is said of; a
clause that tells of something else lends neither its words nor its status to the contact before.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache

from tasks.extraction.clause_layers import ClauseLayers, Span
from tasks.extraction.layers import Document, Match, PlaceMention, Token
from tasks.extraction.lexicon import load_pack
from tasks.extraction.speech.grammar import load_grammar
from tasks.extraction.text import token_range, tokens_between

_BESIDE = 3  # tokens between the city and "where": "in Davos, in Switzerland, where"
_REACH = 12  # tokens from "where" to the word of contact of its clause
_ENDS = (",", ";", "—", ")")


@dataclass(frozen=True, slots=True)
class Where:
    """A clause that begins with "where", and the place that stands before it."""

    start: int
    end: int
    place: PlaceMention


@lru_cache
def _load_words(language: str) -> frozenset[str]:
    """Return the words for "where" as they are written: "où", not "ou"."""
    return frozenset(load_pack(language).get("contact_relatives", {}).get("where", ()))


def find_wheres(document: Document, clause: ClauseLayers) -> list[Where]:
    """Return the clauses of place of a sentence."""
    return clause.once("wheres", lambda: _find_wheres(document, clause)) if clause.placed else []


def _find_wheres(document: Document, clause: ClauseLayers) -> list[Where]:
    words = _load_words(document.language)
    first, last = token_range(document, clause.start, clause.end)
    found: list[Where] = []
    for token in document.tokens[first:last]:
        if _written(document, token) not in words:
            continue
        place = _place_before(document, clause, token.start)
        if place is not None:
            ends = [document.text.find(mark, token.end, clause.end) for mark in _ENDS]
            end = min((e for e in ends if e >= 0), default=clause.end)
            found.append(Where(token.start, end, place))
    return found


def _place_before(document: Document, clause: ClauseLayers, start: int) -> PlaceMention | None:
    near = [
        p
        for p in clause.placed
        if p.end <= start
        and (p.form != "metonym" or document.text[p.end : start] == ", ")
        and tokens_between(document, p.end, start) <= _BESIDE
    ]
    cities = [p for p in near if p.city]
    return next(reversed(cities or near), None)


def is_beside(document: Document, clause: ClauseLayers, span: Span, words: Sequence[Match]) -> bool:
    """Tell whether a span stands in a clause of place without a word of contact or a person.

    "The war, which began where fighting resumed on 28 October, was what they spoke about."
    """
    first, last = token_range(document, clause.start, span.start)
    relative = _load_words(document.language)
    starts = [
        t.start
        for t in document.tokens[first:last]
        if _written(document, t) in relative and document.text.endswith(", ", 0, t.start)
    ]
    if not starts:
        return False
    ends = [document.text.find(mark, span.end, clause.end) for mark in _ENDS]
    end = min((e for e in ends if e >= 0), default=clause.end)
    closed = not any(mark in document.text[starts[-1] : span.start] for mark in _ENDS)
    told: list[Span] = [*words, *clause.everybody]
    inside = any(starts[-1] <= m.start < end for m in told)
    return closed and not inside and bool(words)


def _written(document: Document, token: Token) -> str:
    return document.text[token.start : token.end]


def place_of_clause(
    document: Document, clause: ClauseLayers, trigger: Match
) -> PlaceMention | None:
    """Return the place before the "where" whose clause has the word of contact."""
    for where in reversed(find_wheres(document, clause)):
        if where.start > trigger.start:
            continue
        end = max(where.end, trigger.end)
        own = [p for p in clause.placed if p.city and where.start < p.start < end]
        near = tokens_between(document, where.start, trigger.start) <= _REACH
        inside = ";" not in document.text[where.start : trigger.start]
        return where.place if near and inside and not own else None
    return None


def without_events(
    document: Document,
    clause: ClauseLayers,
    words: Sequence[Match],
    found: Sequence[Match],
    people: Sequence[Span],
) -> list[Match]:
    """Leave out of `found` what a clause of place says of something else than the contact before.

    `words`: those of contact. "Where an ASEAN meeting is under way", "where the forum ends".
    """
    events = [w for w in find_wheres(document, clause) if _is_event(document, w, words, people)]
    return [m for m in found if not any(w.start <= m.start < w.end for w in events)]


def _is_event(
    document: Document, where: Where, words: Sequence[Match], people: Sequence[Span]
) -> bool:
    inside = [m for m in words if where.start <= m.start < where.end]
    before = [m for m in words if m.end <= where.start]
    if not before or any(where.start <= p.start < where.end for p in people):
        return False
    if not inside:
        return True
    return _has_name(document, where) or any(_is_new(document, m) for m in inside)


def _has_name(document: Document, where: Where) -> bool:
    """Tell whether the clause has a name of its own: "the ASEAN meeting"."""
    first, last = token_range(document, where.start, where.end)
    return any(document.text[t.start].isupper() for t in document.tokens[first:last])


def _is_new(document: Document, word: Match) -> bool:
    """Tell whether a word of contact is not told before: "a meeting", not "the talks"."""
    first = token_range(document, word.start, word.end)[0]
    return document.tokens[first - 1].form in load_grammar(document.language).indefinite
