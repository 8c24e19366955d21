"""Names: the spans where a person of people.toml is named, and how surely."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from itertools import pairwise
from typing import NamedTuple

from tasks.extraction.layers import Document, Match
from tasks.extraction.lexicon import TermIndex, load_pack, load_table
from tasks.extraction.marks import load_marks
from tasks.extraction.speech.grammar import load_grammar
from tasks.extraction.tense_cues import load_tense_cues
from tasks.extraction.text import fold, token_range
from tasks.extraction.transliteration import skeleton

_BLANK = re.compile(r"\s{1,2}")
_INITIAL_GAP = re.compile(r"\.?\s{0,2}|-")
_EXACT_CASE = 3  # "MBS", "Xi": a shorter surname counts only in its own capitals


@dataclass(frozen=True, slots=True)
class Name:
    """A span that names somebody; `sure` when a given name, or fame, tells who it is."""

    start: int
    end: int
    first_token: int
    end_token: int
    person_id: str
    sure: bool
    full: bool  # the given name or an initial stands beside the surname


@dataclass(frozen=True, slots=True)
class Lexicon:
    """The surnames and given names of all languages, ready for look-up."""

    surnames: TermIndex  # key: the ids of all who bear the name, joined by "|"
    bearers: Mapping[str, frozenset[str]]  # folded surname → ids
    exact: Mapping[str, frozenset[str]]  # folded short surname → its spellings
    given: Mapping[str, frozenset[str]]  # folded given name → keys of given_names.toml
    given_of: Mapping[str, frozenset[str]]  # person id → keys
    alone: frozenset[str]
    nouns: frozenset[str]  # ids of those whose surname is a common word
    skeletons: Mapping[str, frozenset[str]]


@lru_cache(maxsize=1)
def load_names() -> Lexicon:
    """Return the names of people.toml and given_names.toml, indexed."""
    people = load_table("people")
    bearers: dict[str, set[str]] = {}
    exact: dict[str, set[str]] = {}
    skeletons: dict[str, set[str]] = {}
    for person_id, entry in people.items():
        for surname in entry["surnames"]:
            bearers.setdefault(fold(surname), set()).add(person_id)
            if len(surname) <= _EXACT_CASE:
                exact.setdefault(fold(surname), set()).add(surname)
            key = skeleton(surname)
            if key:
                skeletons.setdefault(key, set()).add(person_id)
    vocabulary: dict[str, list[str]] = {}
    for surname, ids in bearers.items():
        vocabulary.setdefault("|".join(sorted(ids)), []).append(surname)
    given: dict[str, set[str]] = {}
    for key, forms in load_table("given_names")["forms"].items():
        for form in forms:
            given.setdefault(fold(form).split("-")[-1], set()).add(key)
    return Lexicon(
        TermIndex(vocabulary),
        {surname: frozenset(ids) for surname, ids in bearers.items()},
        {form: frozenset(spellings) for form, spellings in exact.items()},
        {form: frozenset(keys) for form, keys in given.items()},
        {i: frozenset(entry.get("given", ())) for i, entry in people.items()},
        frozenset(i for i, entry in people.items() if entry.get("alone")),
        frozenset(i for i, entry in people.items() if entry.get("noun")),
        {key: frozenset(ids) for key, ids in skeletons.items()},
    )


@lru_cache
def _load_blockers(language: str) -> tuple[frozenset[str], ...]:
    """Return the words that turn a surname beside them into a thing: "Trump Tower".

    Those before it, those after it, and those after it with a hyphen: "a Trump-backed plan".
    """
    table = load_pack(language).get("names", {})
    keys = ("thing_before", "thing_after", "thing_joined")
    return tuple(frozenset(map(fold, table.get(key, ()))) for key in keys)


@lru_cache
def load_honorifics(language: str) -> frozenset[str]:
    """Return the folded words of address that may stand before a name: "Mr", "Präsident"."""
    table = load_pack(language).get("names", {})
    return frozenset(map(fold, table.get("honorifics", ())))


def is_patronymic(form: str) -> bool:
    """Tell whether a folded word is a father's name between given name and surname."""
    return form.endswith(_load_patronymics())


@lru_cache(maxsize=1)
def _load_patronymics() -> tuple[str, ...]:
    return tuple(load_table("given_names")["patronymic_endings"])


def find_names(document: Document) -> list[Name]:
    """Return the named people in order; a name that is not sure needs a role beside it.

    A surname that several share, or that is a common word, is sure when a given name or an
    initial stands beside it somewhere in the text or in the title.
    """
    lexicon = load_names()
    tokens = document.tokens
    readings = [
        reading
        for match in lexicon.surnames.find(document)
        if (reading := _read_name(document, match, *token_range(document, match.start, match.end)))
    ]
    known = {reading.ids[0] for reading in readings if reading.full and len(reading.ids) == 1}
    known |= _named_in_title(document)
    names = []
    for reading in readings:
        person_id, sure = _choose(reading, known, lexicon.alone)
        names.append(
            Name(
                tokens[reading.first].start,
                tokens[reading.last - 1].end,
                reading.first,
                reading.last,
                person_id,
                sure,
                reading.full,
            )
        )
    return names


class _Reading(NamedTuple):
    first: int
    last: int
    ids: tuple[str, ...]
    full: bool


