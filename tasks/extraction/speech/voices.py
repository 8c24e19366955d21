"""Voices: every mention of somebody who could be speaking, and whether it stands as a subject."""

import re
from collections.abc import Sequence
from dataclasses import replace
from functools import lru_cache

from tasks.extraction.layers import Document, Match, PersonMention
from tasks.extraction.lexicon import TermIndex, load_pack, load_table, load_terms
from tasks.extraction.marks import load_marks
from tasks.extraction.outlets import find_outlets
from tasks.extraction.speech.grammar import Grammar, load_grammar
from tasks.extraction.speech.insertions import load_reporting_verbs
from tasks.extraction.speech.strangers import (
    find_by_patronymic,
    find_strangers,
    load_given_names,
)
from tasks.extraction.speech.subjects import stands_as_subject
from tasks.extraction.speech.voice import (
    BARE,
    DOCUMENT,
    EXPERT,
    HOUSES,
    INSTITUTION,
    NOBODY,
    OFFICIAL,
    OUTLET,
    PERSON,
    SERVING,
    Voice,
)
from tasks.extraction.text import token_range
from tasks.extraction.titles.posts import side_of
from tasks.extraction.titles.words import load_vocabulary

_MARK = re.compile(r"[,.;:«»“”\"\n]")
# Nouns printed without their article in a pack.
_NOUNS = ("back_person", f"back_person_{SERVING}", f"back_person_{EXPERT}")
_JOINED = re.compile(r"[\s\u00a0]{1,2}")


@lru_cache
def _load_index(language: str) -> TermIndex:
    pack = load_pack(language)
    vocabulary: dict[str, list[str]] = {}
    for key, terms in pack.get("speakers", {}).items():
        if not key.endswith(BARE):
            vocabulary[f"back_{key}" if key.startswith(PERSON) else key] = list(terms)
    for key, terms in pack.get("institutions", {}).items():
        vocabulary[f"{INSTITUTION}:{key}"] = list(terms)
    return TermIndex(vocabulary)


@lru_cache
def _load_bare_nouns(language: str) -> TermIndex:
    speakers = load_pack(language).get("speakers", {})
    return TermIndex({f"back_{k}": terms for k, terms in speakers.items() if k.endswith(BARE)})


@lru_cache
def load_speaker_nouns(language: str) -> TermIndex:
    """Return the index of the nouns that stand for somebody who speaks, and of no institution."""
    speakers = load_pack(language).get("speakers", {})
    return TermIndex({k: v for k, v in speakers.items() if k.startswith((PERSON, "official"))})


@lru_cache
def load_women() -> frozenset[str]:
    """Return the ids of the women of people.toml, by their given names."""
    women = frozenset(load_table("given_names")["female"])
    people = load_table("people")
    return frozenset(i for i, entry in people.items() if women.intersection(entry.get("given", ())))


def find_voices(document: Document, people: Sequence[PersonMention]) -> list[Voice]:
    """Return the voices in order, without overlaps; a person wins over the words inside."""
    called = find_by_patronymic(document, people)
    named = [_as_voice(document, mention) for mention in (*people, *called)]
    others = [_match_voice(document, m) for m in _load_index(document.language).find(document)]
    bare = [_match_voice(document, m) for m in _load_bare_nouns(document.language).find(document)]
    others += [x for x in bare if _is_bare(document, x) and not _is_inside(x, others)]
    printed = [Voice(m.start, m.end, OUTLET, None, m.key) for m in find_outlets(document)]
    others = [x for x in others if not _is_inside(x, printed)] + printed
    kept = [v for v in others if not _is_inside(v, named)]
    named = [v for v in named if not any(k.start <= v.start and v.end <= k.end for k in kept)]
    taken = [(v.start, v.end) for v in (*named, *kept)]
    named += [
        Voice(
            s.start,
            s.end,
            PERSON,
            s.person_id,
            document.text[s.start : s.end],
            is_woman=s.is_woman,
        )
        for s in find_strangers(document, taken)
    ]
    voices = sorted([*named, *kept], key=lambda v: v.start)
    joined = _join_officials(document, voices)
    return [
        v if stands_as_subject(document, joined, i) else replace(v, is_subject=False)
        for i, v in enumerate(joined)
    ]


def _as_voice(document: Document, mention: PersonMention) -> Voice:
    printed = document.text[mention.start : mention.end]
    return Voice(
        mention.start,
        mention.end,
        PERSON,
        mention.person_id,
        mention.name or printed,
        mention.side,
        is_role=mention.form == "role",
        is_owner=mention.form == "owner",
        is_woman=_is_woman(document, mention),
    )


def _is_woman(document: Document, mention: PersonMention) -> bool | None:
    if side_of(mention.person_id) or mention.form == "role":
        return mention.person_id in load_women()
    given = document.folded[mention.start : mention.end].split()[0]
    return load_given_names().get(given)


def _is_inside(voice: Voice, named: Sequence[Voice]) -> bool:
    around = [n for n in named if n.start < voice.end and voice.start < n.end]
    if voice.kind == INSTITUTION:
        return any(n.end - n.start >= voice.end - voice.start for n in around)
    return bool(around)


