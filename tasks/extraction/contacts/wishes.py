"""Wishes: a contact that somebody strives for, or for which a time is left, is a plan.

"They hope that one more round will be convened", "both sides mean to meet on visas before the
winter": neither a verb of what will be nor a day tells so.
"""

from collections.abc import Sequence
from functools import lru_cache

from tasks.extraction.clause_layers import overlap
from tasks.extraction.contacts.edges import MARK, is_unspecified, stands_beside
from tasks.extraction.layers import Document, Match, Sentence
from tasks.extraction.lexicon import load_context, load_pack, load_terms
from tasks.extraction.speech.grammar import load_grammar
from tasks.extraction.text import fold, token_range

_ONE = frozenset({"round", "consultations", "meeting", "summit", "same", "call"})
_GOVERNED = 12  # tokens from "hopes that" to the contact
_LEFT = 12  # tokens from a contact to "before the winter"
_SEASON = 5  # tokens from "before" to the season or the year
_VERB = 1  # tokens between "will" and "convened"


def find_wishes(
    document: Document, sentence: Sentence, triggers: Sequence[Match], cues: Sequence[Match]
) -> list[Match]:
    """Return the cues of a sentence, with what is but wished for or still has its time."""
    wishes = [w for w in _find_striving(document, sentence) if _governs(document, w, triggers)]
    told = [
        c for c in cues if not _is_wished(document, c, wishes) and not _is_led(document, c, cues)
    ]
    wishes = [w for w in wishes if not any(overlap(w, cue) for cue in cues)]
    return [*told, *wishes, *_find_time_left(document, sentence, triggers)]


def _find_striving(document: Document, sentence: Sentence) -> list[Match]:
    words = load_context(document.language, "striving")
    found = words.find(document, sentence.first_token, sentence.end_token)
    return [word._replace(key="possible") for word in found]


def _governs(document: Document, verb: Match, triggers: Sequence[Match]) -> bool:
    """Tell whether what somebody strives for is one more contact: "hope for another round"."""
    after = [t for t in triggers if t.start >= verb.end and t.key in _ONE]
    if not after or not _is_one_clause(document, verb.end, after[0].start):
        return False
    first, last = token_range(document, verb.end, after[0].start)
    return last - first <= _GOVERNED and _is_one_more(document, after[0])


def _is_one_more(document: Document, trigger: Match) -> bool:
    first, last = token_range(document, trigger.start, trigger.end)
    low, high = max(first - _GOVERNED, 0), last + _GOVERNED
    more = load_terms(document.language, "another").find(document, low, high)
    if stands_beside(document, more, "another", trigger):
        return True
    articles = load_grammar(document.language).definite
    return bool(articles) and is_unspecified(document, trigger)


def _is_one_clause(document: Document, start: int, end: int) -> bool:
    """Tell whether nothing parts a verb from its object but the comma of a "that"."""
    for mark in MARK.finditer(document.text, start, end):
        first, _ = token_range(document, mark.end(), end)
        that = document.forms[first : first + 1]
        if mark.group() != "," or load_grammar(document.language).subordinate.isdisjoint(that):
            return False
    return True


def _is_wished(document: Document, cue: Match, wishes: Sequence[Match]) -> bool:
    """Tell the verb of what is wished for: "strive for a round to be held", "чтобы прошла"."""
    return cue.key in ("held", "scheduled") and any(
        wish.end <= cue.start and _is_one_clause(document, wish.end, cue.start) for wish in wishes
    )


def _is_led(document: Document, cue: Match, cues: Sequence[Match]) -> bool:
    """Tell a participle that a verb of the future leads: "will be convened"."""
    if cue.key != "held":
        return False
    for lead in cues:
        first, last = token_range(document, lead.end, cue.start)
        near = lead.key == "scheduled" and lead.end <= cue.start and last - first <= _VERB
        if near and not load_passive(document.language).isdisjoint(document.forms[first:last]):
            return True
    return False


@lru_cache
def load_passive(language: str) -> frozenset[str]:
    """Return the forms of "be" between "will" and a participle."""
    return frozenset(map(fold, load_pack(language).get("contact_context", {}).get("passive", ())))


def _find_time_left(
    document: Document, sentence: Sentence, triggers: Sequence[Match]
) -> list[Match]:
    """Return the time that is left for a contact: "a meeting on visas before the winter"."""
    words = load_context(document.language, "time_left")
    found: list[Match] = []
    for word in words.find(document, sentence.first_token, sentence.end_token):
        before = [t for t in triggers if t.end <= word.start and t.key in _ONE]
        if not before or not _is_one_clause(document, before[-1].end, word.start):
            continue
        first, last = token_range(document, before[-1].end, word.start)
        start, end = token_range(document, word.end, sentence.end)
        seasons = _load_seasons(document.language)
        near = not seasons.isdisjoint(document.forms[start : min(start + _SEASON, end)])
        if near and last - first <= _LEFT:
            found.append(word._replace(key="coming"))
    return found


@lru_cache
def _load_seasons(language: str) -> frozenset[str]:
    calendar = load_pack(language)["calendar"]
    seasons = [word for words in calendar["season"].values() for word in words]
    return frozenset(map(fold, [*seasons, *calendar["unit"]["year"]]))
