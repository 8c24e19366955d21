"""Agents of a stance: what a third country accepts or offers alone is no stance of the talks."""

import re
from collections.abc import Sequence
from functools import lru_cache

from tasks.extraction.layers import Document, PersonMention, Sentence
from tasks.extraction.lexicon import TermIndex, load_pack
from tasks.extraction.parties import BOTH, HOSTS, RUSSIA, find_parties
from tasks.extraction.stances import Stance
from tasks.extraction.text import token_range

_TAKEN = frozenset({"agreed", "proposed", "rejected"})
_SUBJECT_REACH = 2  # words between who does it and the word for it
_OTHER_REACH = 2  # ... and between the word and "by Kyiv"
_CUT = re.compile(r"[,;:.—–]")


def is_of_another(
    document: Document, sentence: Sentence, stance: Stance | None, people: Sequence[PersonMention]
) -> bool:
    """Tell whether a stance is taken by or with a party that is neither of the two sides."""
    if stance is None or stance.stance not in _TAKEN:
        return False
    agents = [(m.start, m.end, m.key) for m in find_parties(document, sentence)]
    agents += [
        (p.start, p.end, p.side)
        for p in people
        if p.side and sentence.start <= p.start < sentence.end and p.form != "owner"
    ]
    agents.sort()
    ours = [a for a in agents if a[2] in BOTH and a[1] <= stance.start]
    before = [a for a in agents if a[1] <= stance.start]
    if before and _is_near(document, before[-1][1], stance.start):
        return _is_foreign(before[-1][2]) and not (
            ours and _is_near(document, ours[-1][1], before[-1][0])
        )
    after = next((a for a in agents if a[0] >= stance.end), None)
    beside = {a[2] for a in ours if not _CUT.search(document.text[a[1] : stance.start])}
    if after is None or not _is_foreign(after[2]) or RUSSIA in beside:
        return False
    gap = document.text[stance.end : after[0]]
    words = gap.split()
    return (
        0 < len(words) <= _OTHER_REACH
        and not _CUT.search(gap)
        and bool(_load_companions(document.language).find(document, *_first(document, stance)))
    )


def _first(document: Document, stance: Stance) -> tuple[int, int]:
    first, _ = token_range(document, stance.end, len(document.text))
    return first, first + 1


def _is_near(document: Document, end: int, start: int) -> bool:
    gap = document.text[end:start]
    return len(gap.split()) <= _SUBJECT_REACH and not _CUT.search(gap)


def _is_foreign(side: str) -> bool:
    return len(side) == 2 and side not in BOTH | HOSTS


@lru_cache
def _load_companions(language: str) -> TermIndex:
    return TermIndex({"with": load_pack(language).get("stance_context", {}).get("companions", ())})
