"""Clauses around a topic: how far the words that tell a stance on it may stand."""

import re
from bisect import bisect_left

from tasks.extraction.layers import Document, Match, Sentence
from tasks.extraction.stance_words import StanceWords

CLAUSE_MARK = re.compile(r"[;—–]|(?<=\w{4})\.\s")  # "M. Trump" goes on
_SINCE = re.compile(r"\s(?:\w+\s)?\d{4}\b")  # "held since 2021" begins no clause
_RESUMED = 1  # words between "an idea" and "which": "to which"


def find_clause(
    document: Document, sentence: Sentence, start: int, end: int, words: StanceWords
) -> tuple[int, int]:
    """Return the token range of the clause around text[start:end]."""
    tokens = document.tokens
    context = words.context.find(document, sentence.first_token, sentence.end_token)
    breaks = _breaks(document, context)
    first, last = sentence.first_token, sentence.end_token
    if last - first < 2:  # one word
        return first, last
    marks = CLAUSE_MARK.finditer(document.text, tokens[first].start, tokens[last - 1].start)
    begins = {bisect_left(document.starts, mark.end()) for mark in marks}
    begins |= {bisect_left(document.starts, position) for position in breaks}
    for i in sorted(begins - {first}):
        if tokens[i].start <= start:
            first = i
        elif tokens[i].start >= end:
            last = i
            break
    return first, last


def _breaks(document: Document, context: list[Match]) -> set[int]:
    """Return where clauses begin; "flights, an idea Moscow rejected" is one."""
    resumed = [m.end for m in context if m.key == "resuming"]
    return {
        m.start
        for m in context
        if m.key == "breaks"
        and not _SINCE.match(document.text, m.end)
        and not any(
            m.start - end >= 0 and len(document.text[end : m.start].split()) <= _RESUMED
            for end in resumed
        )
    }


def lies_in(document: Document, match: Match, clause: tuple[int, int]) -> bool:
    """Tell whether a term stands in the tokens of a clause."""
    first, last = document.tokens[clause[0]], document.tokens[clause[1] - 1]
    return first.start <= match.start and match.end <= last.end


def resumes(context: list[Match], start: int, end: int) -> bool:
    """Tell whether a clause about the whole begins: "asked for flights, something they refused"."""
    return any(m.key == "resuming" and start <= m.start < end for m in context)
