"""Stances: what a clause says is done about a topic in it."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from tasks.extraction.layers import Document, Match, Sentence
from tasks.extraction.lexicon import TermIndex, load_pack
from tasks.extraction.text import fold

# From the strongest: the order in which one stance is chosen when a text takes several.
STRENGTH = ("done", "agreed", "rejected", "excluded", "proposed", "raised")

_CLAUSE_MARK = re.compile(r"[;:—–]|\.\s")
_COMMA = 3  # words of distance that a comma between cue and topic counts for
_MENTIONED = 6  # ... and that a mere word of agenda yields to a decision
_NEGATED = {"raised": "excluded", "rejected": "raised", "excluded": "raised"}
_HYPOTHETICAL = {"done": "raised", "agreed": "raised", "rejected": "raised"}


@dataclass(frozen=True, slots=True)
class Stance:
    """A stance and the words that tell it."""

    stance: str
    start: int
    end: int


@dataclass(frozen=True)
class _Words:
    """The stance vocabulary of one language."""

    cues: TermIndex
    entries: tuple[Mapping[str, Any], ...]  # by the key of a match
    reach: int
    context: TermIndex  # negation, hypothetical, breaks


def find_stance(
    document: Document, sentence: Sentence, start: int, end: int, topic: str
) -> Stance | None:
    """Return the stance on the topic at text[start:end]; None when its clause tells none.

    The nearest cue in the clause counts; a negation or a possibility right before it turns it.
    """
    words = _load_words(document.language)
    first, last = _clause(document, sentence, start, end, words)
    best: tuple[float, Stance] | None = None
    context = words.context.find(document, sentence.first_token, sentence.end_token)
    for match in words.cues.find(document, first, last):
        entry = words.entries[int(match.key)]
        if not entry["stance"] or topic not in entry.get("topics", (topic,)):
            continue
        if match.start < end and start < match.end and not entry.get("topics"):
            continue
        stance = _turn(document, words, entry["stance"], match, context)
        distance = _distance(document, match, start, end)
        distance += _MENTIONED if stance == "raised" else 0
        if best is None or distance < best[0]:
            best = distance, Stance(stance, match.start, match.end)
    return best[1] if best else None


def tells_stance(document: Document, sentence: Sentence) -> bool:
    """Tell whether a sentence has any word of a stance."""
    words = _load_words(document.language)
    found = words.cues.find(document, sentence.first_token, sentence.end_token)
    return any(words.entries[int(match.key)]["stance"] for match in found)


def _clause(
    document: Document, sentence: Sentence, start: int, end: int, words: _Words
) -> tuple[int, int]:
    """Return the token range of the clause around text[start:end]."""
    tokens = document.tokens
    context = words.context.find(document, sentence.first_token, sentence.end_token)
    breaks = {m.start for m in context if m.key == "breaks"}
    first, last = sentence.first_token, sentence.end_token
    for i in range(sentence.first_token + 1, sentence.end_token):
        gap = document.text[tokens[i - 1].end : tokens[i].start]
        if not _CLAUSE_MARK.search(gap) and tokens[i].start not in breaks:
            continue
        if tokens[i].start <= start:
            first = i
        elif tokens[i].start >= end:
            last = i
            break
    return first, last


def _distance(document: Document, match: Match, start: int, end: int) -> float:
    gap = (
        document.text[match.end : start] if match.end <= start else document.text[end : match.start]
    )
    return len(gap.split()) + _COMMA * gap.count(",")


def _turn(
    document: Document, words: _Words, stance: str, match: Match, context: list[Match]
) -> str:
    """Return the stance after what stands right before the cue."""
    for sign in context:
        gap = document.text[sign.end : match.start]
        if sign.end > match.start or len(gap.split()) > words.reach or "," in gap:
            continue
        if sign.key == "negation":
            return _NEGATED.get(stance, "raised")
        if sign.key == "hypothetical":
            stance = _HYPOTHETICAL.get(stance, stance)
    return stance


def _vocabulary(entries: tuple[Mapping[str, Any], ...]) -> Iterator[tuple[str, list[str]]]:
    for number, entry in enumerate(entries):
        yield str(number), [fold(cue) for cue in entry["cues"]]


@lru_cache
def _load_words(language: str) -> _Words:
    pack = load_pack(language)
    entries = tuple(pack.get("stances", ()))
    context = pack.get("stance_context", {})
    kinds = ("negation", "hypothetical", "breaks")
    return _Words(
        TermIndex(dict(_vocabulary(entries))),
        entries,
        context.get("reach", 3),
        TermIndex({kind: context.get(kind, ()) for kind in kinds}),
    )
