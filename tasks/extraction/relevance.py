"""Relevance: whether an article reports official Russia-US contacts since 20 January 2025.

Every sentence that speaks of a contact votes: for the pair Russia-US when both sides stand in it,
against when it is a contact of other parties. The title and the lead weigh more than the rest.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from functools import lru_cache

from tasks.extraction.layers import Document, PersonMention, Sentence, TopicMention
from tasks.extraction.lexicon import load_table
from tasks.extraction.parties import ABSENT, BOTH, CONTACT, JOINT, UNRELATED, find_marks, has_third
from tasks.extraction.people import find_people
from tasks.extraction.reading import read

THRESHOLD = 0.5

FIRST_DAY = date(2025, 1, 20)  # earlier articles are history
_LEAD_SENTENCES = 3
_TITLE_WEIGHT, _LEAD_WEIGHT, _BODY_WEIGHT = 3.0, 2.0, 1.0
_MOST_BODY = 8.0  # a long chronicle must not outvote what the title and the lead say
_WITH_THIRD = 0.5  # both sides and a third party: the contact may be of any two of them
_ENOUGH = 1.5  # votes that make an article without any other contact as likely as not


@dataclass(frozen=True, slots=True)
class _Vote:
    """How much one sentence speaks for and against."""

    pro: float = 0.0
    con: float = 0.0


def judge_relevance(
    document: Document,
    people: Sequence[PersonMention],
    topics: Sequence[TopicMention],
) -> float:
    """Return how surely the article is relevant, 0 to 1; relevant from THRESHOLD on."""
    pro = con = 0.0
    for weight, votes in _zones(document, people, topics):
        scale = min(1.0, _MOST_BODY / max(1, len(votes))) if weight == _BODY_WEIGHT else 1.0
        pro += weight * scale * sum(vote.pro for vote in votes)
        con += weight * scale * sum(vote.con for vote in votes)
    return round(pro / (pro + con + _ENOUGH), 3)


def _zones(
    document: Document, people: Sequence[PersonMention], topics: Sequence[TopicMention]
) -> Iterator[tuple[float, list[_Vote]]]:
    title = read(document.title, document.language, document.published)
    named = find_people(title)
    yield _TITLE_WEIGHT, [_vote(title, s, named, ()) for s in title.sentences]
    said = [s for s in document.sentences if not s.boilerplate]
    votes = [_vote(document, sentence, people, topics) for sentence in said]
    yield _LEAD_WEIGHT, votes[:_LEAD_SENTENCES]
    yield _BODY_WEIGHT, [v for v in votes[_LEAD_SENTENCES:] if v.pro or v.con]


def _vote(
    document: Document,
    sentence: Sentence,
    people: Sequence[PersonMention],
    topics: Sequence[TopicMention],
) -> _Vote:
    marks = find_marks(document, sentence, people)
    bilateral = _load_bilateral()
    concerned = any(
        t.topic in bilateral for t in topics if sentence.start <= t.start < sentence.end
    )
    if UNRELATED in marks:
        return _Vote(con=1.0)
    if CONTACT not in marks and not concerned:
        return _Vote()
    third = has_third(marks)
    if not marks >= BOTH:
        return _Vote(con=1.0) if third else _Vote()
    if ABSENT in marks:
        return _Vote(con=1.0)
    return _Vote(pro=_WITH_THIRD) if third and JOINT not in marks else _Vote(pro=1.0)


@lru_cache
def _load_bilateral() -> frozenset[str]:
    return frozenset(key for key, topic in load_table("topics").items() if topic.get("bilateral"))
