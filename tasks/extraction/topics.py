"""Topics: what the talks are about, and the stance taken on it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from storage.records import Evidence, TalkClaim, TopicClaim, make_id
from tasks.extraction.layers import (
    Document,
    Match,
    PersonMention,
    Sentence,
    TopicMention,
)
from tasks.extraction.lexicon import TermIndex, load_pack, load_table
from tasks.extraction.parties import (
    BOTH,
    CONTACT,
    JOINT,
    find_marks,
    has_third,
)
from tasks.extraction.stance_agents import is_of_another
from tasks.extraction.stance_answers import find_answer
from tasks.extraction.stances import (
    STRENGTH,
    Stance,
    discusses,
    find_stance,
    tells_agenda,
    tells_stance,
)
from tasks.extraction.topic_background import is_background, is_circumstance
from tasks.extraction.topic_stances import find_own_stance
from tasks.extraction.topic_times import is_history, is_past
from tasks.extraction.version import EXTRACTOR_VERSION

_SWALLOWED = ""  # the key of phrases that hold a topic's words and name no topic
_CONTACT_REACH = 2  # sentences back in which a contact makes a mere name a topic of it
_SUMMIT = "summit_preparation"


@dataclass(frozen=True)
class _Terms:
    """The topic vocabulary of one language."""

    index: TermIndex
    rules: tuple[Mapping[str, Any], ...]  # by the key of a match
    company: Mapping[str, TermIndex]


def find_topics(document: Document, people: Sequence[PersonMention] = ()) -> list[TopicMention]:
    """Return the mentions of topics that are tied to Russia and the United States, in order.

    A term in a sentence about other parties, or without the company its rule asks for, is none.
    """
    terms = _load_terms(document.language)
    found: list[TopicMention] = []
    before: frozenset[str] = frozenset()
    near: list[frozenset[str]] = []
    for sentence in document.sentences:
        if sentence.boilerplate:
            continue
        marks = find_marks(document, sentence, people)
        told = frozenset().union(*near[-_CONTACT_REACH:]) & {CONTACT}
        tied, before = _names_pair(before), marks
        near.append(marks)
        found_here = terms.index.find(document, sentence.first_token, sentence.end_token)
        matches = [match for match in found_here if match.key != _SWALLOWED]
        parties = marks - {"UA"} if tied else marks
        if (told or tied) and tells_agenda(document, sentence):
            parties -= _countries_of(terms, matches)
        for match in matches:
            rule = terms.rules[int(match.key)]
            if not _is_tied(rule["topic"], parties):
                continue
            if _holds(document, sentence, match, rule, terms, marks | told):
                found.append(TopicMention(match.start, match.end, rule["topic"]))
    return found


def _countries_of(terms: _Terms, matches: Sequence[Match]) -> frozenset[str]:
    """Return the countries that topics of a sentence are about: "Iran, Syria, the embassies"."""
    topics = {terms.rules[int(match.key)]["topic"] for match in matches}
    return frozenset(c for t in topics for c in load_table("topics")[t].get("about", ()))


def _names_pair(marks: frozenset[str]) -> bool:
    """Tell whether a sentence is of the two sides alone: the next may go on about Ukraine."""
    return marks >= BOTH and not has_third(marks)


def _is_tied(topic: str, marks: frozenset[str]) -> bool:
    about = frozenset(load_table("topics")[topic].get("about", ()))
    if marks >= BOTH or JOINT in marks or not has_third(marks - about):
        return True
    # Ending the war concerns Ukraine too: one of our sides beside it is enough.
    return bool(load_table("topics")[topic].get("third")) and bool(marks & BOTH)


def _holds(
    document: Document,
    sentence: Sentence,
    match: Match,
    rule: Mapping[str, Any],
    terms: _Terms,
    marks: frozenset[str],
) -> bool:
    """Tell whether the conditions of the term's rule hold in its sentence."""
    span = (sentence.first_token, sentence.end_token)
    topic = rule["topic"]
    company = set(rule.get("with", ())) - ({"both"} if marks & BOTH or CONTACT in marks else set())
    if rule.get("capital") and document.text[match.start].islower():
        return False
    if not all(_find_company(document, terms, name, span) for name in company):
        return False
    if any(_find_company(document, terms, name, span) for name in rule.get("without", ())):
        return False
    if not load_table("topics")[topic].get("bilateral") and is_history(
        document, sentence, terms.company.get("lasting")
    ):
        return False
    if topic == _SUMMIT and is_past(document, sentence, match, terms.company.get("past_frame")):
        return False
    if rule.get("weak") and not find_stance(document, sentence, match.start, match.end, topic):
        return False
    if not rule.get("cue") or CONTACT in marks or load_table("topics")[topic].get("usual"):
        return True
    return tells_stance(document, sentence)


