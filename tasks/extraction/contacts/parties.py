"""Contact parties: which sides a sentence speaks of, and which it tells of as meeting.

"American officials", "the Americans", "Trump's envoys", "negotiators of both countries".
"""

import re
from functools import lru_cache
from itertools import pairwise

from tasks.extraction.clause_layers import ClauseLayers
from tasks.extraction.contacts.edges import MARK
from tasks.extraction.contacts.regions import Region
from tasks.extraction.contacts.slots import stands_apart
from tasks.extraction.layers import SUBJECT, Document, Match
from tasks.extraction.lexicon import TermIndex, load_pack, load_terms
from tasks.extraction.text import token_range

_US = re.compile(r"\bUS\b")
NOTHING = "nothing"  # the key of what only looks like a side
_NO_PEOPLE = frozenset({"third", "both"})
_WHOSE = 4  # tokens of "of both countries" beside "negotiators"
_BESIDE = 2  # tokens between "Russian" and who that is, or between two sides named together


def load_side_words(language: str) -> TermIndex:
    """Return the words by which a language speaks of a side or of a third party."""
    return load_terms(language, "contact_sides")


def side_words(document: Document, clause: ClauseLayers, region: Region) -> list[Match]:
    """Return the words for a side, or a third one, that a region has: who only mediates is none.

    "Under pressure from Washington", "при посредничестве США".
    """
    words = clause.once("side_words", lambda: _side_words(document, clause))
    return [word for word in words if region.holds(word.start, word.end)]


def _side_words(document: Document, clause: ClauseLayers) -> list[Match]:
    words = clause.terms(load_side_words(document.language))
    initials = _US.finditer(document.text, clause.start, clause.end)
    found = [
        *(word for word in words if word.key != NOTHING),
        *(Match(m.start(), m.end(), "US") for m in initials),
    ]
    found.sort(key=lambda word: word.start)
    return [word for word in found if not _is_mediator(document, word)]


def _is_mediator(document: Document, word: Match) -> bool:
    if stands_apart(document, word.start, "no_party"):
        return True
    pattern = _load_mediation(document.language)
    return pattern is not None and pattern.match(document.folded, word.end) is not None


@lru_cache
def _load_mediation(language: str) -> re.Pattern[str] | None:
    patterns = load_pack(language).get("contact_context", {}).get("no_party_after", ())
    return re.compile("|".join(patterns)) if patterns else None


def find_parties(document: Document, clause: ClauseLayers, region: Region) -> frozenset[str]:
    """Return the sides that a region speaks of as meeting, by people without names.

    "American officials", "the Americans", "Moscow and Washington"; not "the American plan".
    """
    words = [word for word in side_words(document, clause, region) if word.key in SUBJECT]
    nouns = load_terms(document.language, "contact_parties")
    found: set[str] = set()
    for word in words:
        first, last = token_range(document, word.start, word.end)
        low, high = max(first - _BESIDE, 0), min(last + _BESIDE, len(document.tokens))
        if any(noun.key not in _NO_PEOPLE for noun in nouns.find(document, low, high)):
            found.add(word.key)
    if any(
        region.holds(team.start, team.end) and _is_of_both(document, team)
        for team in clause.terms(nouns)
        if team.key not in _NO_PEOPLE
    ):
        found |= SUBJECT  # "negotiators of both countries"
    for one, other in pairwise(words):
        first, last = token_range(document, one.end, other.start)
        if one.key != other.key and last - first <= _BESIDE:
            found |= {one.key, other.key}
    return frozenset(found) | served_sides(document, clause, region)


def served_sides(document: Document, clause: ClauseLayers, region: Region) -> frozenset[str]:
    """Return the sides whose president sent people without names: "Trump's envoys".

    Not "Ushakov, Putin's aide": he has a name.
    """
    named = {p.side for p in clause.everybody if p.form != "owner"}
    found: set[str] = set()
    for person in clause.asserted(clause.everybody):
        if person.form != "owner" or person.side not in SUBJECT - named:
            continue
        first, last = token_range(document, person.start, person.end)
        low, high = max(first - _BESIDE, 0), min(last + _BESIDE, len(document.tokens))
        nouns = load_terms(document.language, "contact_parties").find(document, low, high)
        if region.holds(person.start, person.end) and any(n.key == "nouns" for n in nouns):
            found.add(person.side)
    return frozenset(found)


def _is_of_both(document: Document, team: Match) -> bool:
    """Tell whether words for both countries stand beside people."""
    first, last = token_range(document, team.start, team.end)
    low, high = max(first - _WHOSE, 0), min(last + _WHOSE, len(document.tokens))
    found = load_terms(document.language, "contact_parties").find(document, low, high)
    return any(
        m.key == "both" and not MARK.search(document.text, *sorted((m.end, team.start)))
        for m in found
    )
