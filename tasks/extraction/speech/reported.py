"""Reported speech: the clauses that tell what somebody said, without quotation marks."""

import re
from collections.abc import Iterator, Sequence
from functools import lru_cache

from tasks.extraction.datelines import dateline_end
from tasks.extraction.layers import Attribution, Document, Quotation, Sentence
from tasks.extraction.lexicon import load_pack
from tasks.extraction.outlets import find_outlets
from tasks.extraction.speech.insertions import load_reporting_verbs
from tasks.extraction.speech.voices import load_speaker_nouns
from tasks.extraction.text import token_range

# Words of a quotation that is a statement by itself; one with fewer is part of the clause.
FEWEST_QUOTED = 4
_TITLE_START, _LONGEST_TITLE = 5, 10
_LONGEST_TAIL = 7  # words of ", the agency X reported on Friday"
_OPENING_WORDS = 2  # "As told by X, …": the verb is the first word or the second

Span = tuple[int, int]


@lru_cache
def _load_conjunction(language: str) -> re.Pattern[str] | None:
    words = load_pack(language).get("reporting_forms", {}).get("that", ())
    return re.compile(r"[\s,]*(?:" + "|".join(words) + r")\b['\s]*") if words else None


@lru_cache
def _load_subject(language: str) -> re.Pattern[str] | None:
    """Return what a clause opens with where "that" may be left out."""
    pattern = load_pack(language).get("reporting_forms", {}).get("bare")
    return re.compile(rf"\s+(?={pattern})") if pattern else None


def find_reported(
    document: Document, quotations: Sequence[Quotation], attributions: Sequence[Attribution]
) -> Iterator[tuple[Span, Attribution]]:
    """Yield the span of each reported clause with its attribution, at most one a sentence.

    Only the shapes that are sure: "X said that …" and "According to X, …" to the sentence's end,
    and "…, X said" from its beginning. A sentence with a direct statement is left to that.
    """
    for sentence in document.sentences:
        if sentence.boilerplate or any(_speaks(document, q, sentence) for q in quotations):
            continue
        inside = [a for a in attributions if sentence.start <= a.start < sentence.end]
        for attribution in inside:
            if attribution.speaker is None:
                continue
            span = _after(document, sentence, attribution)
            if span is None and len(inside) == 1:
                span = _before(document, sentence, attribution)
            if span is not None:
                yield span, attribution
                break


def _speaks(document: Document, quotation: Quotation, sentence: Sentence) -> bool:
    if quotation.end <= sentence.start or sentence.end <= quotation.start:
        return False
    words = document.text[quotation.inner_start : quotation.inner_end].split()
    return len(words) >= FEWEST_QUOTED


def opens_reported(document: Document, attribution: Attribution, sentence: Sentence) -> bool:
    """Tell whether what was said follows right after a clause: "X said that …"."""
    after = document.folded[attribution.end : sentence.end].lstrip()
    conjunction = _load_conjunction(document.language)
    if conjunction is not None and conjunction.match(document.folded, attribution.end):
        return True
    return bool(after) and after[0].isalnum() and _says(document, attribution)


def _after(document: Document, sentence: Sentence, attribution: Attribution) -> Span | None:
    conjunction, subject = (
        _load_conjunction(document.language),
        _load_subject(document.language),
    )
    match = None
    if conjunction is not None:
        match = conjunction.match(document.folded, attribution.end, sentence.end)
    if match is None and subject is not None and _says(document, attribution):
        match = subject.match(document.text, attribution.end, sentence.end)
    if match is not None:
        return _without_tail(document, match.end(), sentence.end)
    lead = document.text[sentence.start : attribution.start].strip(" ,—–-\u00a0")
    comma = re.match(r"\s*,\s+", document.text[attribution.end : sentence.end])
    if lead or comma is None or not _opens_with_source(document, attribution):
        return None
    return _without_tail(document, attribution.end + comma.end(), sentence.end)


def _says(document: Document, attribution: Attribution) -> bool:
    """Tell a verb that reports whole clauses from "blamed" and "called"."""
    first, last = token_range(document, attribution.start, attribution.end)
    return any(
        m.key == "say" for m in load_reporting_verbs(document.language).find(document, first, last)
    )


def _opens_with_source(document: Document, attribution: Attribution) -> bool:
    """Tell "according to X" and "as X's aide told": the verb goes before who speaks."""
    first, last = token_range(document, attribution.start, attribution.end)
    found = load_reporting_verbs(document.language).find(document, first, last)
    opening = document.tokens[min(first + _OPENING_WORDS, last) - 1].end
    return any(m.start < opening and m.key in ("source", "say") for m in found)


def _before(document: Document, sentence: Sentence, attribution: Attribution) -> Span | None:
    text = document.text
    rest = text[attribution.end : sentence.end].strip(" .!…\u00a0")
    separated = re.search(r"[,—–]\s*$", text[sentence.start : attribution.start])
    if rest or not separated or _is_title(document, sentence, attribution):
        return None
    start = min(dateline_end(document, sentence), attribution.start)
    while text[start] in " \u00a0—–-":
        start += 1
    return _without_stop(text, start, attribution.start)


def _is_title(document: Document, sentence: Sentence, attribution: Attribution) -> bool:
    """Tell "The adviser of the Kremlin, X, said so": what stands before is who X is."""
    first, last = token_range(document, sentence.start, attribution.start)
    found = load_speaker_nouns(document.language).find(document, first, last)
    near = document.tokens[min(first + _TITLE_START, last) - 1].end if last > first else 0
    return last - first <= _LONGEST_TITLE and any(m.start < near for m in found)


def _without_tail(document: Document, start: int, end: int) -> Span:
    """Cut off ", the agency X reported"."""
    comma = document.text.rfind(",", start, end)
    if comma > start and len(document.text[comma:end].split()) <= _LONGEST_TAIL:
        first, last = token_range(document, comma, end)
        verbs = load_reporting_verbs(document.language).find(document, first, last)
        if verbs and find_outlets(document, first, last):
            end = comma
    return _without_stop(document.text, start, end)


def _without_stop(text: str, start: int, end: int) -> Span:
    while end > start and text[end - 1] in " ,.!…—–-\u00a0":
        end -= 1
    return start, end
