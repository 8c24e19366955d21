"""Near-duplicates: copies of one text, by how much of the shorter one stands in the longer one.

Containment of hashed word 4-grams: unlike a similarity of the whole (MinHash), it sees a wire copy
that an outlet cut short or wrapped in its own paragraphs.
"""

import re
from bisect import bisect_left
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
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
    articles: Sequence[Article],
    known: Mapping[str, frozenset[int]] | None = None,
    since: datetime | None = None,
) -> dict[str, str]:
    """Return the article each copy repeats, by article id: always the earliest of its cluster.

    The earliest by publication (fetch, where it is unknown), whatever the order given. `known` are
    the fingerprints that are made already, by article id. An article from before `since` is what it
    says it is, a copy or none: what it repeats may lie before all of these.
    """
    known = known or {}
    ordered = sorted(articles, key=_order)
    last = [moment_of(article) for article in ordered]  # when its text appeared last so far
    settled = 0 if since is None else bisect_left(last, since)
    texts = [known.get(a.article_id) or fingerprint(a.text) for a in ordered]
    asked = frozenset(chain.from_iterable(texts[settled:]))
    listed: dict[int, list[int]] = defaultdict(list)
    original = {i: a.duplicate_of for i, a in enumerate(ordered[:settled]) if a.duplicate_of}
    firsts: dict[frozenset[int], int] = {}  # the same text to the word, which most copies are
    for index, mine in enumerate(texts):
        if len(mine) < _LEAST:
            continue
        same = firsts.setdefault(mine, index)
        if same < index and last[same] >= last[index] - WINDOW:
            original.setdefault(index, original.get(same, ordered[same].article_id))
            last[same] = last[index]
            continue
        firsts[mine] = index
        copied = _find_copied(index, texts, listed, last) if index >= settled else None
        if copied is not None:
            original[index] = original.get(copied, ordered[copied].article_id)
        for gram in mine & asked if index < settled else mine:
            if len(listed[gram]) < _LISTED:
                listed[gram].append(index)
    return {ordered[i].article_id: first for i, first in original.items() if i >= settled}


def near_in_time(articles: Iterable[Article]) -> list[list[Article]]:
    """Return the articles in groups so far apart that no third one may be a copy of two."""
    groups: list[list[Article]] = []
    for article in sorted(articles, key=_order):
        if groups and moment_of(article) - moment_of(groups[-1][-1]) <= 2 * WINDOW:
            groups[-1].append(article)
        else:
            groups.append([article])
    return groups


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
    return moment_of(article), article.article_id


def moment_of(article: Article) -> datetime:
    """Return when an article appeared: its publication, or its fetch where that is unknown."""
    return article.published_at or article.fetched_at
