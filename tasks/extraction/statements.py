"""Statements: who is quoted, and with which words."""

import re
from collections.abc import Sequence
from functools import lru_cache

from storage.records import Statement, make_id
from tasks.extraction.layers import Attribution, Document, Quotation, Sentence
from tasks.extraction.lexicon import load_pack
from tasks.extraction.speech.digests import find_digest_speaker
from tasks.extraction.speech.grammar import load_grammar
from tasks.extraction.speech.reported import find_reported, opens_reported
from tasks.extraction.version import EXTRACTOR_VERSION

# Shorter quotations are names, titles and words held at arm's length.
FEWEST_WORDS = 4
_LONGEST_NAME = 6
_REPEATED = 0.7
_BETWEEN = re.compile(r"[\s\u00a0\u202f,.;—–\-»”\"’'…)]*")
_ENDED = re.compile(r"[.…]$")
_WORD = re.compile(r"\S*\w\S*")


def find_statements(
    document: Document,
    article_id: str,
    quotations: Sequence[Quotation],
    attributions: Sequence[Attribution],
) -> list[Statement]:
    """Return the quotations that somebody identifiable said, with their speakers.

    A quotation of fewer than four words, a title, or one whose speaker the text does not tell is
    none. Reported clauses follow with `direct` False.
    """
    linker = _Linker(document, attributions)
    found: list[Statement] = []
    for quotation in quotations:
        if quotation.depth:
            continue
        attribution = linker.link(quotation)
        if attribution is None or attribution.speaker is None:
            continue
        span = _without_comma(document.text, quotation)
        if count_words(document.text, *span) >= FEWEST_WORDS and not _is_title(document, quotation):
            found.append(_statement(document, article_id, span, attribution, direct=True))
    found = _without_repeats(found)
    for span, attribution in find_reported(document, quotations, attributions):
        if count_words(document.text, *span) >= FEWEST_WORDS:
            found.append(_statement(document, article_id, span, attribution, direct=False))
    return found


def _without_comma(text: str, quotation: Quotation) -> tuple[int, int]:
    # American typography draws the comma of the frame into the quotation.
    end = quotation.inner_end
    while end > quotation.inner_start and text[end - 1] in ", \u00a0":
        end -= 1
    return quotation.inner_start, end


def count_words(text: str, start: int, end: int) -> int:
    """Return the number of words parted by spaces: "L'Ukraine" is one."""
    return len(_WORD.findall(text[start:end]))


def _statement(
    document: Document,
    article_id: str,
    span: tuple[int, int],
    attribution: Attribution,
    direct: bool,
) -> Statement:
    start, end = span
    return Statement(
        make_id("statement", article_id, direct, start, end),
        article_id,
        attribution.speaker,
        attribution.speaker_name,
        document.text[start:end],
        direct,
        start,
        end,
        EXTRACTOR_VERSION,
    )


@lru_cache
def _load_title_nouns(language: str) -> frozenset[str]:
    return frozenset(load_pack(language).get("reporting_forms", {}).get("titles", ()))


def _is_title(document: Document, quotation: Quotation) -> bool:
    """Tell a title or a name: after "the book" or an article, or in capitalised words."""
    before = document.folded[max(0, quotation.start - 40) : quotation.start]
    words = re.findall(r"[^\W_]+", before)
    if words and words[-1] in _load_title_nouns(document.language):
        return True
    inner = document.text[quotation.inner_start : quotation.inner_end]
    if inner.isupper():
        return False  # a post in capitals
    if words and words[-1] in load_grammar(document.language).definite and inner[:1].isupper():
        return len(inner.split()) <= _LONGEST_NAME
    long = [w for w in re.findall(r"[^\W\d_]+", inner) if len(w) > 3]
    return len(long) >= 2 and all(word[0].isupper() for word in long)


def _without_repeats(found: list[Statement]) -> list[Statement]:
    """Drop what the same speaker is quoted with a second time, whole or nearly so."""
    plain = [" ".join(re.findall(r"\w+", s.quote.casefold())) for s in found]
    kept: list[Statement] = []
    for index, statement in enumerate(found):
        repeated = any(
            other != index
            and statement.speaker == found[other].speaker
            and plain[index] in plain[other]
            and len(plain[index]) >= _REPEATED * len(plain[other])
            and (plain[index] != plain[other] or other < index)
            for other in range(len(found))
        )
        if not repeated:
            kept.append(statement)
    return kept


