"""The words of stances: a pack's cues, and the words around them that turn or end them."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from tasks.extraction.layers import Document, Match
from tasks.extraction.lexicon import TermIndex, load_pack, load_table
from tasks.extraction.text import fold


@dataclass(frozen=True)
class StanceWords:
    """The words of stances of one language."""

    cues: TermIndex
    general: TermIndex  # of these, the cues that tell of any topic
    own: Mapping[str, TermIndex]  # ... and those of one, by topic
    entries: Mapping[str, tuple[Mapping[str, Any], ...]]  # by the key of a match
    reach: int
    context: TermIndex  # negation, hypothetical, breaks, discussing, resuming
    limits: Mapping[str, TermIndex]  # asides, continuing, keeping, earlier
    attributive: re.Pattern[str] | None  # how a participle ends that may stand by a noun
    copulas: frozenset[str]  # ... unless one of these stands before it


@lru_cache
def load_stance_words(language: str) -> StanceWords:
    """Return the words of stances of a language."""
    pack = load_pack(language)
    stances: dict[str, tuple[Mapping[str, Any], ...]] = {}
    for entry in pack.get("stances", ()):
        for cue in map(fold, entry["cues"]):
            stances[cue] = (*stances.get(cue, ()), entry)
    context = pack.get("stance_context", {})
    kinds = (
        "negation",
        "negation_after",
        "hypothetical",
        "breaks",
        "discussing",
        "resuming",
        "bare",
        "hoping",
    )
    mild = ("asides", "continuing", "keeping", "earlier")
    return StanceWords(
        TermIndex({cue: [cue] for cue in stances}),
        TermIndex({c: [c] for c, told in stances.items() if any("topics" not in e for e in told)}),
        {topic: _index_own(stances, topic) for topic in load_table("topics")},
        stances,
        context.get("reach", 3),
        TermIndex({kind: context.get(kind, ()) for kind in kinds}),
        {kind: TermIndex({kind: context.get(kind, ())}) for kind in mild},
        re.compile(context["attributive"]) if context.get("attributive") else None,
        frozenset(map(fold, context.get("copulas", ()))),
    )


def _index_own(stances: Mapping[str, tuple[Mapping[str, Any], ...]], topic: str) -> TermIndex:
    """Return the cues of which an entry names a topic."""
    return TermIndex(
        {
            cue: [cue]
            for cue, entries in stances.items()
            if any(topic in entry.get("topics", ()) for entry in entries)
        }
    )


def find_cues(
    document: Document, words: StanceWords, topic: str, span: tuple[int, int]
) -> list[Match]:
    """Return the cues in a range of tokens that can tell of a topic, the first where they meet.

    A longer cue of other topics hides none: "agreed to hold" of a summit leaves "agreed".
    """
    found = [*words.own[topic].find(document, *span), *words.general.find(document, *span)]
    chosen: list[Match] = []
    for match in sorted(found, key=lambda m: (m.start, -m.end)):
        if not chosen or chosen[-1].end <= match.start:
            chosen.append(match)
    return chosen


def entry_of(words: StanceWords, match: Match, topic: str) -> Mapping[str, Any] | None:
    """Return what a cue tells of a topic: an entry of that topic goes before one of any topic."""
    meant = [e for e in words.entries[match.key] if topic in e.get("topics", (topic,))]
    entry = max(meant, key=lambda e: "topics" in e, default=None)
    return entry if entry is not None and entry["stance"] else None