def _read_name(document: Document, match: Match, first: int, last: int) -> _Reading | None:
    """Return who a surname may be, its given name included, or None when it names no person."""
    lexicon = load_names()
    tokens, text = document.tokens, document.text
    surname = text[match.start : match.end]
    ids = tuple(match.key.split("|"))
    small = load_marks(document.language).small_names.issuperset(ids)
    if not (small or _is_capitalised(surname, lexicon)):
        return None
    if _names_a_thing(document, first, last):
        return None
    begin, keys, initial = _given_before(document, first)
    if keys:
        fitting = tuple(i for i in ids if lexicon.given_of[i] & keys)
        # "Melania Trump": somebody else's given name.
        return _Reading(begin, last, fitting, True) if fitting else None
    if initial:
        fitting = tuple(i for i in ids if _has_initial(i, initial))
        return _Reading(begin, last, fitting, True) if fitting else None
    following = tokens[last] if last < len(tokens) else None
    if (
        following is not None
        and tokens[last - 1].form in lexicon.given
        and _BLANK.fullmatch(text[match.end : following.start])
        and text[following.start].isupper()
    ):
        return None  # "Anton Siluanov": here the word is a given name
    if lexicon.nouns.issuperset(ids) and _opens_sentence(text, match.start):
        return None  # "Беседа длилась час"
    return _Reading(first, last, ids, " " in surname.strip() and len(ids) == 1)


def _is_capitalised(surname: str, lexicon: Lexicon) -> bool:
    if len(surname) <= _EXACT_CASE:
        return surname in lexicon.exact.get(fold(surname), frozenset())
    head = surname.split()[-1] if " " in surname else surname
    head = head.split("-")[-1]
    return head[:1].isupper()


def _opens_sentence(text: str, start: int) -> bool:
    return text[:start].rstrip(' «"“„(—–-')[-1:] in ("", "\n", ".", "!", "?", "…", ":")


def _names_a_thing(document: Document, first: int, last: int) -> bool:
    before, after, joined = _load_blockers(document.language)
    prefixes = load_marks(document.language).glued
    tokens, folded = document.tokens, document.folded
    if first and tokens[first - 1].form in before | prefixes:
        gap = folded[tokens[first - 1].end : tokens[first].start]
        glued = gap == "-" and tokens[first - 1].form in prefixes
        if glued or (tokens[first - 1].form in before and gap.strip() == ""):
            return True
    if last < len(tokens) and tokens[last].form in after | joined:
        if _is_subject_of_two(document, first, last):
            return False
        gap = folded[tokens[last - 1].end : tokens[last].start]
        return gap == "-" or (tokens[last].form in after and gap.strip() in ("", "-"))
    return False


def _is_subject_of_two(document: Document, first: int, last: int) -> bool:
    """Tell "X and Y plan to meet" from "the Y plan to end the war"."""
    infinitive = load_tense_cues(document.language).infinitive
    led = document.forms[first - 1 : first] if first else ()
    joined = not load_grammar(document.language).conjunctions.isdisjoint(led)
    return joined and bool(infinitive) and document.forms[last + 1 : last + 2] == (infinitive,)


def _given_before(document: Document, first: int) -> tuple[int, frozenset[str], str]:
    """Return where the name begins, the keys of its given name, and its first initial."""
    lexicon = load_names()
    tokens, text = document.tokens, document.text
    honorifics = load_honorifics(document.language)
    begin, keys, initial = first, frozenset[str](), ""
    position = first - 1
    while position >= 0 and first - position <= 4:
        token = tokens[position]
        gap = text[token.end : tokens[position + 1].start]
        word = text[token.start : token.end]
        if not word[0].isupper() and text[tokens[first].start].isupper():
            break
        if token.form in honorifics:
            break  # "M. Ouchakov" is no initial
        if len(word) == 1 and _INITIAL_GAP.fullmatch(gap) and "'" not in gap:
            if gap == " " and not initial:
                break  # a lone capital without a full stop: "À Poutine", "С Дональдом Трампом"
            begin, initial = position, token.form
        elif word == "JD" and gap == " ":
            begin, initial = position, "j"
        elif _BLANK.fullmatch(gap) or gap == "-":
            found = lexicon.given.get(token.form)
            if found is None and not (is_patronymic(token.form) and gap != "-"):
                break
            if found is None:
                position -= 1
                continue
            begin, keys = position, keys | found
        else:
            break
        position -= 1
    return begin, keys, initial


@lru_cache(maxsize=4096)
def _has_initial(person_id: str, initial: str) -> bool:
    forms = load_table("given_names")["forms"]
    keys = load_names().given_of[person_id]
    return any(fold(form).startswith(initial) for key in keys for form in forms[key])


def _named_in_title(document: Document) -> set[str]:
    """Return the people whom the headline names in full."""
    lexicon = load_names()
    words = re.findall(r"[^\W_]+", fold(document.title))
    return {
        person_id
        for given, surname in pairwise(words)
        for person_id in lexicon.bearers.get(surname, ())
        if lexicon.given_of[person_id] & lexicon.given.get(given, frozenset())
    }


def _choose(reading: _Reading, known: set[str], alone: frozenset[str]) -> tuple[str, bool]:
    """Return the person meant, and whether that is sure."""
    if reading.full:
        return reading.ids[0], True
    for choices in (known, alone):
        fitting = [i for i in reading.ids if i in choices]
        if fitting:
            return fitting[0], True
    return reading.ids[0], False
