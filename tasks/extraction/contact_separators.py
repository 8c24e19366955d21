"""Separators: the words that part two contacts of a sentence: "after", "ahead of", "agreed to"."""

from functools import lru_cache

from tasks.extraction.layers import Document, Match, Sentence
from tasks.extraction.lexicon import TermIndex, load_pack
from tasks.extraction.text import token_range


@lru_cache
def load_separators(language: str) -> TermIndex:
    """Return the index of the words of a language that part two contacts of a sentence."""
    return TermIndex(load_pack(language).get("contact_separators", {}))


def find_separators(document: Document, before: Match) -> list[Match]:
    """Return what parts contacts in the sentence of a word, up to that word."""
    sentence = next(s for s in document.sentences if s.start <= before.start < s.end)
    last = token_range(document, sentence.start, before.start)[1]
    return load_separators(document.language).find(document, sentence.first_token, last)


def find_separators_after(document: Document, sentence: Sentence, word: Match) -> list[Match]:
    """Return what parts contacts in a sentence after a word: "before", "after"."""
    first = token_range(document, word.end, sentence.end)[0]
    found = load_separators(document.language).find(document, first, sentence.end_token)
    return [separator for separator in found if separator.key == "apart"]
