"""Stances of a topic: what the words of a stance in its sentence can mean for it."""

import re
from collections.abc import Sequence
from functools import lru_cache

from tasks.extraction.layers import Document, Sentence, TopicMention
from tasks.extraction.lexicon import TermIndex, load_pack, load_table, load_terms
from tasks.extraction.speech.grammar import load_grammar
from tasks.extraction.stances import Stance, find_stance
from tasks.extraction.text import fold, token_range

_OWNED = 7  # words between what is owned and its owner
_OPEN = re.compile(r"[^\w\s'’-]")  # what stands between two topics of a list
_QUOTES = re.compile(r"[«»“”„\"]")
_TALKED = 3  # words between "consultations" and what they are about
_LOOK_BACK = 60  # characters in which these stand


def find_own_stance(
    document: Document, sentence: Sentence, mention: TopicMention, topics: Sequence[TopicMention]
) -> Stance | None:
    """Return the stance that a sentence takes on a topic in it; None when it takes none."""
    if _is_owner(document, mention, topics):
        return None
    others = [t.start for t in topics if sentence.start <= t.start < sentence.end]
    others = [start for start in others if start >= mention.end]
    stance = find_stance(document, sentence, mention.start, mention.end, mention.topic, others)
    if stance is None or not _is_of_others(document, mention, stance):
        return stance
    default = load_table("topics")[mention.topic].get("default", "raised")
    return Stance(default, stance.start, stance.end)


def _is_of_others(document: Document, mention: TopicMention, stance: Stance) -> bool:
    """Tell whether a stance is one that the topic cannot take, or not from where it stands."""
    traits = load_table("topics")[mention.topic]
    if stance.stance in traits.get("never", ()):
        return True
    reach = traits.get("direct", {}).get(stance.stance)
    if reach is not None and not _is_direct(document, mention, stance, reach):
        return True
    if (
        stance.stance == "done"
        and traits.get("bilateral")
        and _is_talked(document, mention, stance)
    ):
        return True
    if stance.stance == "excluded" and _is_receiver(document, mention):
        return _is_party(document, mention)
    own = traits.get("crowded")  # what is offered about Iran may be offered on the topic itself
    taken = ("agreed", "done") if own else ("agreed", "done", "proposed")
    return stance.stance in taken and _is_party(document, mention)


def _is_direct(document: Document, mention: TopicMention, stance: Stance, reach: int) -> bool:
    """Tell whether the words of a stance stand right beside a topic: "offered a peace plan"."""
    before, after = sorted([(mention.start, mention.end), (stance.start, stance.end)])
    gap = document.text[before[1] : after[0]]
    return len(gap.split()) <= reach and not _OPEN.search(gap)


def _is_talked(document: Document, mention: TopicMention, stance: Stance) -> bool:
    """Tell whether it is talks on a topic that were resumed or completed, not the topic itself."""
    span = token_range(document, max(0, mention.start - _LOOK_BACK), mention.start)
    for talks in _load_talks(document.language).find(document, *span):
        gap = document.text[talks.end : mention.start]
        own = talks.end <= stance.start < mention.end  # "talks went on, they lifted the ban on"
        if not own and len(gap.split()) <= _TALKED and not _OPEN.search(_QUOTES.sub("", gap)):
            return True
    return False


def _is_owner(document: Document, mention: TopicMention, topics: Sequence[TopicMention]) -> bool:
    """Tell whether a topic only says whose another is: "the bank accounts of the embassies"."""
    if not load_table("topics")[mention.topic].get("owner"):
        return False
    others = [other for other in topics if other.topic != mention.topic]
    gaps = [document.text[o.end : mention.start] for o in others if o.end <= mention.start]
    gaps += [document.text[mention.end : o.start] for o in others if o.start >= mention.end]
    joining = load_grammar(document.language).conjunctions
    return any(
        not _OPEN.search(gap)
        and len(gap.split()) <= _OWNED
        and joining.isdisjoint(fold(gap).split())
        for gap in gaps
    )


def _is_party(document: Document, mention: TopicMention) -> bool:
    """Tell a country alone from what is done about it: "with Ukraine", not "on Ukraine"."""
    span = token_range(document, mention.start, mention.end)
    countries = load_terms(document.language, "foreign").find(document, *span)
    return any((c.start, c.end) == (mention.start, mention.end) for c in countries)


def _is_receiver(document: Document, mention: TopicMention) -> bool:
    """Tell whether a topic is the one to whom something goes: "weapons for Ukraine"."""
    first, _ = token_range(document, mention.start, mention.end)
    found = _load_receiving(document.language).find(document, max(0, first - 2), first)
    return any(not document.text[m.end : mention.start].strip(" '’") for m in found)


@lru_cache
def _load_receiving(language: str) -> TermIndex:
    words = load_pack(language).get("stance_context", {}).get("receiving", ())
    return TermIndex({"to": words})


@lru_cache
def _load_talks(language: str) -> TermIndex:
    return TermIndex({"talks": load_pack(language).get("stance_context", {}).get("talks", ())})
