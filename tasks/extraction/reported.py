"""Reported speech: the clauses that tell what somebody said, without quotation marks."""

import re
from collections.abc import Iterator, Sequence
from functools import lru_cache

from tasks.extraction.layers import Attribution, Document, Quotation, Sentence
from tasks.extraction.lexicon import load_pack


@lru_cache
def _load_conjunction(language: str) -> re.Pattern[str] | None:
    words = load_pack(language).get("reporting_forms", {}).get("that", ())
    return re.compile(r"[\s,]*(?:" + "|".join(words) + r")\b['\s]*") if words else None


def find_reported(
    document: Document, quotations: Sequence[Quotation], attributions: Sequence[Attribution]
) -> Iterator[tuple[tuple[int, int], Attribution]]:
    """Yield the span of each reported clause with its attribution.

    Only the two shapes that are sure: "X said that …" to the sentence's end, and "…, X said" from
    its beginning. A sentence with a quotation is left to the quotation.
    """
    conjunction = _load_conjunction(document.language)
    for sentence in document.sentences:
        inside = [a for a in attributions if sentence.start <= a.start < sentence.end]
        if sentence.boilerplate or len(inside) != 1 or inside[0].speaker is None:
            continue
        if any(q.start < sentence.end and sentence.start < q.end for q in quotations):
            continue
        span = _reported_span(document, sentence, inside[0], conjunction)
        if span is not None:
            yield span, inside[0]


def _reported_span(
    document: Document,
    sentence: Sentence,
    attribution: Attribution,
    conjunction: re.Pattern[str] | None,
) -> tuple[int, int] | None:
    lead = document.text[sentence.start : attribution.start].strip(" ,—–-\u00a0")
    if conjunction is not None and not lead:
        match = conjunction.match(document.folded, attribution.end, sentence.end)
        if match:
            return _without_stop(document.text, match.end(), sentence.end)
    rest = document.text[attribution.end : sentence.end].strip(" .!…\u00a0")
    separated = re.search(r"[,—–]\s*$", document.text[sentence.start : attribution.start])
    if not rest and separated:
        return _without_stop(document.text, sentence.start, attribution.start)
    return None


def _without_stop(text: str, start: int, end: int) -> tuple[int, int]:
    while end > start and text[end - 1] in " ,.!…—–-\u00a0":
        end -= 1
    return start, end
