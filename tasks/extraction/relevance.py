"""Relevance: whether an article reports official Russia-US contacts since 20 January 2025.

Every sentence that speaks of a contact votes: for the pair Russia-US when both sides stand in it,
against when it is a contact of other parties. The title and the lead weigh more than the rest.
"""

import re
from bisect import bisect_left
from collections.abc import Iterator, Sequence
from datetime import date
from functools import lru_cache
from typing import NamedTuple

from storage.records import TalkClaim
from tasks.extraction.layers import SUBJECT, Document, PersonMention, Sentence, TopicMention
from tasks.extraction.lexicon import load_table
from tasks.extraction.parties import (
    ABSENT,
    BOTH,
    CONTACT,
    HOSTS,
    JOINT,
    UNRELATED,
    find_marks,
    has_third,
)
from tasks.extraction.people import find_people
from tasks.extraction.reading import read

THRESHOLD = 0.5

FIRST_DAY = date(2025, 1, 20)  # earlier articles are history
_LEAD_SENTENCES = 3
_TITLE_WEIGHT, _LEAD_WEIGHT, _BODY_WEIGHT = 3.0, 2.0, 1.0
_MOST_BODY = 8.0  # a long chronicle must not outvote what the title and the lead say
_WITH_THIRD = 0.5  # both sides and a third party: the contact may be of any two of them
_OFFICIALS = 0.6  # people of both sides beside each other, whatever they are said to do
_COUNTRIES = 0.3  # both countries beside each other
_BACKING = 1.5  # how far it may add to the contacts told
_CONTINUED = 0.4  # a contact, one side in its sentence and the other right before
_FACING = 0.7  # ... and people of both sides are named there
_GUEST = 0.5  # one side and a host of the talks: who receives may be whom it is about
_OTHER_PAIR = 0.5  # a title of one side and a third party
_REACH = 2  # sentences that a side named is remembered for
_ENOUGH = 1.0  # votes that make an article without any other contact as likely as not
_NEIGHBOUR = frozenset({"UA"})  # what the two sides mostly speak about
_THREE_SIDES = BOTH | {"UA"}
_THREE = BOTH | {"UA", CONTACT, JOINT}
_LONG = 20  # sentences from which more is asked: a long text mentions much in passing
_HAS_BEEN = ("held", "ongoing", "cancelled")
_OLD_YEAR = re.compile(r"\b(?:19\d\d|20(?:[01]\d|2[0-4]))\b")
_NEW_YEAR = re.compile(r"\b20(?:2[5-9]|[3-9]\d)\b")


class _Vote(NamedTuple):
    """How much one sentence speaks for and against."""

    pro: float = 0.0
    con: float = 0.0
    beside: float = 0.0  # both sides named and no contact: only backs what other sentences tell


class _Sight(NamedTuple):
    """What one sentence shows."""

    marks: frozenset[str]
    officials: frozenset[str]  # sides of the people in it
    concerned: bool  # a topic of the two countries alone is named
    history: bool  # it tells of years before the talks


def judge_relevance(
    document: Document,
    people: Sequence[PersonMention],
    topics: Sequence[TopicMention],
) -> float:
    """Return how surely the article is relevant, 0 to 1; relevant from THRESHOLD on."""
    pro = con = beside = 0.0
    for weight, votes in _zones(document, people, topics):
        scale = min(1.0, _MOST_BODY / max(1, len(votes))) if weight == _BODY_WEIGHT else 1.0
        pro += weight * scale * sum(vote.pro for vote in votes)
        con += weight * scale * sum(vote.con for vote in votes)
        beside += weight * scale * sum(vote.beside for vote in votes)
    pro += min(beside, _BACKING * pro)
    enough = max(_ENOUGH, len(document.sentences) / _LONG)
    return round(pro / (pro + con + enough), 3)


def find_borne_out(claims: Sequence[TalkClaim]) -> list[TalkClaim]:
    """Return the contacts that count in an article that is mostly about something else.

    Those of named people of both sides, and them alone; none when all of them are but planned:
    there a word of contact is too easily another party's.
    """
    kept = [claim for claim in claims if _is_between(claim)]
    return kept if any(claim.status in _HAS_BEEN for claim in kept) else []


def _is_between(claim: TalkClaim) -> bool:
    people = load_table("people")
    sides = {people[person]["side"] for person in claim.participants if person in people}
    told = claim.city is not None or claim.date_start is not None
    recent = claim.date_start is None or claim.date_start >= FIRST_DAY
    return sides == SUBJECT and told and recent


