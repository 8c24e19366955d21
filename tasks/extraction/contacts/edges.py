"""Edges: where the clause of a word of contact begins, and how far from it a span stands."""

import re
from collections.abc import Sequence
from functools import lru_cache

from tasks.extraction.clause_tense import tells_tense
from tasks.extraction.contacts.relatives import without_relatives
from tasks.extraction.layers import DateMention, Document, Match, PlaceMention
from tasks.extraction.lexicon import load_context, load_pack
from tasks.extraction.speech.grammar import load_grammar
from tasks.extraction.text import fold, token_range

_TO_PERSON = 4  # tokens beside a meeting in which "in person" may stand
_BESIDE = 3  # tokens between "a new" and "round"
_AHEAD = 9  # tokens from "last" to the verb that ends its clause
_SPOKEN_OF = 4  # tokens from "there was talk of" to the contact: "another working visit"
_ARTICLE = 2  # tokens before "meeting" of "a personal meeting"
_MARK_COST, _CLAUSE_COST = 3, 4
MARK = re.compile(r"[,;:()—–«»“”\"]|\s-\s")


def day_governed(
    document: Document, separator: Match, dates: Sequence[DateMention]
) -> DateMention | None:
    """Return the day that a separator is said of, and of nothing else: "not since May, and …"."""
    for day in dates:
        between = document.text[separator.end : day.start]
        near = separator.end <= day.start and len(between.split()) <= 1 and not MARK.search(between)
        if separator.key == "apart" and near and _ends_alone(document, day.end):
            return day
    return None


def _ends_alone(document: Document, end: int) -> bool:
    """Tell whether nothing follows a separator that it could govern: "the day before and …"."""
    if MARK.match(document.text, end):
        return True
    first, _ = token_range(document, end, len(document.text))
    joining = load_grammar(document.language).conjunctions
    return first >= len(document.tokens) or document.tokens[first].form in joining


def is_adverb(document: Document, end: int) -> bool:
    """Tell whether a word of time governs nothing: "накануне." and "накануне в Кремле"."""
    first, _ = token_range(document, end, len(document.text))
    after = document.tokens[first : first + 1]
    leads = bool(after) and after[0].form in load_leading(document.language)
    return leads or _ends_alone(document, end)


@lru_cache
def load_leading(language: str) -> frozenset[str]:
    """Return the prepositions of a language, those of places among them."""
    places = load_pack(language).get("places", {}).get("locative", ())
    return load_grammar(language).prepositions | frozenset(fold(word) for word in places)


def last_edge(document: Document, start: int, end: int) -> int:
    """Return where the clause of the second word begins: a mark, else a joining word.

    Where nouns follow what tells of them, right behind the first word or its mark.
    """
    marks = [mark.end() for mark in MARK.finditer(document.text, start, end)]
    grammar = load_grammar(document.language)
    if marks:
        return marks[0 if grammar.setting else -1]
    if grammar.setting:
        return start
    first, last = token_range(document, start, end)
    joining = [
        token.start
        for token in document.tokens[first:last]
        if token.form in grammar.conjunctions | grammar.subordinate
    ]
    return joining[-1] if joining else end


def city_in_name(
    document: Document, places: Sequence[PlaceMention], trigger: Match
) -> PlaceMention | None:
    """Return the city of "the summit of Budapest", wherever else its sentence speaks of."""
    if trigger.key != "summit":
        return None
    for place in places:
        first, last = token_range(document, trigger.end, place.start)
        if place.city and place.form == "name" and trigger.end < place.start and last - first == 1:
            return place
    return None


def distance(document: Document, start: int, end: int, trigger: Match) -> int:
    """Return how far a span is from a word of contact: tokens, marks and clauses between them."""
    if start < trigger.end and trigger.start < end:
        return 0
    first, last = (end, trigger.start) if end <= trigger.start else (trigger.end, start)
    length = 0
    for left, right in without_relatives(document, first, last):
        begin, stop = token_range(document, left, right)
        words = document.tokens[begin:stop]
        subordinate = load_grammar(document.language).subordinate
        clauses = sum(word.form in subordinate for word in words)
        marks = len(MARK.findall(document.text, left, right))
        length += stop - begin + _MARK_COST * marks + _CLAUSE_COST * clauses
    return length


def is_said_of(document: Document, words: Match, triggers: Sequence[Match]) -> bool:
    """Tell whether a contact is what "there was talk of": its word follows, in the same clause."""
    for trigger in triggers:
        first, last = token_range(document, words.end, trigger.start)
        near = words.end <= trigger.start and last - first <= _SPOKEN_OF
        if near and not MARK.search(document.text, words.end, trigger.start):
            return True
        if load_grammar(document.language).setting and trigger.start <= words.start:
            first, last = token_range(document, trigger.end, words.start)
            if last - first <= _SPOKEN_OF:
                return True  # "görüşme yapılacağı söylentileri"
    return False


def is_unspecified(document: Document, trigger: Match) -> bool:
    """Tell a noun that does not say which contact is meant: "a meeting", not "a meeting of …".

    In a language without articles only a summit is known by its word.
    """
    first, last = token_range(document, trigger.start, trigger.end)
    grammar = load_grammar(document.language)
    if any(tells_tense(document, i) for i in range(first, last)):
        return False
    before = document.forms[max(first - _ARTICLE, 0) : first]
    if not grammar.definite:
        return trigger.key == "summit"
    if not _load_whose(document.language).isdisjoint(document.forms[last : last + 1]):
        return False
    return not grammar.indefinite.isdisjoint(before)


@lru_cache
def _load_whose(language: str) -> frozenset[str]:
    """Return the words after "a meeting" that say whose it is."""
    pack = load_pack(language)
    told = [*pack["names"]["genitive"], *pack["calendar"]["between"]]
    return frozenset(map(fold, told)) | load_grammar(language).definite


def stands_beside(document: Document, words: Sequence[Match], key: str, trigger: Match) -> bool:
    """Tell whether a word of a key, such as "a new" or "five times", is said of a contact.

    When and where stand between them where the verb ends its clause.
    """
    reach = _AHEAD if load_grammar(document.language).setting else _BESIDE
    return any(m.key == key and distance(document, m.start, m.end, trigger) <= reach for m in words)


def is_in_person(document: Document, trigger: Match) -> bool:
    """Tell whether a word that people are to see each other stands in or beside that of contact."""
    first, last = token_range(document, trigger.start, trigger.end)
    words = load_context(document.language, "in_person")
    return bool(words.find(document, max(first - _TO_PERSON, 0), last + _TO_PERSON))
