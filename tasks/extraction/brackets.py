"""Brackets: the helping verb that opens a clause and the verb that ends it: "wird … empfangen".

In such a language the verb at the end tells no tense of its own.
"""

import re
from functools import lru_cache

from tasks.extraction.layers import Document
from tasks.extraction.lexicon import load_pack
from tasks.extraction.speech.grammar import load_grammar

_REACH = 24  # tokens from a helping verb to the one that ends its clause
_MARK = re.compile(r"[.,;:—–()]| - ")


@lru_cache
def load_brackets(language: str) -> frozenset[str]:
    """Return the helping verbs that open such a clause, as written: "würde", no "wurde"."""
    return frozenset(load_pack(language).get("date_tense", {}).get("brackets", ()))


def closes_bracket(document: Document, i: int) -> bool:
    """Tell a verb that ends the clause of a helping verb: "wird … empfangen", "empfangen wird"."""
    brackets = load_brackets(document.language)
    grammar = load_grammar(document.language)
    if not brackets or document.forms[i] in grammar.auxiliaries:
        return False  # "soll ihn getroffen haben" tells a rumour
    if i + 1 < len(document.tokens) and not _MARK.search(_gap(document, i)):
        if _written(document, i + 1) in brackets:
            return True
        if not _gap(document, i).strip() and document.forms[i + 1] not in grammar.conjunctions:
            return False
    for j in range(i - 1, max(i - _REACH, 0) - 1, -1):
        if _MARK.search(_gap(document, j)):
            return False
        if _written(document, j) in brackets:
            return True
    return False


def _gap(document: Document, index: int) -> str:
    """Return what stands between a token and the next one."""
    return document.text[document.tokens[index].end : document.tokens[index + 1].start]


def _written(document: Document, index: int) -> str:
    token = document.tokens[index]
    return document.text[token.start : token.end].lower()
