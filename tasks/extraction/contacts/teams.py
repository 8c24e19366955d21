"""Teams: people of both sides without names, who meet though no word of contact says so.

"Russian and American experts worked for two days in Geneva", "diplomats of the two countries went
through the list in Istanbul on Tuesday".
"""

from collections.abc import Sequence
from functools import lru_cache
from itertools import pairwise

from tasks.extraction.clause_layers import ClauseLayers, Span, overlap
from tasks.extraction.contacts.edges import MARK
from tasks.extraction.contacts.kinds import PRESIDENTS
from tasks.extraction.contacts.places import MATTERS
from tasks.extraction.layers import SUBJECT, Document, Match, PersonMention, PlaceMention
from tasks.extraction.lexicon import TermIndex, load_pack, load_terms
from tasks.extraction.speech.insertions import load_reporting_verbs
from tasks.extraction.text import token_range

_BESIDE = 2  # tokens between the two sides, or between them and who that is
_VERB = 4  # tokens after who it is in which its verb begins
_OWN = 3  # tokens beside "experts" that tell whose they are: "experts of the IAEA"
_TALK = ("paired", "spoken", "conversation")  # verbs that tell of a contact of such people
_TOGETHER = "work"  # what they do that others do alone: "worked", "went through the list"


def find_teams(document: Document, clause: ClauseLayers) -> Match | None:
    """Return the word for the people of both sides that a sentence tells of, None for nobody."""
    words = clause.asserted(clause.terms(load_terms(document.language, "contact_parties")))
    people = [w for w in words if w.key not in ("third", "both")]
    for both in (w for w in words if w.key == "both"):
        team = _beside(document, people, both)
        if team is not None:
            return team
    sides = clause.asserted(clause.terms(load_terms(document.language, "contact_sides")))
    sides = [s for s in sides if s.key in SUBJECT]
    for one, other in pairwise(sides):
        if one.key == other.key or not _are_near(document, one, other):
            continue
        team = _beside(document, people, Match(one.start, other.end, "both"))
        if team is not None and not _is_place(clause, team):
            return team
    return None


@lru_cache
def load_groups(language: str) -> TermIndex:
    """Return the words for people without names who do something: "diplomats", "delegations"."""
    return TermIndex({"group": load_pack(language).get("contact_groups", {}).get("groups", ())})


def find_bare_team(
    document: Document, clause: ClauseLayers, places: Sequence[PlaceMention], *, lasts: bool
) -> Match | None:
    """Return the word for people of whom a sentence does not say whose they are.

    In a text on both sides they are of both when they talk, or work for some hours, in the city of
    a third country: "diplomats spent six hours in Istanbul". `lasts`: it tells for how long.
    """
    cities = {(p.city, p.country) for p in places if p.city}
    abroad = len(cities) == 1 and not {country for _, country in cities} & (SUBJECT | MATTERS)
    if clause.everybody or not abroad:
        return None
    words = clause.terms(_load_work(document.language))
    for team in clause.asserted(clause.terms(load_groups(document.language))):
        works = [w.key for w in words if w.start >= team.end]
        if _is_owned(document, clause, team) or not (lasts or works):
            continue
        if _TOGETHER in works or _beside(document, [team], team):
            return team
    return None


@lru_cache
def _load_work(language: str) -> TermIndex:
    pack = load_pack(language)
    words = {key: pack.get("contacts", {}).get(key, ()) for key in _TALK}
    return TermIndex(words | {_TOGETHER: pack.get("contact_groups", {}).get("work", ())})


def _is_owned(document: Document, clause: ClauseLayers, team: Match) -> bool:
    """Tell whether the words beside people tell whose they are: "experts of the IAEA"."""
    first, last = token_range(document, team.start, team.end)
    sides = clause.terms(load_terms(document.language, "contact_sides"))
    told: list[Span] = [*clause.placed, *clause.dated]
    for i in range(max(first - _OWN, 0), min(last + _OWN, len(document.tokens))):
        token = document.tokens[i]
        if MARK.search(document.text, *sorted((team.start, token.start))) or first <= i < last:
            continue
        if any(overlap(token, side) for side in sides):
            return True
        named = document.text[token.start].isupper() and token.start > clause.start
        if named and not any(overlap(token, span) for span in told):
            return True
    return False


def without_principals(
    document: Document, clause: ClauseLayers, trigger: Match, people: list[PersonMention]
) -> list[PersonMention]:
    """Leave out the presidents whose thaw it is that their diplomats meet for.

    "Russian and American diplomats met on Tuesday, the first fruit of what X and Y agreed".
    """
    if not people or not {p.person_id for p in people} <= PRESIDENTS:
        return people
    start = min(p.start for p in people)
    apart = trigger.end < start and MARK.search(document.text, trigger.end, start)
    team = find_teams(document, clause) if apart else None
    return [] if team is not None and team.end <= trigger.start else people


def _beside(document: Document, people: Sequence[Match], sides: Match) -> Match | None:
    """Return who stands in or beside the words for both sides, unless they but say something."""
    near = [p for p in people if _are_near(document, p, sides) or overlap(p, sides)]
    if not near:
        return None
    first = token_range(document, max(near[0].end, sides.end), len(document.text))[0]
    speak = load_reporting_verbs(document.language).find(document, first, first + _VERB)
    return None if speak else near[0]


def _is_place(clause: ClauseLayers, word: Match) -> bool:
    return any(overlap(word, place) for place in clause.placed)


def _are_near(document: Document, one: Span, other: Span) -> bool:
    start, end = min(one.end, other.end), max(one.start, other.start)
    first, last = token_range(document, start, end)
    return last - first <= _BESIDE and not MARK.search(document.text, start, end)
