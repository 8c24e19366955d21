"""Background: a topic that is named beside the contacts and is none of theirs."""

import re
from collections.abc import Sequence
from functools import lru_cache

from tasks.extraction.layers import Document, PersonMention, Sentence, TopicMention
from tasks.extraction.lexicon import TermIndex, load_pack, load_table
from tasks.extraction.parties import BOTH, CONTACT, find_marks
from tasks.extraction.text import token_range

_TITLE = 5  # words between a post and the name of who holds it
_CIRCUMSTANCE = 6  # tokens from "because of" to a topic
_BREAK = re.compile(r"[;:.!?()«»“”\"]|\d|,.*,|\n")  # what does not stand inside a title


def is_background(
    document: Document,
    sentence: Sentence,
    mention: TopicMention,
    people: Sequence[PersonMention],
    *,
    alone: bool,
) -> bool:
    """Tell whether a topic on which no stance is taken is only named in passing.

    It is when it tells somebody's post; and, where the text names it but once, when it tells when
    or why something was, when the word has many senses or, for what most texts mention, when its
    sentence tells of no contact.
    """
    traits = load_table("topics")[mention.topic]
    if traits.get("titled") and _is_title(document, sentence, mention, people):
        return True
    if not alone:
        return False
    if _is_weak(document, mention) or is_circumstance(document, mention):
        return True
    marks = find_marks(document, sentence, people)
    return bool(traits.get("crowded")) and CONTACT not in marks and not marks & BOTH


def _is_title(
    document: Document,
    sentence: Sentence,
    mention: TopicMention,
    people: Sequence[PersonMention],
) -> bool:
    """Tell whether a topic is part of who somebody is: "the new ambassador, X", "X, envoy for"."""
    here = [p for p in people if sentence.start <= p.start < sentence.end]
    after = [document.text[mention.end : p.start] for p in here if p.start >= mention.end]
    before = [document.text[p.end : mention.start] for p in here if p.end <= mention.start]
    gaps = [*after[:1], *(gap for gap in before[-1:] if gap.lstrip().startswith(","))]
    return any(
        len(gap.split()) <= _TITLE and not _BREAK.search(gap) and _is_apposed(gap) for gap in gaps
    )


def _is_apposed(gap: str) -> bool:
    """Tell whether what stands between a post and a name ties them: "to the UN", not "for"."""
    return not gap.strip() or "," in gap or gap != gap.lower()


def is_circumstance(document: Document, mention: TopicMention) -> bool:
    """Tell whether a topic is only when or why something was: "put off because of the war".

    A topic of the two countries alone is more than that.
    """
    if load_table("topics")[mention.topic].get("bilateral"):
        return False
    first, _ = token_range(document, mention.start, mention.end)
    found = _load_circumstances(document.language).find(
        document, max(0, first - _CIRCUMSTANCE), first
    )
    return any(not _BREAK.search(document.text[m.end : mention.start]) for m in found)


def _is_weak(document: Document, mention: TopicMention) -> bool:
    """Tell whether a topic is named by a word of many senses: "business", "missions"."""
    span = token_range(document, mention.start, mention.end)
    found = _load_weak(document.language).find(document, *span)
    return any((m.start, m.end) == (mention.start, mention.end) for m in found)


@lru_cache
def _load_weak(language: str) -> TermIndex:
    return TermIndex({"weak": load_pack(language).get("topic_company", {}).get("weak", ())})


@lru_cache
def _load_circumstances(language: str) -> TermIndex:
    words = load_pack(language).get("stance_context", {}).get("circumstances", ())
    return TermIndex({"circumstance": words})