def _find_company(
    document: Document, terms: _Terms, name: str, span: tuple[int, int]
) -> list[Match]:
    """Return the words of one company in a stretch of tokens; none when the pack has no such."""
    index = terms.company.get(name)
    return index.find(document, *span) if index else []


def find_topic_claims(
    document: Document,
    article_id: str,
    topics: Sequence[TopicMention],
    people: Sequence[PersonMention] = (),
) -> list[TopicClaim]:
    """Return one claim a topic with the strongest stance the text asserts."""
    claims = []
    for topic in sorted({mention.topic for mention in topics}):
        mentions = [mention for mention in topics if mention.topic == topic]
        claim = _claim(document, article_id, topic, mentions, topics, people)
        if claim is not None:
            claims.append(claim)
    return claims


def _claim(
    document: Document,
    article_id: str,
    topic: str,
    mentions: Sequence[TopicMention],
    topics: Sequence[TopicMention],
    people: Sequence[PersonMention],
) -> TopicClaim | None:
    best: tuple[TopicMention, Stance | None, Sentence] | None = None
    for mention in mentions:
        sentence = sentence_of(document, mention.start)
        stance = find_own_stance(document, sentence, mention, topics)
        if is_of_another(document, sentence, stance, people):
            stance = None
        stance = find_answer(document, sentence, mention, topics, stance)
        alone = len(mentions) == 1
        if stance is None and is_background(document, sentence, mention, people, alone=alone):
            continue
        if alone and _is_merely_raised(document, stance) and is_circumstance(document, mention):
            continue
        if best is None or _rank(stance, topic) < _rank(best[1], topic):
            best = mention, stance, sentence
    if best is None:
        return None
    mention, stance, sentence = best
    evidence = [_evidence(document, "topic", mention.start, mention.end)]
    if stance is not None:
        evidence.append(_evidence(document, "stance", stance.start, stance.end))
    return TopicClaim(
        make_id(article_id, "topic", topic),
        article_id,
        topic,
        stance.stance if stance else load_table("topics")[topic].get("default", "raised"),
        tuple(evidence),
        EXTRACTOR_VERSION,
        _side(document, sentence, stance, people),
    )


def _is_merely_raised(document: Document, stance: Stance | None) -> bool:
    """Tell whether a stance says nothing of a topic, not even that it is talked about."""
    return stance is not None and stance.stance == "raised" and not discusses(document, stance)


def _rank(stance: Stance | None, topic: str) -> int:
    """Return the place of a stance in the order of strength, for a topic that may have its own."""
    if stance and stance.stance == load_table("topics")[topic].get("last_word"):
        return -1
    return _strength(stance)


def _strength(stance: Stance | None) -> int:
    return STRENGTH.index(stance.stance) if stance else len(STRENGTH)


def _evidence(document: Document, slot: str, start: int, end: int) -> Evidence:
    return Evidence(slot, start, end, document.text[start:end])


def _side(
    document: Document,
    sentence: Sentence,
    stance: Stance | None,
    people: Sequence[PersonMention],
) -> str | None:
    """Return the side that proposes or refuses, when the sentence shows one alone."""
    if stance is None or stance.stance not in ("proposed", "rejected"):
        return None
    sides = find_marks(document, sentence, people) & BOTH
    return next(iter(sides)) if len(sides) == 1 else None


def find_beside(
    document: Document, topics: Sequence[TopicMention], claims: Sequence[TalkClaim]
) -> list[TopicMention]:
    """Return the mentions in a sentence that tells of one of the claims, or in the one after."""
    told = [span.start for claim in claims for span in claim.evidence]
    numbers = {
        number + step
        for number, sentence in enumerate(document.sentences)
        if any(sentence.start <= start < sentence.end for start in told)
        for step in (0, 1)
    }
    near = [s for number, s in enumerate(document.sentences) if number in numbers]
    return [m for m in topics if any(s.start <= m.start < s.end for s in near)]


def sentence_of(document: Document, position: int) -> Sentence:
    """Return the sentence that a character lies in."""
    return next(s for s in document.sentences if s.start <= position < s.end)


@lru_cache
def _load_terms(language: str) -> _Terms:
    pack = load_pack(language)
    rules = tuple(pack.get("topic_terms", ()))
    company = dict(pack.get("topic_company", {}))
    vocabulary = {str(number): rule["terms"] for number, rule in enumerate(rules)}
    vocabulary[_SWALLOWED] = company.pop("not", [])
    indexes = {name: TermIndex({name: words}) for name, words in company.items()}
    return _Terms(TermIndex(vocabulary), rules, indexes)
