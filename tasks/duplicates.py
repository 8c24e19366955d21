"""Near-duplicates: copies of one text, by how much of the shorter one stands in the longer one.

Containment of hashed word 4-grams: unlike a similarity of the whole (MinHash), it sees a wire copy
that an outlet cut short or wrapped in its own paragraphs.
"""

import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from datetime import datetime, timedelta

from storage.records import Article

CONTAINMENT = 0.6  # articles on one topic that are no copies stay far below it
WINDOW = timedelta(days=5)  # copies appear soon
_WORDS = 4
_FEWEST = 20  # shorter texts say too little
_COMMON = 50  # a 4-gram in so many texts is boilerplate
_WORD = re.compile(r"\w+")


def find_duplicates(articles: Sequence[Article]) -> dict[str, str]:
    """Return the article each copy repeats, by article id: always the earliest of its cluster."""
    ordered = sorted(articles, key=_order)
    seen: dict[int, list[int]] = defaultdict(list)
    grams: list[frozenset[int]] = []
    first_of: dict[int, int] = {}
    for index, article in enumerate(ordered):
        mine = _grams(article.text)
        grams.append(mine)
        original = _original(index, mine, ordered, grams, seen) if len(mine) >= _FEWEST else None
        if original is not None:
            first_of[index] = first_of.get(original, original)
        for gram in mine:
            seen[gram].append(index)
    return {ordered[i].article_id: ordered[first].article_id for i, first in first_of.items()}


def _original(
    index: int,
    mine: frozenset[int],
    ordered: Sequence[Article],
    grams: Sequence[frozenset[int]],
    seen: dict[int, list[int]],
) -> int | None:
    earliest = _moment(ordered[index]) - WINDOW
    shared: Counter[int] = Counter()
    for gram in mine:
        if len(seen.get(gram, ())) <= _COMMON:
            shared.update(seen.get(gram, ()))
    for other in sorted(shared):
        smaller = min(len(mine), len(grams[other]))
        if (
            smaller >= _FEWEST
            and shared[other] >= CONTAINMENT * smaller
            and _moment(ordered[other]) >= earliest
        ):
            return other
    return None


def _order(article: Article) -> tuple[datetime, str]:
    return _moment(article), article.article_id


def _moment(article: Article) -> datetime:
    return article.published_at or article.fetched_at


def _grams(text: str) -> frozenset[int]:
    words = _WORD.findall(text.lower())
    return frozenset(_hashes(words))


def _hashes(words: Sequence[str]) -> Iterable[int]:
    return (hash(tuple(words[i : i + _WORDS])) for i in range(len(words) - _WORDS + 1))