def _match_voice(document: Document, match: Match) -> Voice:
    printed = document.text[match.start : match.end]
    kind, _, speaker = match.key.partition(":")
    if speaker == "ru_mfa":
        country = _word_beside(document, match, "foreign")
        speaker = f"{country.lower()}_mfa" if country else speaker
    if kind == "house_mfa" and (country := _word_beside(document, match, "foreign")):
        kind, speaker = INSTITUTION, f"{country.lower()}_mfa"
    side = None
    if kind.startswith("back_"):
        side = _word_beside(document, match, "sides") or _own_side(document, match)
    return Voice(match.start, match.end, kind, speaker or None, printed, side)


def _own_side(document: Document, match: Match) -> str | None:
    """Return the side that a noun tells by itself: a tycoon or a secretary is American."""
    inside = token_range(document, match.start, match.end)
    found = load_terms(document.language, "noun_sides").find(document, *inside)
    return found[0].key if found else None


def _word_beside(document: Document, match: Match, table: str) -> str | None:
    """Return what a word of a pack's table stands for, when it stands right beside a match."""
    around = token_range(document, match.start, match.end)
    first, last = max(0, around[0] - 2), min(len(document.tokens), around[1] + 2)
    for found in load_terms(document.language, table).find(document, first, last):
        between = document.text[min(found.end, match.end) : max(found.start, match.start)]
        if not _MARK.search(between):
            return found.key
    return None


def _join_officials(document: Document, voices: list[Voice]) -> list[Voice]:
    """Join "a spokesman for the ministry" into the ministry, "a Kremlin source" into nobody."""
    grammar = load_grammar(document.language)
    joined: list[Voice] = []
    for voice in voices:
        before = joined[-1] if joined else None
        if before is not None and _belong_together(document, grammar, before, voice):
            joined[-1] = _merge(document, before, voice)
        else:
            joined.append(voice)
    return [
        replace(v, kind=OFFICIAL if _stands_bare(document, grammar, v) else NOBODY)
        if (v.kind == "official" or v.kind.startswith("back_"))
        and _is_nameless(document, grammar, v)
        else v
        for v in joined
    ]


def _stands_bare(document: Document, grammar: Grammar, voice: Voice) -> bool:
    """Tell "a spokesman said" from "a Gulf official said" and "a spokesman for the rebels"."""
    first, _ = token_range(document, voice.start, voice.end)
    tokens = document.tokens
    if voice.kind != "official" or not first or tokens[first - 1].form not in grammar.indefinite:
        return False
    return _is_bare(document, voice)


def _is_bare(document: Document, voice: Voice) -> bool:
    """Tell whether a noun ends its noun phrase: a mark or a verb follows."""
    _, last = token_range(document, voice.start, voice.end)
    tokens = document.tokens
    if last == len(tokens) or _MARK.search(document.text[voice.end : tokens[last].start]):
        return True
    grammar, verbs = load_grammar(document.language), load_reporting_verbs(document.language)
    return tokens[last].form in grammar.auxiliaries or bool(verbs.find(document, last, last + 1))


def _belong_together(document: Document, grammar: Grammar, left: Voice, right: Voice) -> bool:
    heads = ("official", DOCUMENT, NOBODY)
    if left.kind in heads and right.kind in HOUSES:
        gap = document.folded[left.end : right.start]
        words = re.findall(r"[^\W_]+", gap)
        links = load_marks(document.language).house_links
        allowed = grammar.prepositions | grammar.definite | links
        return (
            len(words) <= 3
            and not _MARK.search(gap)
            and not load_reporting_verbs(document.language).find(
                document, *token_range(document, left.end, right.start)
            )
            and (len(words) == 1 or all(word in allowed for word in words[1:]))
        )
    if left.kind in HOUSES and right.kind in heads:
        owned = load_marks(document.language).possessive.match(document.folded, left.end)
        return bool(_JOINED.fullmatch(document.text[left.end : right.start])) or (
            owned is not None and document.folded[owned.end() : right.start] == " "
        )
    return False


def _merge(document: Document, left: Voice, right: Voice) -> Voice:
    house = left if left.kind in HOUSES else right
    printed = document.text[left.start : right.end]
    # "insiste-t-on au Kremlin": the house speaks.
    collective = (
        document.folded[left.start : left.end] in load_grammar(document.language).collective
    )
    former = NOBODY in (left.kind, right.kind) or _follows_former(document, left)
    if former and not collective:
        return Voice(left.start, right.end, NOBODY, None, printed)
    return Voice(left.start, right.end, house.kind, house.speaker, printed)


def _follows_former(document: Document, voice: Voice) -> bool:
    """Tell whether somebody is of a house no more: "a former State Department official"."""
    first, _ = token_range(document, voice.start, voice.end)
    former = load_vocabulary(document.language).words["former"]
    return first > 0 and document.tokens[first - 1].form in former


def _is_nameless(document: Document, grammar: Grammar, voice: Voice) -> bool:
    first, _ = token_range(document, voice.start, voice.end)
    for token in reversed(document.tokens[max(0, first - 3) : first]):
        if _MARK.search(document.text[token.end : voice.start]):
            return False
        if token.form in grammar.definite:
            return False
        if token.form in grammar.indefinite:
            return True
    # "European diplomats said": where articles exist, a person without one is nobody known.
    first_word = document.tokens[first].form
    return voice.kind in _NOUNS and bool(grammar.definite) and first_word not in grammar.definite
