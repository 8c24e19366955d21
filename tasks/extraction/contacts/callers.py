"""Callers: which side called a contact off, put it off or refused it, where the text says so."""

import re
from collections.abc import Sequence
from dataclasses import replace

from storage.records import Evidence, TalkClaim
from tasks.extraction.clause_layers import Layers, Span, overlap
from tasks.extraction.contacts.agents import (
    find_agents,
    find_speaker,
    is_led_in,
    is_oblique,
    without_telling,
)
from tasks.extraction.contacts.contact import Contact
from tasks.extraction.contacts.edges import MARK
from tasks.extraction.contacts.frame import Frame
from tasks.extraction.contacts.regions import load_back_person
from tasks.extraction.contacts.status import CALLED_OFF
from tasks.extraction.layers import Document, Match
from tasks.extraction.lexicon import load_pack, load_terms
from tasks.extraction.speech.grammar import load_grammar
from tasks.extraction.text import token_range, tokens_between

_TO_CUE = 1  # tokens from the word that tells the status to the verb
_SUBJECT, _BARE = 10, 5  # tokens from the subject to the verb, to a participle alone
_LONG = 25  # ... to a verb that ends its clause
_RIGHT_AFTER = 2  # tokens from the verb to a subject that follows it
_TO_BY = 6  # tokens from the word that tells the status to "by"
_TITLE = 5  # tokens from "by" to who did it
_OWNED = 3  # tokens from "at the request of" to whose it is
_SUFFIX = 2  # tokens from who did it to what stands after him
_HELPED = 2  # tokens from "was" to its participle
_END = re.compile(r"[;:!?]")
_EITHER = frozenset({"inverting"})  # the subject may follow these
_VERBS = _EITHER | {"verb", "final", "participle"}


def name_callers(
    layers: Layers, contacts: Sequence[Contact], claims: Sequence[TalkClaim]
) -> list[TalkClaim]:
    """Return the claims of these contacts, each that is off with the side that called it off."""
    return [
        _called_off(layers, contact, claim) if claim.status in CALLED_OFF else claim
        for contact, claim in zip(contacts, claims, strict=True)
    ]


def _called_off(layers: Layers, contact: Contact, claim: TalkClaim) -> TalkClaim:
    for frame in contact.frames:
        caller = find_caller(layers, frame) if frame.status in CALLED_OFF else None
        if caller is None:
            continue
        text = layers.document.text[caller.start : caller.end]
        words = Evidence("called_off_by", caller.start, caller.end, text)
        evidence = sorted({*claim.evidence, words}, key=lambda e: (e.start, e.end, e.slot))
        return replace(claim, called_off_by=caller.key, evidence=tuple(evidence))
    return claim


def find_caller(layers: Layers, frame: Frame) -> Match | None:
    """Return who called a contact off, keyed by side; None where the sentence does not say."""
    cue, sentence = frame.status_cue, frame.sentence
    if cue is None:
        return None
    document = layers.document
    span = sentence.first_token, sentence.end_token
    words = load_terms(document.language, "contact_callers").find(document, *span)
    agents = find_agents(layers, sentence)
    told = without_telling(layers, agents, [word for word in words if word.key in _VERBS])
    return (
        _who_asked(document, words, told)
        or _who_did(layers, words, frame, agents, told)
        or _after_by(document, words, cue, told)
        or _before_by(document, words, told)
    )


def _after_by(
    document: Document, words: Sequence[Match], cue: Match, agents: Sequence[Match]
) -> Match | None:
    """Return who stands after "by": "was cancelled on Friday by the US"."""
    helps = load_pack(document.language).get("contact_callers", {}).get("perfect")
    if helps and not _helps(words, "passive"):
        return None  # "das Treffen von X"
    for by in (w for w in words if w.key == "by"):
        if by.start < cue.end:  # "wurde von Washington abgesagt"
            helped = any(w.key == "passive" and w.end <= by.start for w in words)
            doer = next((a for a in agents if a.start >= by.end), None)
            if helped and doer and doer.end <= cue.start and _are_beside(document, by, doer, cue):
                return doer
            continue
        if tokens_between(document, cue.end, by.start) > _TO_BY or _is_parted(document, cue, by):
            break
        for agent in (a for a in agents if a.start >= by.end):
            first, last = token_range(document, by.end, agent.start)
            small = load_grammar(document.language).prepositions
            plain = small.isdisjoint(document.forms[first:last])
            if (
                plain
                and last - first <= _TITLE
                and not MARK.search(document.text, by.end, agent.start)
            ):
                return agent
            break
    return None


def _are_beside(document: Document, by: Match, doer: Match, cue: Match) -> bool:
    title = tokens_between(document, by.end, doer.start)
    return title <= _TITLE and tokens_between(document, doer.end, cue.start) == 0


def _before_by(document: Document, words: Sequence[Match], agents: Sequence[Match]) -> Match | None:
    """Return who stands right before such a word: "ABD tarafından"."""
    for by in (w for w in words if w.key == "by_after"):
        for agent in reversed([a for a in agents if a.end <= by.start]):
            if tokens_between(document, agent.end, by.start) <= _SUFFIX:
                return agent
    return None


def _who_asked(document: Document, words: Sequence[Match], agents: Sequence[Match]) -> Match | None:
    """Return at whose request it was: "at the request of Moscow", "at Moscow's request"."""
    for word in (w for w in words if w.key == "request"):
        before = [a for a in agents if a.end <= word.start]
        if before and tokens_between(document, before[-1].end, word.start) <= 1:
            return before[-1]
        after = [a for a in agents if a.start >= word.end]
        if after and tokens_between(document, word.end, after[0].start) <= _OWNED:
            return after[0]
    return None


