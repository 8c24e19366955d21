"""Insertions: the author's words inside a quotation, cut out of it."""

import re
from functools import lru_cache

from tasks.extraction.layers import Document, Quotation
from tasks.extraction.lexicon import TermIndex, load_pack, load_terms
from tasks.extraction.speech.grammar import load_grammar
from tasks.extraction.text import token_range

# «Yes, — he said. — Tomorrow» and «Yes, — he said»: dashes set the author's words apart.
_DASHED = re.compile(
    r"[,!?….]\s*[—–-]\s+(?P<words>[^—–\n]{3,160}?)(?P<close>[,.:]?(?:\s+[—–-]|[—–])\s+|$)"
)
# « Oui, a-t-il dit, demain » and « Oui, a dit le ministre. »: an inverted verb between commas.
_LONGEST = 14
_LONGEST_TAG = 5
_EDGE = " \t\u00a0\u202f,—–-"


def load_reporting_verbs(language: str) -> TermIndex:
    """Return the index of a language's verbs of saying; its matches' key is their class."""
    return load_terms(language, "reporting")


@lru_cache
def _load_inversion(language: str) -> re.Pattern[str] | None:
    pattern = load_pack(language).get("reporting_forms", {}).get("inserted")
    return re.compile(pattern) if pattern else None


def split_at_insertions(document: Document, quotation: Quotation) -> list[Quotation]:
    """Return the parts of a quotation around the author's words; the quotation itself if none."""
    cuts = _find_insertions(document, quotation)
    if not cuts:
        return [quotation]
    parts: list[Quotation] = []
    begin = quotation.inner_start
    for start, end in [*cuts, (quotation.inner_end, quotation.inner_end)]:
        part = _trimmed(document.text, begin, start, inside=begin > quotation.inner_start)
        if part[0] < part[1]:
            outer_start = quotation.start if begin == quotation.inner_start else part[0]
            outer_end = quotation.end if start == quotation.inner_end else part[1]
            parts.append(Quotation(outer_start, outer_end, *part, quotation.depth))
        begin = end
    return parts or [quotation]


def _trimmed(text: str, start: int, end: int, inside: bool) -> tuple[int, int]:
    while start < end and text[start] in _EDGE + (".!?" if inside else ""):
        start += 1
    while end > start and text[end - 1] in _EDGE:
        end -= 1
    return start, end


def _find_insertions(document: Document, quotation: Quotation) -> list[tuple[int, int]]:
    verbs = load_reporting_verbs(document.language)
    inner = document.text[quotation.inner_start : quotation.inner_end]
    offset = quotation.inner_start
    cuts: list[tuple[int, int]] = []
    position = 0
    while match := _DASHED.search(inner, position):
        start, end = offset + match.start("words"), offset + match.end("words")
        said = _has_verb(document, verbs, start, end) or _is_tag(document, start, end)
        if match["words"][0].islower() and said:
            # The mark before the dash belongs to the speech, but a comma only to the author.
            cuts.append((offset + match.start() + 1, offset + match.end()))
            position = match.end()
        else:
            position = match.start("words")
    inversion = _load_inversion(document.language)
    if inversion is not None:
        folded = document.folded[quotation.inner_start : quotation.inner_end]
        cuts += [
            (offset + m.start(), offset + m.end())
            for m in inversion.finditer(folded)
            if not any(a < offset + m.end() and offset + m.start() < b for a, b in cuts)
            and _has_verb(document, verbs, offset + m.start(), offset + m.end())
        ]
    return sorted(cuts)


def _is_tag(document: Document, start: int, end: int) -> bool:
    """Tell a verb no list knows by its ending and the name after it: "— хмыкнул Трамп. —"."""
    first, last = token_range(document, start, end)
    endings = load_grammar(document.language).past_endings
    tokens = document.tokens[first:last]
    if not 1 < len(tokens) <= _LONGEST_TAG or not tokens[0].form.endswith(tuple(endings)):
        return False
    return any(document.text[token.start].isupper() for token in tokens[1:])


def _has_verb(document: Document, verbs: TermIndex, start: int, end: int) -> bool:
    first, last = token_range(document, start, end)
    return last - first <= _LONGEST and bool(verbs.find(document, first, last))
