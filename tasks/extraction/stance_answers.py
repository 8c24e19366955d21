"""Answers: the stance on a topic that another sentence tells than the one which names it."""

from collections.abc import Sequence
from functools import lru_cache

from tasks.extraction.layers import Document, Sentence, TopicMention
from tasks.extraction.lexicon import TermIndex, load_pack, load_table
from tasks.extraction.stances import STRENGTH, Stance, discusses, find_stance, tells_agreement

_SHORT_ANSWER = 16  # words of a sentence that only answers the one before
_SENTENCES = 2  # that answer a question
_ANSWERS = frozenset({"rejected", "proposed"})
_ASKED = frozenset({"done", "agreed"})
_OPENING = 5  # tokens of an answer among which "no" stands, after a label
_LABEL = 2  # tokens of a sentence that is the label of an answer alone
_LISTED = 4  # sentences after "What did they agree on?" that may each be a point of it
_CLOSERS = ' »”"’)'


def find_answer(
    document: Document,
    sentence: Sentence,
    mention: TopicMention,
    topics: Sequence[TopicMention],
    stance: Stance | None,
) -> Stance | None:
    """Return the stance on a topic after what the sentences around tell, `stance` if nothing.

    A question asserts nothing, its answer does; an offer may be refused in the next sentence; and
    what follows "They agreed on four points:" is agreed.
    """
    following = [s for s in document.sentences if s.start >= sentence.end and not s.boilerplate]
    if _is_question(document, sentence):
        return _answer_question(document, sentence, mention, topics, stance, following)
    if _strength(stance) < STRENGTH.index("proposed"):
        return stance
    if load_table("topics")[mention.topic].get("asked"):
        answer = _next(document, sentence, mention, topics, following[:1])
        if answer is not None and answer.stance in _ANSWERS and answer.stance != _told(stance):
            return answer
    if _told(stance) == "proposed":
        return stance
    opening = stance is None or _is_opening(document, sentence, stance)
    return (_heading(document, sentence) if opening else None) or stance


def _answer_question(
    document: Document,
    sentence: Sentence,
    mention: TopicMention,
    topics: Sequence[TopicMention],
    stance: Stance | None,
    following: Sequence[Sentence],
) -> Stance | None:
    denial = _find_denial(document, following)
    if denial is not None and (stance is None or discusses(document, stance)):
        return Stance("excluded", *denial)
    if denial is not None and stance is not None and stance.stance in _ASKED:
        return Stance("raised", stance.start, stance.end)  # "Is it settled? No."
    answer = _next(document, sentence, mention, topics, following[:_SENTENCES])
    if answer is not None and answer.stance != "raised" and _strength(stance) >= _RAISED:
        return answer
    if stance is not None and stance.stance in _ASKED and not _is_affirmed(document, following):
        return Stance("raised", stance.start, stance.end)
    return stance


def _next(
    document: Document,
    sentence: Sentence,
    mention: TopicMention,
    topics: Sequence[TopicMention],
    following: Sequence[Sentence],
) -> Stance | None:
    """Return the stance that the next sentence tells: "They want flights. We are not ready."."""
    if any(t.topic != mention.topic and mention.end < t.start < sentence.end for t in topics):
        return None
    question = _is_question(document, sentence)
    for answer in following:
        short = answer.end_token - answer.first_token <= _SHORT_ANSWER
        if not (short or question) or any(answer.start <= t.start < answer.end for t in topics):
            return None
        stance = find_stance(document, answer, answer.start, answer.start, mention.topic)
        if stance is None or stance.stance in load_table("topics")[mention.topic].get("never", ()):
            continue
        return stance
    return None


def _find_denial(document: Document, following: Sequence[Sentence]) -> tuple[int, int] | None:
    """Return where an answer says "no" before anything else."""
    for answer in following[:_SENTENCES]:
        end = min(answer.end_token, answer.first_token + _OPENING)
        found = _load_denials(document.language).find(document, answer.first_token, end)
        if found:
            return found[0].start, found[0].end
        if answer.end_token - answer.first_token > _LABEL:
            return None
    return None


def _is_affirmed(document: Document, following: Sequence[Sentence]) -> bool:
    """Tell whether the answer to a question says "yes" before anything else."""
    affirming = _load_affirming(document.language)
    return any(
        affirming.find(document, answer.first_token, min(answer.end_token, answer.first_token + 3))
        for answer in following[:_SENTENCES]
    )


def _heading(document: Document, sentence: Sentence) -> Stance | None:
    """Return the agreement that a question or a colon before tells of all that follows."""
    before = [s for s in document.sentences if s.end <= sentence.start and not s.boilerplate]
    for heading in reversed(before[-_LISTED:]):
        text = document.text[heading.start : heading.end].rstrip(_CLOSERS)
        if text.endswith((":", "?")):
            return tells_agreement(document, heading)
    return None


def _is_question(document: Document, sentence: Sentence) -> bool:
    return document.text[sentence.start : sentence.end].rstrip(_CLOSERS).endswith("?")


def _is_opening(document: Document, sentence: Sentence, stance: Stance) -> bool:
    """Tell whether a sentence begins with the word of its stance, as a point of a list does."""
    return document.tokens[sentence.first_token].start == stance.start


def _told(stance: Stance | None) -> str | None:
    return stance.stance if stance else None


def _strength(stance: Stance | None) -> int:
    return STRENGTH.index(stance.stance) if stance else len(STRENGTH)


_RAISED = STRENGTH.index("raised")


@lru_cache
def _load_denials(language: str) -> TermIndex:
    return TermIndex({"no": load_pack(language).get("stance_context", {}).get("denials", ())})


@lru_cache
def _load_affirming(language: str) -> TermIndex:
    words = load_pack(language).get("stance_context", {}).get("affirming", ())
    return TermIndex({"yes": words})
