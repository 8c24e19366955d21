"""Separable verbs: of "rief … an" the second part stands at the end of its clause.

Read alone, the first part is another verb: "traf" met, "traf … ein" arrived.
"""

import re
from bisect import bisect_right
from collections.abc import Collection

from tasks.extraction.layers import Document

APART = "…"  # in a term: the clause goes on between its words
_REACH = 24  # tokens
_MARK = re.compile(r"[,;:!?()—–«»“”„\"]|\s-\s")


def ends_clause(
    document: Document, position: int, last: tuple[str, ...], joining: Collection[str]
) -> bool:
    """Tell whether words are the last ones of the clause that goes on at a token.

    The clause ends at a mark, or at a word that joins another to it.
    """
    tokens, forms = document.tokens, document.forms
    sentence = document.sentences[
        max(bisect_right(document.sentences, position, key=lambda s: s.first_token) - 1, 0)
    ]
    for i in range(position, min(sentence.end_token, position + _REACH)):
        if i and _MARK.search(document.text, tokens[i - 1].end, tokens[i].start):
            return forms[max(i - len(last), position) : i] == last
        if forms[i] in joining and forms[max(i - len(last), position) : i] == last:
            return True
    end = sentence.end_token
    return end - position <= _REACH and forms[max(end - len(last), position) : end] == last
