"""Clauses that tell what came then: "In January X received Y, before the teams met in Z".

They have the tense of their main clause, and the month at its head.
"""

import re
from collections.abc import Sequence
from functools import lru_cache

from tasks.extraction.clause_layers import ClauseLayers, overlap
from tasks.extraction.contacts.frame import Frame
from tasks.extraction.contacts.regions import Region
from tasks.extraction.contacts.status import PLANNED
from tasks.extraction.layers import DateMention, Document, Match
from tasks.extraction.lexicon import load_pack
from tasks.extraction.text import token_range

_HEAD = 3  # tokens at the head of a sentence in which its month stands: "Early in January"
_OF_VERBS = frozenset({"ongoing", "scheduled"})


@lru_cache
def _load_befores(language: str) -> re.Pattern[str] | None:
    patterns = load_pack(language).get("contact_context", {}).get("before_clause", ())
    return re.compile("|".join(patterns)) if patterns else None


def opens_before(document: Document, region: Region) -> bool:
    """Tell whether a region is the clause of what came after the one before it."""
    pattern = _load_befores(document.language)
    if region.opener != "apart" or pattern is None:
        return False
    return pattern.match(document.folded, region.start) is not None


def month_of_head(document: Document, clause: ClauseLayers) -> list[DateMention]:
    """Return the month that a sentence begins with."""
    first, _ = token_range(document, clause.start, clause.end)
    end = document.tokens[first + _HEAD].start if first + _HEAD < len(document.tokens) else 0
    return [d for d in clause.dated if d.precision == "month" and d.start < end][:1]


def agree_cues(
    document: Document, region: Region, cues: Sequence[Match], before: Sequence[Frame]
) -> Sequence[Match]:
    """Return the cues, the verb of a clause of "before" with the tense of its main clause.

    "Avant que X et Y ne se retrouvent" is no present: after a past it is behind.
    """
    if not before or not opens_before(document, region):
        return cues
    key = "scheduled" if before[-1].status in PLANNED else "held"
    return [
        cue._replace(key=key)
        if cue.key in _OF_VERBS and any(overlap(cue, t) for t in region.triggers)
        else cue
        for cue in cues
    ]