class _Linker:
    """Finds the attribution of each quotation, and remembers it for those that follow."""

    def __init__(self, document: Document, attributions: Sequence[Attribution]) -> None:
        self._document = document
        self._attributions = attributions
        self._last: tuple[int, Attribution] | None = None  # paragraph, attribution

    def link(self, quotation: Quotation) -> Attribution | None:
        """Return who said the quotation, or None."""
        sentence = self._sentence_at(quotation.start)
        if sentence is None or sentence.boilerplate:
            return None
        closing = self._sentence_at(quotation.end - 1) or sentence
        after = self._directly_after(quotation)
        if after is not None and self._begins_anew(quotation, sentence, after):
            return self._before(quotation, sentence)
        if after is not None and (after.speaker is None or after.start >= closing.end):
            # "Rubio said the sides “…”, Reuters writes": the agency only passes it on.
            before = self._before(quotation, sentence)
            after = before if before is not None and before.speaker else after
        found = (
            after
            or self._before(quotation, sentence)
            or self._later(quotation, closing)
            or self._carried(quotation, sentence, closing)
            or self._following(quotation, sentence, closing)
            or find_digest_speaker(self._document, self._attributions, quotation.start)
        )
        if found is not None:
            self._last = (closing.paragraph, found)
        return found

    def _sentence_at(self, position: int) -> Sentence | None:
        for sentence in self._document.sentences:
            if sentence.start <= position < sentence.end:
                return sentence
        return None

    def _directly_after(self, quotation: Quotation) -> Attribution | None:
        text = self._document.text
        for attribution in self._attributions:
            if attribution.start < quotation.end:
                continue
            gap = text[quotation.end : attribution.start]
            if not _BETWEEN.fullmatch(gap) or gap.count("\n") > 1:
                return None
            ended = _ENDED.search(text[quotation.inner_start : quotation.inner_end])
            capital = text[attribution.start].isupper()
            if "." in gap or "…" in gap or (ended and capital) or "\n" in gap:
                return attribution if self._stands_alone(attribution) else None
            return attribution
        return None

    def _begins_anew(self, quotation: Quotation, sentence: Sentence, after: Attribution) -> bool:
        """Tell whether what follows is another clause: "X hailed “…”, Y recalled …"."""
        text = self._document.text
        before = self._before(quotation, sentence)
        if before is None or before.speaker is None or after.speaker_name is None:
            return False
        adjoins = not text[before.end : quotation.start].strip(" \u00a0:")
        comma = "," in text[quotation.inner_end - 1 : after.start]
        named = text.startswith(after.speaker_name, after.start)
        return adjoins and comma and named and before.end > sentence.start

    def _stands_alone(self, attribution: Attribution) -> bool:
        """Tell whether a sentence only says who said what stood before."""
        sentence = self._sentence_at(attribution.start)
        if sentence is None:
            return False
        rest = self._document.text[attribution.end : sentence.end].strip(" .!…—–-\u00a0")
        lead = self._document.text[sentence.start : attribution.start].strip(" ,—–-\u00a0")
        return not rest and not lead

    def _before(self, quotation: Quotation, sentence: Sentence) -> Attribution | None:
        before = [
            a for a in self._attributions if sentence.start <= a.start and a.end <= quotation.start
        ]
        if before:
            return self._whole(before, sentence)
        # "Peskov said:" on the line above.
        lead = self._document.text[: quotation.start].rstrip(" \t\n\u00a0—–-")
        if lead.endswith(":"):
            above = [a for a in self._attributions if a.end <= len(lead)]
            if above and len(lead) - above[-1].end < 160:
                return above[-1]
        return None

    def _whole(self, before: Sequence[Attribution], sentence: Sentence) -> Attribution:
        """Return the last clause, or the one that tells it: "X said Y had promised “…”"."""
        for telling, told in zip(before[-2::-1], before[:0:-1], strict=False):
            gap = self._document.text[telling.end : told.start].split()
            if telling.speaker is None or len(gap) > 1:
                return told
            if gap and not opens_reported(self._document, telling, sentence):
                return told
        return before[0]

    def _later(self, quotation: Quotation, closing: Sentence) -> Attribution | None:
        for attribution in self._attributions:
            if quotation.end <= attribution.start < closing.end:
                return attribution
        return None

    def _following(
        self, quotation: Quotation, sentence: Sentence, closing: Sentence
    ) -> Attribution | None:
        """Return the attribution of the next sentence: "“A step.” That is how X put it."."""
        text = self._document.text
        outside = text[sentence.start : quotation.start] + text[quotation.end : closing.end]
        if count_words(outside, 0, len(outside)):
            return None
        for attribution in self._attributions:
            if attribution.start >= quotation.end:
                said_in = self._sentence_at(attribution.start)
                gap = text[quotation.end : said_in.start] if said_in else "?"
                return attribution if not gap.strip(" \u00a0.") and "\n" not in gap else None
        return None

    def _continued(
        self, quotation: Quotation, sentence: Sentence, previous: Sentence, last: Attribution
    ) -> Attribution | None:
        """Return the attribution of the paragraph above: "As for the talks, “we are ready”."."""
        text = self._document.text
        above = sentence.paragraph - previous.paragraph == 1
        long = count_words(text, quotation.inner_start, quotation.inner_end) > FEWEST_WORDS
        return last if above and long else None

    def _carried(
        self, quotation: Quotation, sentence: Sentence, closing: Sentence
    ) -> Attribution | None:
        """Return the attribution before, for a quotation that goes on with the same speaker.

        It is a whole sentence by itself, or follows a colon ("On sanctions: …"), or stands in the
        sentence after the attribution.
        """
        text = self._document.text
        before = [a for a in self._attributions if a.end <= quotation.start]
        previous = self._sentence_at(before[-1].start) if before else None
        if previous is None:
            return None
        lead = text[sentence.start : quotation.start]
        outside = lead + text[quotation.end : closing.end]
        alone = count_words(outside, 0, len(outside)) == 0 or lead.rstrip().endswith(":")
        if previous.paragraph == sentence.paragraph:
            long = count_words(text, quotation.inner_start, quotation.inner_end) > FEWEST_WORDS
            return before[-1] if alone or long else None
        if not alone:
            return self._continued(quotation, sentence, previous, before[-1])
        # A paragraph that is a quotation without a full stop is a cross-heading.
        if not re.search(r"[.!?…]\W*$", text[sentence.start : closing.end]):
            return None
        near = self._last is not None and sentence.paragraph - self._last[0] <= 1
        return self._last[1] if near and self._last is not None else None
