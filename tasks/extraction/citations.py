"""Citations: the agencies and outlets a text attributes information to."""

import re
from collections.abc import Iterator, Sequence
from functools import lru_cache

from tasks.extraction.layers import Document, Match, Quotation, Sentence
from tasks.extraction.lexicon import TermIndex, load_pack
from tasks.extraction.outlets import (
    find_outlets,
    find_unlisted_outlets,
    is_noun_of,
    load_agencies,
)
from tasks.extraction.speech.insertions import load_reporting_verbs
from tasks.extraction.text import CAPITALS, token_range

# How far from an outlet's name a word of citing may stand, in tokens.
_REACHES = {"before": 4, "weak": 2, "after": 6}
_WITNESS_REACH = 5  # words between "reporter" and "saw"
_DATELINE = 140
_FEWEST_SPOKEN = 6
_FOOTER_WORDS = 6
_FOOTER_LINES = 4
_ENCLOSED = re.compile(r"[(/\[]\s*$")
_ENCLOSING = re.compile(r"\s*(?:/|\)|\])")
_CLAUSE_END = re.compile(r"[.;:!?\n]")
_COLON = re.compile(r"[»”\"]?(?:\s\([^()\n]{2,40}\))?[ \u00a0\u202f]?:\s")
# "MOSCOW, 12 February (": what a dateline has before its agency.
_DATED = re.compile(rf"[{CAPITALS}][^\n.]{{0,40}}[,.]\s*\d{{1,2}}[^\n]{{2,20}}[.,/(—–-]\s*")


@lru_cache
def _load_citing(language: str) -> tuple[TermIndex, ...]:
    # One index a list: the same verb may stand before and after an outlet's name.
    table = load_pack(language).get("citing", {})
    lists = ("before", "weak", "after", "footer")
    return tuple(TermIndex({key: table.get(key, ())}) for key in lists)


def _find_citing(document: Document, first: int, end: int) -> list[Match]:
    indexes = _load_citing(document.language)
    return [match for index in indexes for match in index.find(document, first, end)]


@lru_cache
def _load_witnessing(language: str) -> TermIndex:
    return TermIndex({"saw": load_pack(language).get("citing", {}).get("witnessing", ())})


@lru_cache
def _load_posts(language: str) -> frozenset[str]:
    return frozenset(load_pack(language).get("citing_forms", {}).get("posts", ()))


@lru_cache
def _load_label(language: str) -> re.Pattern[str] | None:
    pattern = load_pack(language).get("citing_forms", {}).get("label")
    return re.compile(pattern) if pattern else None


def find_citations(document: Document, quotations: Sequence[Quotation] = ()) -> tuple[str, ...]:
    """Return the canonical names of the cited agencies and outlets, in order, once each.

    A dateline, a photo credit and a footer that names the copy's agency cite nothing; a line
    "Source: X" does. What a speaker cites in a quotation is not the text's own source.
    """
    names: dict[str, None] = {}
    outlets = find_outlets(document)
    outlets = sorted(
        [*outlets, *find_unlisted_outlets(document, outlets)], key=lambda outlet: outlet.start
    )
    outlets = [o for o in outlets if not any(_is_spoken(document, o, q) for q in quotations)]
    for sentence in document.sentences:
        inside = [m for m in outlets if sentence.start <= m.start < sentence.end]
        if not inside:
            continue
        label = _load_label(document.language)
        if label is not None and label.match(document.folded, sentence.start, sentence.end):
            names |= dict.fromkeys(m.key for m in inside)
        elif not sentence.boilerplate:
            names |= dict.fromkeys(_cited_in(document, sentence, inside, quotations))
    return tuple(names)


def _is_spoken(document: Document, outlet: Match, quotation: Quotation) -> bool:
    """Tell an outlet named in somebody's words from one whose name stands in quotation marks."""
    if not quotation.start < outlet.start < outlet.end < quotation.end:
        return False
    return _is_speech(document, quotation)


def _is_speech(document: Document, quotation: Quotation) -> bool:
    words = re.findall(r"\w+", document.text[quotation.inner_start : quotation.inner_end])
    return len(words) >= _FEWEST_SPOKEN


def _cited_in(
    document: Document,
    sentence: Sentence,
    outlets: list[Match],
    quotations: Sequence[Quotation],
) -> Iterator[str]:
    words = _find_citing(document, sentence.first_token, sentence.end_token)
    words = [w for w in words if not any(o.start <= w.start < o.end for o in outlets)]
    verbs = load_reporting_verbs(document.language)
    reported = bool(verbs.find(document, sentence.first_token, sentence.end_token)) or any(
        q.start < sentence.end and sentence.start < q.end and _is_speech(document, q)
        for q in quotations
    )
    cited_end = -1
    for outlet in outlets:
        quoted = any(w.key == "before" and _is_beside(document, w, outlet) for w in words)
        if (_is_enclosed(document, outlet) and not quoted) or _is_dateline(document, outlet):
            continue
        listed = 0 <= cited_end <= outlet.start and _is_listed(document, cited_end, outlet.start)
        fitting = [
            w.key
            for w in words
            if _cites(document, w, outlet, reported) and not is_noun_of(document, w, outlet)
        ]
        employer = _is_employer(document, outlet) and not _is_witness(document, sentence, outlet)
        told = (reported or bool(fitting)) and not employer
        if listed or told or "before" in fitting or _is_heading(document, sentence, outlet):
            cited_end = outlet.end
            yield outlet.key


