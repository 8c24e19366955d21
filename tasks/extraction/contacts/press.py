"""The press: a word of contact with journalists tells of no contact of the two countries.

"The deputy minister spoke with our magazine", "sat down with Newsweek", "a call with reporters".
"""

import re
from functools import lru_cache

from tasks.extraction.clause_layers import ClauseLayers
from tasks.extraction.contacts.edges import MARK
from tasks.extraction.layers import SUBJECT, Document, Match
from tasks.extraction.lexicon import TermIndex, load_pack
from tasks.extraction.outlets import find_outlets
from tasks.extraction.text import fold, token_range

_REACH = 5  # tokens from "with" to "the Moscow correspondent"
_NAMED = 2  # tokens from "with" to the name of an outlet
_QUOTES = re.compile('[«“„"]')
_SPEECH = frozenset({"meeting", "spoken", "conversation", "call", "talks", "paired", "seen"})


def is_with_press(document: Document, clause: ClauseLayers, word: Match) -> bool:
    """Tell whether a word of contact is with journalists, or with an outlet by its name."""
    leading, press = _load_words(document.language)
    if word.key not in _SPEECH or not leading:
        return False
    after = _led_from(document, word, leading)
    if after is None:
        return False
    end = min(after + _REACH, token_range(document, clause.start, clause.end)[1])
    told = list(press.find(document, after, end))
    told += find_outlets(document, after, min(after + _NAMED, end))
    if not told:
        return False
    nearest = min(m.start for m in told)
    people = [p for p in clause.everybody if p.side in SUBJECT and word.end <= p.start < nearest]
    gap = _QUOTES.sub("", document.text[word.end : nearest])  # "with “The Times”"
    return not people and MARK.search(gap) is None


def _led_from(document: Document, word: Match, leading: frozenset[str]) -> int | None:
    """Return the token after "with": the last of the word, or soon after: "met on Monday with"."""
    first, after = token_range(document, word.start, word.end)
    if document.forms[after - 1] in leading and after - 1 > first:
        return after
    for i in range(after, min(after + _REACH, len(document.tokens))):
        if document.forms[i] in leading:
            return i + 1
    return None


@lru_cache
def _load_words(language: str) -> tuple[frozenset[str], TermIndex]:
    """Return the words that lead to whom a contact is with, and those for the press."""
    table = load_pack(language).get("contact_context", {})
    leading = frozenset(fold(word) for word in table.get("with", ()))
    return leading, TermIndex({"press": table.get("press", ())})