def _who_did(
    layers: Layers,
    words: Sequence[Match],
    frame: Frame,
    agents: Sequence[Match],
    told: Sequence[Match],
) -> Match | None:
    """Return the subject of a verb of calling off that stands at the word for the status."""
    document, cue = layers.document, frame.status_cue
    for verb in (w for w in words if w.key in _VERBS):
        if cue is None or not _is_at(document, verb, cue) or _is_passive(document, words, verb):
            continue
        after = _right_after(layers, verb, told, frame) if verb.key in _EITHER else None
        if after is not None and frame.trigger.start < verb.start:
            return after
        free = [a for a in told if not is_led_in(layers, a, agents)]
        free = [a for a in free if not is_oblique(layers, a, agents)]
        speaks = _means_speaker(document, verb, frame)
        before = [a for a in free if _is_subject(document, words, frame, a, verb)]
        if speaks is not None:
            before = [a for a in agents if a.end <= speaks.start][-1:]
        if before:
            doer = before[0] if _is_last(words, verb) else before[-1]
            return None if _is_one_of_both(document, doer, free) else doer
        if after is not None:
            return after
        if verb.key in _EITHER and not _is_plural(document, verb):
            return find_speaker(layers, agents, verb)
    return None


def _is_plural(document: Document, verb: Match) -> bool:
    endings = load_pack(document.language).get("contact_callers", {}).get("plural_endings", ())
    return document.folded[verb.start : verb.end].endswith(tuple(endings))


def _is_last(words: Sequence[Match], verb: Match) -> bool:
    """Tell a verb that ends its clause: "die USA haben die Runde abgesagt"."""
    return verb.key == "final" or (verb.key == "participle" and _helps(words, "perfect"))


def _is_subject(
    document: Document, words: Sequence[Match], frame: Frame, agent: Match, verb: Match
) -> bool:
    """Tell whether somebody can be the subject of a verb after him, by what stands between."""
    if agent.end > verb.start or _END.search(document.text, agent.end, verb.start):
        return False
    gap = tokens_between(document, agent.end, verb.start)
    word = frame.trigger
    if _is_last(words, verb):
        return gap <= _LONG
    if agent.end <= word.start < verb.start:
        return False  # "US talks postponed"
    return gap <= (_BARE if verb.key == "participle" else _SUBJECT)


def _is_at(document: Document, verb: Match, cue: Match) -> bool:
    first, last = sorted((verb, cue), key=lambda span: span.start)
    return overlap(verb, cue) or tokens_between(document, first.end, last.start) <= _TO_CUE


def _is_passive(document: Document, words: Sequence[Match], verb: Match) -> bool:
    """Tell whether a participle is a passive: "was called off", "wurde abgesagt"."""
    if verb.key != "participle":
        return False
    if load_pack(document.language).get("contact_callers", {}).get("perfect"):
        return not _helps(words, "perfect") or _helps(words, "passive")
    return any(
        w.key == "passive"
        and w.end <= verb.start
        and tokens_between(document, w.end, verb.start) <= _HELPED
        for w in words
    )


def _helps(words: Sequence[Match], key: str) -> bool:
    return any(word.key == key for word in words)


def _means_speaker(document: Document, verb: Match, frame: Frame) -> Match | None:
    """Return the "he" that is the subject: "X said he had called it off"."""
    span = frame.sentence.first_token, frame.sentence.end_token
    pronouns = load_back_person(document.language).find(document, *span)
    for word in pronouns:
        near = tokens_between(document, word.end, verb.start) <= _RIGHT_AFTER
        if word.key == "subject" and word.end <= verb.start and near:
            return word
    return None


def _is_one_of_both(document: Document, doer: Match, agents: Sequence[Match]) -> bool:
    """Tell whether both sides did it: "Moscow and Washington put it off"."""
    joining = load_grammar(document.language).conjunctions
    for other in agents:
        one, two = sorted((doer, other))
        first, end = token_range(document, one.end, two.start)
        joined = not joining.isdisjoint(document.forms[first:end])
        if other.key != doer.key and joined and end - first <= _SUFFIX:
            return True
    return False


def _right_after(
    layers: Layers, verb: Match, agents: Sequence[Match], frame: Frame
) -> Match | None:
    """Return a subject that follows its verb: "встречу отменил Вашингтон"."""
    document = layers.document
    for agent in (a for a in agents if a.start >= verb.end):
        between = verb.end <= frame.trigger.start < agent.start
        near = tokens_between(document, verb.end, agent.start) <= _RIGHT_AFTER
        free = not MARK.search(document.text, verb.end, agent.start)
        free = free and not is_led_in(layers, agent, agents)
        free = free and not is_oblique(layers, agent, agents)
        return agent if near and free and not between else None
    return None


def _is_parted(document: Document, cue: Match, by: Match) -> bool:
    """Tell whether "by" belongs to something else: "called off, and banks hit by the US"."""
    apposed = tokens_between(document, cue.end, by.start) <= _SUFFIX  # "…, decided by the US"
    start = cue.end + 1 if apposed else cue.end
    return MARK.search(document.text, start, by.start) is not None


def _ends(document: Document, one: Span, other: Span) -> bool:
    return _END.search(document.text, one.end, other.start) is not None
