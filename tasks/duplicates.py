"""Near-duplicates: copies of one text, by how much of the shorter one stands in the longer one.

Containment of hashed word 4-grams: unlike a similarity of the whole (MinHash), it sees a wire copy
that an outlet cut short or wrapped in its own paragraphs.
"""

import re
from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from itertools import chain
from zlib import crc32

from storage.records import Article

# Copies share nine tenths, rewritten ones half or more; two reports of one event, even when both
# quote the same statement at length, stay below a third.
CONTAINMENT = 0.5
WINDOW = timedelta(days=5)  # copies appear soon
_WORDS = 4
_FEWEST = 20  # 4-grams: a shorter text must be the same almost to the word
_LEAST = 4  # 4-grams: shorter still says nothing
_SAME = 0.9
_LISTED = 50  # articles remembered for one 4-gram, the earliest: a formula is in thousands
_WORD = re.compile(r"\w+")


def find_duplicates(
    articles: Sequence[Article], known: Mapping[str, frozenset[int]] | None = None
) -> dict[str, str]:
    """Return the article each copy repeats, by article id: always the earliest of its cluster.

    The earliest by publication (fetch, where it is unknown), whatever the order given. `known` are
    the fingerprints that are made already, by article id.
    """
    known = known or {}
    ordered = sorted(articles, key=_order)
    listed: dict[int, list[int]] = defaultdict(list)
    texts = [known.get(a.article_id) or fingerprint(a.text) for a in ordered]
    original: dict[int, int] = {}
    firsts: dict[frozenset[int], int] = {}  # the same text to the word, which most copies are
    last = [_moment(article) for article in ordered]  # when its text appeared last so far
    for index, mine in enumerate(texts):
        if len(mine) < _LEAST:
            continue
        same = firsts.setdefault(mine, index)
        if same < index and last[same] >= last[index] - WINDOW:
            original[index] = original.get(same, same)
            last[same] = last[index]
            continue
        firsts[mine] = index
        copied = _find_copied(index, texts, listed, last)
        if copied is not None:
            original[index] = original.get(copied, copied)
        for gram in mine:
            if len(listed[gram]) < _LISTED:
                listed[gram].append(index)
    return {ordered[i].article_id: ordered[first].article_id for i, first in original.items()}


def fingerprint(text: str) -> frozenset[int]:
    """Return the hashes of the text's word 4-grams, the same in every process.

    A word is hashed by its letters, a 4-gram as the tuple of these numbers: unlike texts, numbers
    have the same hash everywhere, and no joined copy of each 4-gram is made.
    """
    words = [crc32(w.encode("utf-8", "replace")) for w in _WORD.findall(text.casefold())]
    return frozenset(map(hash, zip(*(words[i:] for i in range(_WORDS)), strict=False)))


def contained(one: frozenset[int], other: frozenset[int], shared: int) -> bool:
    """Tell whether two texts with so many 4-grams in common are copies of one."""
    shorter, longer = sorted((len(one), len(other)))
    if shorter < _FEWEST:
        return shared >= _SAME * longer
    return shared >= CONTAINMENT * shorter


def _find_copied(
    index: int,
    texts: Sequence[frozenset[int]],
    listed: dict[int, list[int]],
    last: Sequence[datetime],
) -> int | None:
    """Return the earliest article before this one, and near it in time, that it is a copy of."""
    shared = Counter(chain.from_iterable(listed[gram] for gram in texts[index] if gram in listed))
    since = last[index] - WINDOW
    return next(
        (
            other
            for other in sorted(shared)
            if last[other] >= since and contained(texts[index], texts[other], shared[other])
        ),
        None,
    )


def _order(article: Article) -> tuple[datetime, str]:
    return _moment(article), article.article_id


def _moment(article: Article) -> datetime:
    return article.published_at or article.fetched_at
