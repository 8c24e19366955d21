"""Voices: every mention of somebody who could be speaking, and whether it stands as a subject."""

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import lru_cache

from tasks.extraction.grammar import Grammar, load_grammar
from tasks.extraction.insertions import load_reporting_verbs
from tasks.extraction.layers import Document, Match, PersonMention
from tasks.extraction.lexicon import TermIndex, load_pack, load_table
from tasks.extraction.marks import load_marks
from tasks.extraction.names import load_honorifics
from tasks.extraction.outlets import find_outlets
from tasks.extraction.strangers import find_strangers
from tasks.extraction.text import fold, token_range
from tasks.extraction.transliteration import nominative

PERSON, INSTITUTION, NOBODY, OUTLET = "person", "institution", "nobody", "outlet"
DOCUMENT = "official_document"
PRONOUNS = frozenset({"he", "she", "it", "they"})
_HOUSES = ("institution", "house", "house_mfa", "house_state", "house_embassy")
_MARK = re.compile(r"[,.;:«»“”\"\n]")
_JOINED = re.compile(r"[\s\u00a0]{1,2}")


@dataclass(frozen=True, slots=True)
class Voice:
    """A mention that can be a speaker; `speaker` is the person's or institution's id."""

    start: int
    end: int
    kind: str  # person, institution, nobody, outlet, a pronoun, or a noun that points back
    speaker: str | None
    name: str
    side: str | None = None
    is_role: bool = False
    is_owner: bool = False  # "Trump" in "Trump's envoy"
    is_woman: bool | None = False  # None: the text does not tell
    is_subject: bool = True


@lru_cache
def _load_index(language: str) -> TermIndex:
    pack = load_pack(language)
    vocabulary: dict[str, list[str]] = {}
    for key, terms in pack.get("speakers", {}).items():
        vocabulary[f"back_{key}" if key.startswith(PERSON) else key] = list(terms)
    for key, terms in pack.get("institutions", {}).items():
        vocabulary[f"{INSTITUTION}:{key}"] = list(terms)
    return TermIndex(vocabulary)


@lru_cache
def load_speaker_nouns(language: str) -> TermIndex:
    """Return the index of the nouns that stand for somebody who speaks, and of no institution."""
    speakers = load_pack(language).get("speakers", {})
    return TermIndex({k: v for k, v in speakers.items() if k.startswith((PERSON, "official"))})


@lru_cache
def _load_words(language: str, table: str) -> TermIndex:
    return TermIndex(load_pack(language).get(table, {}))


@lru_cache
def load_women() -> frozenset[str]:
    """Return the ids of the women of people.toml, by their given names."""
    women = frozenset(load_table("given_names")["female"])
    people = load_table("people")
    return frozenset(i for i, entry in people.items() if women.intersection(entry.get("given", ())))


def find_voices(document: Document, people: Sequence[PersonMention]) -> list[Voice]:
    """Return the voices in order, without overlaps; a person wins over the words inside."""
    named = [_as_voice(document, mention) for mention in people]
    others = [_match_voice(document, m) for m in _load_index(document.language).find(document)]
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
        v if _stands_as_subject(document, joined, i) else replace(v, is_subject=False)
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
        is_woman=mention.person_id in load_women(),
    )


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
    found = _load_words(document.language, "noun_sides").find(document, *inside)
    return found[0].key if found else None


def _word_beside(document: Document, match: Match, table: str) -> str | None:
    """Return what a word of a pack's table stands for, when it stands right beside a match."""
    around = token_range(document, match.start, match.end)
    first, last = max(0, around[0] - 2), min(len(document.tokens), around[1] + 2)
    for found in _load_words(document.language, table).find(document, first, last):
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
        replace(v, kind=NOBODY)
        if (v.kind == "official" or v.kind.startswith("back_"))
        and _is_nameless(document, grammar, v)
        else v
        for v in joined
    ]


def _belong_together(document: Document, grammar: Grammar, left: Voice, right: Voice) -> bool:
    heads = ("official", DOCUMENT, NOBODY)
    if left.kind in heads and right.kind in _HOUSES:
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
    if left.kind in _HOUSES and right.kind in heads:
        owned = load_marks(document.language).possessive.match(document.folded, left.end)
        return bool(_JOINED.fullmatch(document.text[left.end : right.start])) or (
            owned is not None and document.folded[owned.end() : right.start] == " "
        )
    return False


