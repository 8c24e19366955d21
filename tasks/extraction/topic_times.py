"""Times of topics: what was, when nobody had yet met, is no topic of the talks."""

import re

from tasks.extraction.layers import Document, Match, Sentence
from tasks.extraction.lexicon import TermIndex

_OLD_YEAR = re.compile(r"\b(?:19\d\d|20(?:0\d|1\d|2[0-4]))\b")
_NEW_YEAR = re.compile(r"\b20(?:2[5-9]|[3-9]\d)\b")
_DISPUTED = 2014  # the year of the oldest sanctions and quarrels
_LASTING_REACH = 1  # words between "since" and the year: "since February 2022"
_PAST_REACH = 2  # words between "after" and the past meeting it goes with


def is_history(document: Document, sentence: Sentence, lasting: TermIndex | None) -> bool:
    """Tell whether a sentence is of a year before the talks; "since 2022" is of today too."""
    text = document.text[sentence.start : sentence.end]
    if _NEW_YEAR.search(text):
        return False
    years = list(_OLD_YEAR.finditer(document.text, sentence.start, sentence.end))
    span = (sentence.first_token, sentence.end_token)
    ends = [m.end for m in lasting.find(document, *span)] if lasting and years else []
    return any(not _lasts(document, ends, year) for year in years)


def _lasts(document: Document, ends: list[int], year: re.Match[str]) -> bool:
    """Tell whether what began in a year may still be disputed: not "in office since 2008"."""
    gaps = (document.text[end : year.start()] for end in ends if end <= year.start())
    return int(year[0]) >= _DISPUTED and any(len(gap.split()) <= _LASTING_REACH for gap in gaps)


def is_past(document: Document, sentence: Sentence, match: Match, frames: TermIndex | None) -> bool:
    """Tell whether a term is of a meeting that was: "after the summit"."""
    if _OLD_YEAR.search(document.text[sentence.start : sentence.end]):
        return True
    span = (sentence.first_token, sentence.end_token)
    found = frames.find(document, *span) if frames else []
    gaps = (document.text[f.end : match.start] for f in found if f.end <= match.start)
    return any(len(gap.split()) <= _PAST_REACH and "," not in gap for gap in gaps)