def _zones(
    document: Document, people: Sequence[PersonMention], topics: Sequence[TopicMention]
) -> Iterator[tuple[float, list[_Vote]]]:
    title = read(document.title, document.language, document.published)
    heading = _look(title, find_people(title), ())
    said = _look(document, people, topics)
    sport = not {side for sight in (*heading, *said) for side in sight.officials} >= BOTH
    yield _TITLE_WEIGHT, [*_votes(heading, frozenset(), sport), *map(_strange, heading)]
    opening = frozenset(mark for sight in heading for mark in sight.marks)
    votes = _votes(said, opening, sport)
    yield _LEAD_WEIGHT, votes[:_LEAD_SENTENCES]
    yield _BODY_WEIGHT, [v for v in votes[_LEAD_SENTENCES:] if v != _Vote()]


def _strange(sight: _Sight) -> _Vote:
    """Return what a title that pairs one of the two sides with a third party weighs."""
    apart = has_third(sight.marks) and JOINT not in sight.marks and not sight.marks >= BOTH
    return _Vote(con=_OTHER_PAIR) if apart and sight.marks & BOTH else _Vote()


def _look(
    document: Document, people: Sequence[PersonMention], topics: Sequence[TopicMention]
) -> list[_Sight]:
    bilateral = _load_bilateral()
    concerned = sorted(t.start for t in topics if t.topic in bilateral)
    sights = []
    for sentence in document.sentences:
        if sentence.boilerplate:
            continue
        start = sentence.start
        here = [p for p in people if p.side and start <= p.start < sentence.end]
        text = document.text[start : sentence.end]
        sights.append(
            _Sight(
                find_marks(document, sentence, here),
                frozenset([p.side for p in here if p.side]),
                _holds(sentence, concerned),
                _is_history(text),
            )
        )
    return sights


def _is_history(text: str) -> bool:
    """Tell whether a sentence names years before the talks and none of them."""
    if "19" not in text and "20" not in text:
        return False
    return bool(_OLD_YEAR.search(text)) and not _NEW_YEAR.search(text)


def _holds(sentence: Sentence, starts: Sequence[int]) -> bool:
    """Tell whether one of some places, which are in order, lies in a sentence."""
    number = bisect_left(starts, sentence.start)
    return number < len(starts) and starts[number] < sentence.end


def _votes(sights: Sequence[_Sight], opening: frozenset[str], sport: bool) -> list[_Vote]:
    votes = []
    for number, sight in enumerate(sights):
        around = [*sights[max(0, number - _REACH) : number], *sights[number + 1 : number + 2]]
        near = frozenset(mark for sight in around for mark in sight.marks)
        known = (near if has_third(opening) else near - _NEIGHBOUR) | opening
        facing = sight.officials.union(*(near.officials for near in around)) >= BOTH
        votes.append(_vote(sight, known, facing, sport))
    return votes


def _vote(sight: _Sight, known: frozenset[str], facing: bool, sport: bool) -> _Vote:
    marks = sight.marks
    if UNRELATED in marks and sport:
        return _Vote(con=1.0)
    if sight.history:
        return _Vote()
    speaks = CONTACT in marks or sight.concerned
    third = has_third(marks)
    if not marks >= BOTH:
        if JOINT in marks and marks & BOTH and speaks and marks <= _THREE:
            return _Vote(pro=_WITH_THIRD)
        if third and speaks:
            return _Vote() if _is_of_three(marks, known) else _Vote(con=1.0)
        facing = facing and CONTACT in marks
        if speaks and (marks | known) >= BOTH and not has_third(known):
            return _Vote(pro=_FACING if facing else _CONTINUED)
        return _Vote(con=_GUEST) if speaks and marks & BOTH and marks & HOSTS else _Vote()
    if ABSENT in marks:
        return _Vote(con=1.0) if speaks else _Vote()
    if third and JOINT not in marks:
        return _Vote(pro=_WITH_THIRD) if speaks else _Vote()
    if speaks:
        return _Vote(pro=1.0)
    return _Vote(beside=_OFFICIALS if sight.officials >= BOTH else _COUNTRIES)


def _is_of_three(marks: frozenset[str], known: frozenset[str]) -> bool:
    """Tell whether a sentence goes on about talks of the two sides with others."""
    if JOINT in marks:
        return True
    near = marks | known
    return not has_third(marks - {"UA"}) and (JOINT in near or near >= _THREE_SIDES)


@lru_cache
def _load_bilateral() -> frozenset[str]:
    return frozenset(key for key, topic in load_table("topics").items() if topic.get("bilateral"))
