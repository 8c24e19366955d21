"""Bodies of many states: "the G20 summit", "NATO ministers met" are no contact of the two sides.

What is said to happen there between the two is told by words of its own: "they will meet at the
G20 summit".
"""

import re
from collections.abc import Sequence
from functools import lru_cache

from tasks.extraction.clause_layers import ClauseLayers
from tasks.extraction.layers import Document, Match
from tasks.extraction.lexicon import TermIndex, load_pack
from tasks.extraction.speech.grammar import load_grammar
from tasks.extraction.text import fold, token_range

_GATHER = frozenset({"summit", "meeting", "talks", "round", "consultations"})
_REACH = 8  # tokens between a body and its meeting: "ministers of foreign affairs of the …"
_MARK = re.compile(r"[,;:()—–\n]|\s-\s")


@lru_cache
def load_bodies(language: str) -> TermIndex:
    """Return the names of bodies of many states."""
    names = load_pack(language).get("contact_bodies", {}).get("names", ())
    return TermIndex({"body": names})


@lru_cache
def _load_linking(language: str) -> frozenset[str]:
    words = load_pack(language).get("contact_bodies", {}).get("linking", ())
    return frozenset(fold(word) for word in words)


def is_of_body(document: Document, clause: ClauseLayers, word: Match) -> bool:
    """Tell whether a word is said of a body of many states: "the summit of its leaders"."""
    return any(
        _are_linked(document, word, body) for body in clause.terms(load_bodies(document.language))
    )


def gathers_body(document: Document, clause: ClauseLayers, word: Match) -> bool:
    """Tell whether a word of contact is the meeting of such a body."""
    return word.key in _GATHER and is_of_body(document, clause, word)


def without_bodies(document: Document, clause: ClauseLayers, words: Sequence[Match]) -> list[Match]:
    """Leave out the meetings of such bodies where a sentence has another word of contact.

    Who travels to one, or hosts it, meets nobody by that: "he flew to the G20 summit".
    """
    theirs = [w for w in words if gathers_body(document, clause, w)]
    if not theirs:
        return list(words)
    own = [w for w in words if w not in theirs]
    contacts = [
        w for w in own if w.key not in ("visit", "detail") and not _is_hosting(document, theirs, w)
    ]
    return own if contacts else theirs


def _is_hosting(document: Document, theirs: Sequence[Match], word: Match) -> bool:
    """Tell whether a word is what a clause says of such a meeting: "which X hosts in May"."""
    where = load_pack(document.language).get("contact_relatives", {}).get("where", ())
    subordinate = load_grammar(document.language).subordinate - {fold(w) for w in where}
    before = [w for w in theirs if w.end <= word.start]
    if word.key not in ("seen", "meeting") or not before:
        return False
    first, last = token_range(document, before[-1].end, word.start)
    return any(token.form in subordinate for token in document.tokens[first:last])


def _are_linked(document: Document, word: Match, body: Match) -> bool:
    if word.start < body.end and body.start < word.end:
        return True
    start, end = (word.end, body.start) if word.end <= body.start else (body.end, word.start)
    first, last = token_range(document, start, end)
    if last - first > _REACH or _MARK.search(document.text, start, end):
        return False
    linking = _load_linking(document.language)
    between = document.tokens[first:last]
    if load_grammar(document.language).setting and body.end <= word.start:
        # "NATO bakanları perşembe günü Brüksel'de toplandı": the verb ends the clause.
        return bool(between) and between[0].form in linking
    return all(token.form in linking for token in between)
