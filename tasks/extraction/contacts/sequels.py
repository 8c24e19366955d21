"""Sequels: one more contact of a series, told in the clause after it.

"They met in Istanbul in April, but the third round, planned for Moscow, was called off."
"""

from functools import lru_cache

from tasks.extraction.layers import Document, Match
from tasks.extraction.lexicon import TermIndex, load_pack
from tasks.extraction.speech.grammar import load_grammar
from tasks.extraction.text import token_range

_LEAD = 5  # tokens from "but" to the word of contact: "but the planned third round"
_FIRST = "1"


@lru_cache
def _load_sequels(language: str) -> TermIndex:
    """Return the index of "third round", "next"."""
    pack = load_pack(language)
    ordinals = [
        t for n, terms in pack.get("round_ordinals", {}).items() if n != _FIRST for t in terms
    ]
    return TermIndex({"sequel": [*ordinals, *pack.get("another", {}).get("another", ())]})


def sequel_start(document: Document, earlier: Match, later: Match) -> int | None:
    """Return where the clause of one more contact begins, None when a word tells of the same.

    It begins at a joining word, which stands right before "the third round".
    """
    first, last = token_range(document, earlier.end, later.start)
    joining = load_grammar(document.language).conjunctions
    joined = [i for i in range(max(first, last - _LEAD), last) if document.forms[i] in joining]
    if not joined:
        return None
    end = token_range(document, later.start, later.end)[1]
    found = _load_sequels(document.language).find(document, joined[-1], end)
    return document.tokens[joined[-1]].start if found else None
