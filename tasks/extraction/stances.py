"""Stances: what a clause says is done about a topic in it."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from tasks.extraction.layers import Document, Match, Sentence
from tasks.extraction.speech.grammar import load_grammar
from tasks.extraction.stance_clauses import CLAUSE_MARK, find_clause, lies_in, resumes
from tasks.extraction.stance_governed import (
    is_earlier,
    is_of_next,
    is_offered,
    only_goes_on,
    refuses,
)
from tasks.extraction.stance_words import StanceWords, entry_of, find_cues, load_stance_words
from tasks.extraction.text import fold, token_range

# From the strongest: the order in which one stance is chosen when a text takes several.
STRENGTH = ("done", "agreed", "rejected", "excluded", "proposed", "raised")

# "…", agreed the envoy; « … », avait convenu l'émissaire
_SAYING = re.compile(r"(?:[»”\"],|,[»”\"])\s(?:[—–-]\s)?(?:(?P<helping>\w+)\s)?\Z")
_OPENERS = ("", "\n", ".", "!", "?", "…", ":", "«", "“", "„", '"')
_COMMA = 2  # words of distance that a comma between cue and topic counts for
_MENTIONED = 20  # ... and that a mere word of agenda yields to a decision
# "They agreed on steps that will ease the financing": the clause before tells it, when near.
_GOVERNING = frozenset({"agreed", "proposed"})
_GOVERNED = 12
_BESIDE = 2  # words between a noun and its participle
_ELLIPSIS = 4  # words from "but not" to the topic
_GOVERNS = 3  # words between a verb and its object
_SETTLED = frozenset({"agreed", "done"})
_DRAWN_UP = 4  # words between "agreed" and "a road map"
_BARE = 1  # words that "without" reaches over: "without solving the question" raises it
_HOPED = 20  # ... and "they hope that"
_NEGATED = {"agreed": "rejected"}  # anything else is merely raised
_HYPOTHETICAL = {"done": "raised", "agreed": "raised", "rejected": "raised"}


@dataclass(frozen=True, slots=True)
class Stance:
    """A stance and the words that tell it."""

    stance: str
    start: int
    end: int


def find_stance(
    document: Document,
    sentence: Sentence,
    start: int,
    end: int,
    topic: str,
    others: Sequence[int] = (),
) -> Stance | None:
    """Return the stance on the topic at text[start:end]; None when its clause tells none.

    The nearest cue in the clause counts; a negation or a possibility right before it turns it (in a
    language whose verb comes last: a negation right after it). `others`: where other topics begin.
    """
    words = load_stance_words(document.language)
    clause = find_clause(document, sentence, start, end, words)
    whole = (sentence.first_token, sentence.end_token)
    context = words.context.find(document, *whole)
    asides = words.limits["asides"].find(document, *whole)
    found: list[tuple[float, Stance]] = []
    told_before: list[tuple[float, Stance]] = []
    told: list[Match] = []
    for match in find_cues(document, words, topic, whole):
        entry = entry_of(words, match, topic)
        governed = _is_saying(document, match) or is_offered(document, words, match, topic)
        governed = governed or is_of_next(document, words, match, (clause, end), others)
        governed = governed or is_earlier(document, words, match)
        if entry is None or governed:
            continue
        if start <= match.start < end and not entry.get("topics"):
            continue  # a word of the topic's own name; "cancelled the summit" begins before it
        if not entry.get("firm") and _is_attribute(document, words, match, start, end):
            continue
        inside = entry.get("wide") or lies_in(document, match, clause)
        if not inside and match.end > start:
            continue
        stance = _turn(document, words, entry, match, context)
        if stance == "agreed" and only_goes_on(document, words, match, start):
            stance = "raised"
        if stance in ("agreed", "raised") and match.end <= start:
            told.append(match)
        distance = _distance(document, match, start, end)
        distance += _MENTIONED if stance == "raised" else 0
        if inside:
            found.append((distance, Stance(stance, match.start, match.end)))
        elif stance in _GOVERNING and distance <= _GOVERNED and not _is_aside(match, start, asides):
            told_before.append((distance, Stance(stance, match.start, match.end)))
    told_otherwise = _but_not(document, words, clause, start, told)
    found = _of_own_verb(document, found, start)
    return told_otherwise or _choose(document, found) or _choose(document, told_before)


def _but_not(
    document: Document, words: StanceWords, clause: tuple[int, int], start: int, told: list[Match]
) -> Stance | None:
    """Return what "agreed to spare power plants, but not to a truce" tells of the truce."""
    opening = [m for m in words.context.find(document, *clause) if m.end <= start]
    if not told or [m.key for m in opening] != ["breaks", "negation"]:
        return None
    gap = document.text[opening[1].end : start]
    if opening[1].start - opening[0].end > 1 or len(gap.split()) > _ELLIPSIS:
        return None
    for match in reversed(told):
        cue = Stance("rejected", match.start, match.end)
        if any(entry["stance"] == "agreed" for entry in words.entries[match.key]):
            return cue
        if discusses(document, cue):
            return replace(cue, stance="excluded")
    return None


def _of_own_verb(
    document: Document, found: list[tuple[float, Stance]], start: int
) -> list[tuple[float, Stance]]:
    """Leave out the stances of a verb before: "agreed on visas and discussed flights"."""
    joining = load_grammar(document.language).conjunctions
    for distance, mention in found:
        gap = document.text[mention.end : start]
        if mention.stance != "raised" or mention.end > start or "," in gap:
            continue
        if distance - _MENTIONED <= _GOVERNS and discusses(document, mention):
            return [
                (far, stance)
                for far, stance in found
                if stance.end > mention.start
                or joining.isdisjoint(fold(document.text[stance.end : mention.start]).split())
            ]
    return found


def _choose(document: Document, found: list[tuple[float, Stance]]) -> Stance | None:
    """Return the nearest stance; of an offer, what its own clause says became of it."""
    best = min(found, key=lambda item: item[0], default=None)
    if best is None or best[1].stance != "proposed":
        return best[1] if best else None
    refusals = [stance for _, stance in found if stance.stance == "rejected"]
    consents = [s for _, s in found if s.stance == "agreed" and s.start > best[1].end]
    consents += [s for _, s in found if s.stance in _SETTLED and _leads(document, s, best[1])]
    return next(iter([*refusals, *consents]), best[1])


def _leads(document: Document, consent: Stance, offer: Stance) -> bool:
    """Tell whether what is offered is what was agreed: "agreed to draw up a road map"."""
    gap = document.text[consent.end : offer.start]
    near = consent.end <= offer.start and len(gap.split()) <= _DRAWN_UP
    return near and not CLAUSE_MARK.search(gap) and "," not in gap


def tells_stance(document: Document, sentence: Sentence) -> bool:
    """Tell whether a sentence has any word of a stance."""
    words = load_stance_words(document.language)
    found = words.cues.find(document, sentence.first_token, sentence.end_token)
    return any(entry["stance"] for match in found for entry in words.entries[match.key])


def tells_agenda(document: Document, sentence: Sentence) -> bool:
    """Tell whether a sentence says that something is talked about."""
    words = load_stance_words(document.language)
    found = words.context.find(document, sentence.first_token, sentence.end_token)
    return any(match.key == "discussing" for match in found)


def tells_agreement(document: Document, sentence: Sentence) -> Stance | None:
    """Return the agreement that a sentence tells, whatever it is about."""
    words = load_stance_words(document.language)
    context = words.context.find(document, sentence.first_token, sentence.end_token)
    for match in words.cues.find(document, sentence.first_token, sentence.end_token):
        for entry in words.entries[match.key]:
            general = entry["stance"] == "agreed" and not entry.get("topics")
            if general and _turn(document, words, entry, match, context) == "agreed":
                return Stance("agreed", match.start, match.end)
    return None


def discusses(document: Document, stance: Stance) -> bool:
    """Tell whether the words of a stance say that something is talked about."""
    words = load_stance_words(document.language)
    first, end = token_range(document, stance.start, stance.end)
    return any(m.key == "discussing" for m in words.context.find(document, first, end))


def _is_attribute(
    document: Document, words: StanceWords, match: Match, start: int, end: int
) -> bool:
    """Tell whether a cue is a participle that goes with another noun: "refused visas"."""
    if words.attributive is None:
        return False
    if not words.attributive.search(document.text[match.start : match.end]):
        return False
    between = (
        document.text[end : match.start]
        if end <= match.start
        else (document.text[match.end : start])
    )
    if len(between.split()) <= _BESIDE and "," not in between:
        return False
    first, last = token_range(document, match.start, match.end)
    return not any(t.form in words.copulas for t in document.tokens[max(0, first - 4) : last])


def _is_aside(match: Match, start: int, asides: list[Match]) -> bool:
    """Tell whether a clause between a cue and a topic is no complement: "agreed where", "but"."""
    return any(match.end <= m.start < start for m in asides)


def _distance(document: Document, match: Match, start: int, end: int) -> float:
    gap = (
        document.text[match.end : start] if match.end <= start else document.text[end : match.start]
    )
    return len(gap.split()) + _COMMA * gap.count(",")


def _turn(
    document: Document,
    words: StanceWords,
    entry: Mapping[str, Any],
    match: Match,
    context: list[Match],
) -> str:
    """Return the stance after what stands right before the cue.

    A cue with a negation of its own ("not ready to") is not turned by the rest of that negation.
    """
    stance: str = entry["stance"]
    own = [s.key for s in context if match.start <= s.start < match.end]
    if "bare" in own and _opens(document, match):
        return _HYPOTHETICAL.get(stance, stance)  # "Without a truce I would leave"
    denied = "negation" in own or "bare" in own
    for sign in context:
        gap = document.text[sign.end : match.start]
        if sign.key == "negation_after":
            gap = document.text[match.end : sign.start]
        beside = (
            match.end <= sign.start if sign.key == "negation_after" else sign.end <= match.start
        )
        reach = {"bare": _BARE, "hoping": _HOPED}.get(sign.key, words.reach)
        if not beside or len(gap.split()) > reach or ("," in gap and sign.key != "hoping"):
            continue
        if sign.key == "hoping" and resumes(context, sign.end, match.start):
            continue
        if sign.key in ("negation", "negation_after", "bare"):
            if denied or (beside and refuses(document, words, sign.end, match.start)):
                continue
            discussing = any(m.key == "discussing" and m.start == match.start for m in context)
            return "excluded" if discussing else _NEGATED.get(stance, "raised")
        if sign.key in ("hypothetical", "hoping") and not entry.get("firm"):
            stance = _HYPOTHETICAL.get(stance, stance)
    return stance


def _is_saying(document: Document, match: Match) -> bool:
    """Tell whether a cue is the verb of a quotation before it."""
    said = _SAYING.search(document.text, max(0, match.start - 14), match.start)
    helping = said["helping"] if said else None
    return said is not None and (
        helping is None or helping in load_grammar(document.language).perfect
    )


def _opens(document: Document, match: Match) -> bool:
    """Tell whether a cue begins a sentence or a quotation."""
    return document.text[: match.start].rstrip(" \u00a0\u202f")[-1:] in _OPENERS