def _merge(document: Document, left: Voice, right: Voice) -> Voice:
    house = left if left.kind in _HOUSES else right
    printed = document.text[left.start : right.end]
    # "insiste-t-on au Kremlin": the house speaks.
    collective = (
        document.folded[left.start : left.end] in load_grammar(document.language).collective
    )
    if NOBODY in (left.kind, right.kind) and not collective:
        return Voice(left.start, right.end, NOBODY, None, printed)
    return Voice(left.start, right.end, house.kind, house.speaker, printed)


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
    return (
        voice.kind == "back_person"
        and bool(grammar.definite)
        and first_word not in grammar.definite
    )


def _stands_as_subject(document: Document, voices: Sequence[Voice], index: int) -> bool:
    """Tell whether the mention can be a subject: no preposition before, no genitive."""
    voice = voices[index]
    grammar, marks = load_grammar(document.language), load_marks(document.language)
    if (
        voice.is_owner
        or marks.possessive.match(document.folded, voice.end)
        or (voice.kind == PERSON and marks.possessive_plain.match(document.folded, voice.end))
    ):
        return False
    if is_oblique(document, voice):
        return _is_collective(document, voice)
    if (
        index
        and not marks.has_cases
        and _JOINED.fullmatch(document.text[voices[index - 1].end : voice.start])
    ):
        before = voices[index - 1]
        # "le porte-parole Dmitri Peskov" stands as its title does.
        if before.kind in (PERSON, "official", DOCUMENT, *_HOUSES) or before.kind.startswith(
            "back_"
        ):
            return _stands_as_subject(document, voices, index - 1) or before.kind == INSTITUTION
    first, _ = token_range(document, voice.start, voice.end)
    passed = grammar.definite | grammar.indefinite | load_honorifics(document.language)
    while first and document.tokens[first - 1].form in passed:
        if document.tokens[first - 1].form in grammar.prepositions:
            break
        first -= 1
    previous = document.tokens[first - 1] if first else None
    if previous is None or previous.form not in grammar.prepositions:
        return True
    if _MARK.search(document.text[previous.end : voice.start]):
        return True
    if first >= 2 and document.tokens[first - 2].form in grammar.clefts:
        return previous.form in grammar.subordinate  # "ce que Lavrov appelle"
    # "As Lavrov put it": a conjunction when it opens its clause.
    opens = first < 2 or re.search(
        r"[.;:,—–«»“”\"\n]", document.text[document.tokens[first - 2].end : previous.start]
    )
    return bool(opens) and previous.form in (grammar.subordinate | grammar.conjunctions)


def is_oblique(document: Document, voice: Voice) -> bool:
    """Tell whether its ending shows a mention in another case than the nominative."""
    marks = load_marks(document.language)
    if not marks.has_cases or voice.kind in PRONOUNS:
        return False
    chunks = fold(document.text[voice.start : voice.end]).split()
    words = [re.split(r"[\W_]+", chunk.strip("«»\"'.,"))[-1] for chunk in chunks]
    if not words:
        return False
    if voice.kind == PERSON and not voice.is_role:
        if voice.is_woman:
            return bool(marks.oblique_woman.search(words[-1]))
        if len(words) > 1 and nominative(words[-1], words[0]) == words[-1]:
            return False  # "Алексей Чепа": the given name shows the case
        oblique = bool(marks.oblique_word.search(words[-1]))
        return oblique and not marks.nominative_name.search(words[-1])
    # "замминистра" is a nominative of its own, "администрация" a feminine one.
    oblique = bool(marks.oblique_word.search(words[0]))
    return oblique and not marks.nominative_word.search(words[0])


def _is_collective(document: Document, voice: Voice) -> bool:
    """Tell "в МИД", "в Кремле": the house as the place where somebody says so."""
    if voice.kind not in _HOUSES:
        return False
    first, _ = token_range(document, voice.start, voice.end)
    locative = load_marks(document.language).house_locative
    return first > 0 and document.tokens[first - 1].form in locative
