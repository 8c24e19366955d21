"""Clauses inside a sentence: "the meeting, which was planned for May, is put off".

Between commas a relative one, between dashes or in brackets any.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache

from tasks.extraction.layers import Document, Match
from tasks.extraction.lexicon import load_pack


@dataclass(frozen=True, slots=True)
class Relative:
    """A clause inside another; `word` is where its first word, "which", begins."""

    start: int
    word: int
    end: int


_INSERTED = re.compile(r"\s[—–-]\s[^—–\n.;]{8,200}?\s[—–-](?=,?\s)|\([^()\n]{8,200}\)(?=[\s,])")

_INSERTS = ("(", "—", "–", "- ")  # without one of them nothing is inserted


@lru_cache
def _load_relatives(language: str) -> re.Pattern[str] | None:
    words = load_pack(language).get("contact_relatives", {}).get("named", ())
    if not words:
        return None
    return re.compile(rf",\s(?:\w+\s){{0,2}}(?P<word>(?:{'|'.join(words)})\b)[^,;()—–]*,")


def find_relatives(document: Document, start: int, end: int) -> list[Relative]:
    """Return the clauses between two characters after which the sentence goes on, in order."""
    pattern = _load_relatives(document.language)
    found = list(pattern.finditer(document.folded, start, end)) if pattern else []
    told = [Relative(m.start(), m.start("word"), m.end()) for m in found]
    marked = any(document.folded.find(mark, start, end) >= 0 for mark in _INSERTS)
    inserted = _INSERTED.finditer(document.folded, start, end) if marked else ()
    apart = [Relative(m.start(), m.start(), m.end()) for m in inserted]
    told += [i for i in apart if not any(r.start < i.end and i.start < r.end for r in told)]
    return sorted(told, key=lambda relative: relative.start)


def without_relatives(document: Document, start: int, end: int) -> list[tuple[int, int]]:
    """Return what lies between two characters, the relative clauses left out."""
    spans: list[tuple[int, int]] = []
    for relative in find_relatives(document, start, end):
        spans.append((start, relative.start))
        start = relative.end
    return [*spans, (start, end)]


def is_inside(relatives: Sequence[Relative], word: Match) -> bool:
    """Tell whether a word opens a relative clause: "after which they met"."""
    return any(r.start <= word.start and word.end <= r.word for r in relatives)


def is_relative(relatives: Sequence[Relative], start: int, word: int) -> bool:
    """Tell whether a word stands in a relative clause that begins after a character."""
    return any(start <= relative.word <= word < relative.end for relative in relatives)
