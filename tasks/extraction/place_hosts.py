"""Place hosts: whether those who meet are the guests of a city.

"Moscow will host the next round", "the round, which Moscow was to host", "hosted by Moscow".
"""

import re
from functools import lru_cache

from tasks.extraction.brackets import closes_bracket
from tasks.extraction.layers import Document, Match
from tasks.extraction.lexicon import TermIndex, load_pack
from tasks.extraction.marks import load_marks
from tasks.extraction.place_words import load_grammar
from tasks.extraction.speech.grammar import load_grammar as load_reporting
from tasks.extraction.text import token_range

_TO_VERB = 5  # tokens from a city to its verb: "Moscow was supposed to play host"
_AFTER = 5  # tokens from the verb to whom it hosts
_BEFORE = 16  # tokens from the event to what is said of it: "the third round of … , which"
_GOVERNED = 2  # from a preposition to its noun: "of a summit"
_BESIDE = 1  # between "which", or "by", and the city
_IN_CLAUSE = 6  # tokens of "который должна была принять Москва"
_EVENTS = ("summit", "consultations", "round", "meeting", "talks")
_MARK = re.compile(r"[,.;:!?()«»“”\n]|\s[-—–]\s")


@lru_cache
def _load_events(language: str) -> TermIndex:
    """Return the words for contacts that a city can be the host of."""
    contacts = load_pack(language).get("contacts", {})
    return TermIndex({key: contacts.get(key, ()) for key in _EVENTS})


def is_host(document: Document, city: Match) -> bool:
    """Tell whether a city is the host of a contact."""
    first, last = token_range(document, city.start, city.end)
    return _hosts_after(document, city, last) or _hosts_before(document, city, first, last)


def _hosts_after(document: Document, city: Match, after: int) -> bool:
    """Tell whether whom it hosts comes after its verb: "Moscow will host the next round"."""
    verb = _find(document, "host", after, after + _TO_VERB)
    if verb is None:
        return _hosts_at_end(document, city, after)
    last = verb + 1
    end = min(last + _AFTER, len(document.tokens))
    found = _load_events(document.language).find(document, last, end)
    if not found or _MARK.search(document.text, city.end, found[0].start):
        return False
    event = token_range(document, found[0].start, found[0].end)[0]
    # "Washington welcomed the idea of a summit" hosts none.
    prepositions = load_reporting(document.language).prepositions
    return prepositions.isdisjoint(document.forms[max(last, event - _GOVERNED) : event])


def _hosts_at_end(document: Document, city: Match, after: int) -> bool:
    """Tell "Moskau soll im Oktober eine weitere Runde ausrichten": the verb ends its clause."""
    verb = _find(document, "host", after, after + _BEFORE)
    if verb is None or not closes_bracket(document, verb):
        return False
    found = _load_events(document.language).find(document, after, verb)
    end = document.tokens[verb].start
    return bool(found) and not _MARK.search(document.text, city.end, end)


def _hosts_before(document: Document, city: Match, first: int, last: int) -> bool:
    """Tell whether whom it hosts comes first: "which Moscow was to host", "hosted by Moscow"."""
    beside = first - _BESIDE - 1
    words = load_grammar(document.language)
    before = range(first - 1, max(first - _IN_CLAUSE, 0) - 1, -1)
    opened = next((i for i in before if words.has("host_pronouns", document.forms[i])), None)
    if opened is not None and _are_joined(document, opened, city):
        verb = _find(document, "host", opened, last + _TO_VERB)
        inverted = verb is not None and beside <= verb < first
        follows = verb is not None and opened >= beside and verb >= last
        return (inverted or follows) and _tells_event(document, opened)
    cases = load_marks(document.language).has_cases
    if first and cases and words.has("host", document.forms[first - 1]):
        return _are_joined(document, first - 1, city) and _opens_with_event(document, first - 1)
    agent = _find(document, "host_by", beside, first)
    if (
        agent is None
        or agent == 0
        or not load_grammar(document.language).has("host", document.forms[agent - 1])
    ):
        return False
    return _are_joined(document, agent, city) and _tells_event(document, agent)


def _find(document: Document, words: str, first: int, end: int) -> int | None:
    """Return the first of some tokens that is of a list of the pack."""
    grammar = load_grammar(document.language)
    span = range(max(first, 0), min(end, len(document.forms)))
    return next((i for i in span if grammar.has(words, document.forms[i])), None)


def _are_joined(document: Document, token: int, city: Match) -> bool:
    return not _MARK.search(document.text, document.tokens[token].end, city.start)


def _opens_with_event(document: Document, token: int) -> bool:
    """Tell "очередной раунд должна принять Москва": no mark from the event to the verb."""
    low = max(token - _BEFORE, 0)
    found = _load_events(document.language).find(document, low, token)
    last = document.tokens[token].start
    return bool(found) and not _MARK.search(document.text, found[-1].end, last)


def _tells_event(document: Document, token: int) -> bool:
    """Tell whether an event stands in the same sentence before a token."""
    start = max(token - _BEFORE, 0)
    found = _load_events(document.language).find(document, start, token)
    last = document.tokens[token].start
    return any(not re.search(r"[.!?\n]", document.text[event.end : last]) for event in found)
