"""Occasions: the call at which another contact was only spoken of.

"They agreed on the summit in Budapest on 16 October, during a call": the day is that of the call.
"""

import re
from collections.abc import Sequence
from functools import lru_cache

from tasks.extraction.contacts.edges import distance
from tasks.extraction.layers import DateMention, Document, Match
from tasks.extraction.lexicon import load_pack

LOOK_BACK = 50  # characters
OWN_DAY = 5  # tokens from the word of contact to a day of its own


@lru_cache
def load_pattern(language: str) -> re.Pattern[str] | None:
    """Return the pattern of what leads in an occasion, up to the word of contact."""
    patterns = load_pack(language).get("contact_context", {}).get("occasion", ())
    return re.compile("(?:" + "|".join(patterns) + ")$") if patterns else None


def occasion_start(
    document: Document, days: Sequence[DateMention], earlier: Match, later: Match
) -> int | None:
    """Return where the day of a call begins at which the contact before was spoken of.

    None where no day stands right before "during a call", or where the call has one after it.
    """
    pattern = load_pattern(document.language)
    low = max(earlier.end, later.start - LOOK_BACK)
    led_in = pattern.search(document.folded[low : later.start]) if pattern else None
    if led_in is None:
        return None
    edge = low + led_in.start()
    own = [d for d in days if d.start >= later.end]
    if any(distance(document, d.start, d.end, later) <= OWN_DAY for d in own):
        return None
    before = [d for d in days if earlier.end <= d.start and d.end <= edge]
    if not before or document.text[before[-1].end : edge].strip(" ,—–-"):
        return None
    return before[-1].start