def _is_beside(document: Document, word: Match, outlet: Match) -> bool:
    """Tell "(quoted by TASS)" from a mere "(TASS)"."""
    gap = document.text[word.end : outlet.start]
    return bool(gap) and not gap.strip(' «"')


def _is_heading(document: Document, sentence: Sentence, outlet: Match) -> bool:
    """Tell "CNN: the ministers will not meet" and "Bloomberg (United States) : …"."""
    lead = re.findall(r"\w+", document.text[sentence.start : outlet.start])
    colon = _COLON.match(document.text, outlet.end)
    return bool(colon) and len(lead) <= _FEWEST_SPOKEN


def _is_listed(document: Document, start: int, end: int) -> bool:
    """Tell whether only "and", a comma or a noun for outlets stands between two names."""
    gap = document.text[start:end]
    return len(re.findall(r"\w+", gap)) <= 2 and not _CLAUSE_END.search(gap)


def _is_employer(document: Document, outlet: Match) -> bool:
    """Tell "a Fox News host" and "journaliste de CNN": the outlet of somebody, not of the news."""
    first, end = token_range(document, outlet.start, outlet.end)
    text = document.text
    after = [t for t in document.tokens[end : end + 2] if "," not in text[outlet.end : t.start]]
    around = [*document.tokens[max(0, first - 2) : first], *after]
    posts = _load_posts(document.language)
    return any(token.form in posts for token in around)


def _is_witness(document: Document, sentence: Sentence, outlet: Match) -> bool:
    """Tell "an AFP reporter saw" from "a CNN reporter asked": what its people saw is its news."""
    index = _load_witnessing(document.language)
    for seen in index.find(document, sentence.first_token, sentence.end_token):
        gap = document.text[min(seen.end, outlet.end) : max(seen.start, outlet.start)]
        near = len(re.findall(r"\w+", gap)) <= _WITNESS_REACH and not _CLAUSE_END.search(gap)
        if near and "," not in gap:
            return True
    return False


def _cites(document: Document, word: Match, outlet: Match, reported: bool) -> bool:
    if word.key == "footer":
        return False
    if word.start >= outlet.end:
        start, end = outlet.end, word.start
        if word.key != "after":
            return False
    else:
        start, end = word.end, outlet.start
        if word.key == "after" or (word.key == "weak" and not reported):
            return False
    gap = document.text[start:end] if start <= end else ""
    reach = _REACHES[word.key]
    if len(re.findall(r"\w+", gap)) > reach or _CLAUSE_END.search(gap):
        return False
    return "," not in gap or word.key == "after"


def _is_enclosed(document: Document, outlet: Match) -> bool:
    before = document.text[max(0, outlet.start - 12) : outlet.start]
    after = document.text[outlet.end : outlet.end + 3]
    return bool(_ENCLOSED.search(before)) or bool(_ENCLOSING.match(after))


def _is_dateline(document: Document, outlet: Match) -> bool:
    """Tell "MOSCOW, 12 Feb - RIA Novosti." and "TASS, 5 April." at the beginning of a text."""
    if outlet.start > _DATELINE:
        return False
    before = document.text[: outlet.start]
    after = document.text[outlet.end : outlet.end + 20]
    if not before.strip(' «"/('):
        return bool(re.match(r"[»\"]?(?:,\s*(?:[^\W\d]+\.?\s)?\d|\s*[—–-]\s|/)", after))
    lead = re.fullmatch(r"[^\n]{0,80}[—–-]\s*[«\"]?", before)
    return (bool(lead) and after[:1] in (".", "\n", "»")) or bool(
        _DATED.fullmatch(before) and re.match(r"\s*[./)—–-]", after)
    )


def find_wire_agency(document: Document) -> str | None:
    """Return the agency whose copy this text is, by dateline or footer, or None."""
    first_line = document.text.partition("\n")[0]
    _, end = token_range(document, 0, min(_DATELINE, len(first_line)))
    for match in _find_agencies(document, 0, end):
        quoted = any(_is_beside(document, w, match) for w in _find_citing(document, 0, end))
        if _is_dateline(document, match) or (_is_enclosed(document, match) and not quoted):
            return match.key
    last = document.sentences[-1].paragraph if document.sentences else 0
    footers = [s for s in document.sentences if last - s.paragraph <= _FOOTER_LINES]
    for sentence in reversed(footers):
        for match in _find_agencies(document, sentence.first_token, sentence.end_token):
            if _is_footer(document, sentence, match):
                return match.key
    return None


def _find_agencies(document: Document, first: int, end: int) -> list[Match]:
    return [m for m in find_outlets(document, first, end) if m.key in load_agencies()]


def _is_footer(document: Document, sentence: Sentence, agency: Match) -> bool:
    """Tell "(AFP)", "Avec AFP", "- Reuters", "Source: TASS": a short line about the copy."""
    line_start = document.text.rfind("\n", 0, agency.start) + 1
    line_end = document.text.find("\n", agency.end)
    line = document.text[line_start : line_end if line_end >= 0 else len(document.text)]
    words = re.findall(r"\w+", line)
    if re.search(r"\(" + re.escape(document.text[agency.start : agency.end]) + r"\)\s*$", line):
        return True
    if len(words) > _FOOTER_WORDS or (sentence.boilerplate and "/" in line):
        return False
    rest = len(words) - len(re.findall(r"\w+", document.text[agency.start : agency.end]))
    first, end = token_range(document, line_start, line_start + len(line))
    found = _find_citing(document, first, end)
    return rest == 0 or any(m.key == "footer" for m in found)
