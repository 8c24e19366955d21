"""Parties: which countries a sentence shows as acting, and whether it speaks of a contact."""

from collections.abc import Sequence
from functools import lru_cache

from tasks.extraction.layers import Document, Match, PersonMention, Sentence
from tasks.extraction.lexicon import TermIndex, load_pack, load_table
from tasks.extraction.names import load_names
from tasks.extraction.text import fold

RUSSIA, US = "RU", "US"
BOTH = frozenset({RUSSIA, US})
CONTACT, JOINT, ABSENT, UNRELATED = "contact", "joint", "absent", "unrelated"
HOSTS = frozenset({"TR", "SA", "AE", "QA", "OM", "HU", "CH"})  # who receives both is no party


def find_marks(
    document: Document, sentence: Sentence, people: Sequence[PersonMention]
) -> frozenset[str]:
    """Return what a sentence shows: ISO codes of the parties, and the marks above.

    Words come from the table `relevance` of the language pack, sides from the people named.
    """
    shown = document.marks.get(sentence.start)
    if shown is None:
        shown = frozenset(_find_keys(document, sentence.first_token, sentence.end_token))
        document.marks[sentence.start] = shown
    return shown.union(
        [p.side for p in people if p.side and sentence.start <= p.start < sentence.end]
    )


def find_parties(document: Document, sentence: Sentence) -> list[Match]:
    """Return the words of a sentence that name a country or its people, keyed by ISO code."""
    index = _load_index(document.language)
    found = index.find(document, sentence.first_token, sentence.end_token)
    return [match for match in found if len(match.key) == 2]


def find_acronyms(document: Document, sentence: Sentence) -> list[Match]:
    """Return the countries that a sentence names by capitals: "the US", not "us"."""
    acronyms = _load_acronyms(document.language)
    return [
        match
        for match in find_parties(document, sentence)
        if document.folded[match.start : match.end] in acronyms
        and not document.text[match.start : match.end].islower()
    ]


def names_both(document: Document) -> bool:
    """Tell whether Russia and the United States both occur in a text, by a word or by somebody.

    A quick look over the whole text: most news names at most one of them.
    """
    found = _find_keys(document, 0, len(document.tokens))
    if found >= BOTH:
        return True
    people = load_table("people")
    for match in load_names().surnames.find(document):
        found |= {people[person_id].get("side") for person_id in match.key.split("|")}
    return found >= BOTH


@lru_cache(maxsize=1024)
def has_third(marks: frozenset[str]) -> bool:
    """Tell whether a party other than Russia, the United States and the usual hosts is there."""
    return any(len(mark) == 2 and mark not in BOTH | HOSTS for mark in marks)


def _find_keys(document: Document, first: int, end: int) -> set[str]:
    acronyms = _load_acronyms(document.language)
    found = _load_index(document.language).find(document, first, end)
    return {
        match.key
        for match in found
        if document.folded[match.start : match.end] not in acronyms
        or not document.text[match.start : match.end].islower()
    }


@lru_cache
def _load_acronyms(language: str) -> frozenset[str]:
    """Return the terms written in capitals alone: "US" is a country, "us" is not."""
    table = load_pack(language).get("relevance", {})
    return frozenset(fold(term) for terms in table.values() for term in terms if term.isupper())


@lru_cache
def _load_index(language: str) -> TermIndex:
    return TermIndex(load_pack(language).get("relevance", {}))
