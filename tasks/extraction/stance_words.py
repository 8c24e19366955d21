"""The words of stances: a pack's cues, and the words around them that turn or end them."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from tasks.extraction.layers import Match
from tasks.extraction.lexicon import TermIndex, load_pack
from tasks.extraction.text import fold


@dataclass(frozen=True)
class StanceWords:
    """The words of stances of one language."""

    cues: TermIndex
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
        stances,
        context.get("reach", 3),
        TermIndex({kind: context.get(kind, ()) for kind in kinds}),
        {kind: TermIndex({kind: context.get(kind, ())}) for kind in mild},
        re.compile(context["attributive"]) if context.get("attributive") else None,
        frozenset(map(fold, context.get("copulas", ()))),
    )


def entry_of(words: StanceWords, match: Match, topic: str) -> Mapping[str, Any] | None:
    """Return what a cue tells of a topic: an entry of that topic goes before one of any topic."""
    meant = [e for e in words.entries[match.key] if topic in e.get("topics", (topic,))]
    entry = max(meant, key=lambda e: "topics" in e, default=None)
    return entry if entry is not None and entry["stance"] else None
