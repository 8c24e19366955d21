"""Strangers: people outside the tables who are quoted by name.

A full name is a known given name and a capitalised word, or any two or three capitalised words
beside a verb of saying. Once named in full, a stranger is known by the surname alone.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache

from tasks.extraction.layers import Document, PersonMention
from tasks.extraction.lexicon import TermIndex, load_pack, load_table
from tasks.extraction.marks import load_marks
from tasks.extraction.names import is_patronymic, load_names
from tasks.extraction.speech.grammar import load_grammar
from tasks.extraction.speech.insertions import load_reporting_verbs
from tasks.extraction.text import CAPITALS, fold, token_range
from tasks.extraction.transliteration import slug

_CAPITAL = rf"(?:[{CAPITALS}]['’]?[^\W\d_]*(?:-[^\W\d_]+)*)"
_PARTICLE = r"(?:(?:de|du|van|von|der|den|bin|al|el|ben|la|le|di|da)[\s-])"
# What must not stand before is asked after the first capital: a search then leaps to capitals.
_FIRST = _CAPITAL.replace("]", r"](?<![\w-].)", 1)
_FULL_NAME = re.compile(
    rf"(?P<given>{_FIRST})[ \u00a0](?:[{CAPITALS}]\.[ \u00a0])?"
    rf"(?P<surname>{_PARTICLE}{{0,2}}{_CAPITAL}(?:[ \u00a0]{_CAPITAL})?)(?!\w)",
    re.DOTALL,
)
_WORD = re.compile(r"[^\W_]+")
_SHORTEST_SURNAME = 3
# Words and marks that may stand between a name and its verb: "said X", "X, an analyst, said".
_BESIDE = 2
_AFTER = 4  # "said the lecturer of the Ufa university X Y"
_APPOSED = 8  # "said the foreign minister of Lithuania, X Y"
_AROUND = 10
# "Jane Doe, a former adviser": a comma and a title in small letters.
_INTRODUCED = re.compile(r",\s(\w+)\s")


@dataclass(frozen=True, slots=True)
class Stranger:
    """A mention of a person who is in no table; `person_id` is a slug of the surname."""

    start: int
    end: int
    person_id: str
    is_woman: bool | None  # None: the given name does not tell


@lru_cache
def load_given_names() -> dict[str, bool]:
    """Return the folded forms of known given names, and whether each is a woman's."""
    table = load_table("given_names")
    women = frozenset(table["female"])
    return {fold(form): key in women for key, forms in table["forms"].items() for form in forms}


def find_strangers(document: Document, taken: Sequence[tuple[int, int]]) -> list[Stranger]:
    """Return the strangers named outside the spans already taken, in order."""
    known: dict[str, Stranger] = {}
    found: list[Stranger] = []
    for stranger, surname in _full_names(document, taken):
        found.append(stranger)
        known.setdefault(surname, stranger)
        last = re.split(r"[ \u00a0]", surname)[-1]  # "Luna" of "Anna Paulina Luna"
        if len(last) >= _SHORTEST_SURNAME:
            known.setdefault(last, stranger)
    if known:
        spans = [*taken, *((s.start, s.end) for s in found)]
        found += _surnames_alone(document, known, spans)
    return sorted(found, key=lambda s: s.start)


def find_by_patronymic(document: Document, people: Sequence[PersonMention]) -> list[PersonMention]:
    """Return those called by given name and patronymic alone: "Мария Владимировна".

    One of that given name must be named in the text, and one alone.
    """
    found: list[PersonMention] = []
    if not load_marks(document.language).has_cases:
        return found
    names = load_names()
    for match in _FULL_NAME.finditer(document.text):
        surname = document.folded[slice(*match.span("surname"))]
        keys = names.given.get(fold(match["given"]), frozenset())
        if not keys or not is_patronymic(surname):
            continue
        meant = {
            p.person_id: p for p in people if keys & names.given_of.get(p.person_id, keys - keys)
        }
        if len(meant) == 1 and not any(
            p.start < match.end() and match.start() < p.end for p in people
        ):
            (person,) = meant.values()
            found.append(replace(person, start=match.start(), end=match.end(), form="name"))
    return found


def _full_names(
    document: Document, taken: Sequence[tuple[int, int]]
) -> Iterator[tuple[Stranger, str]]:
    given_names, excluded = load_given_names(), load_grammar(document.language).not_names
    marks = load_marks(document.language)
    position = 0
    while match := _FULL_NAME.search(document.text, position):
        start, end = match.span()
        # After "US Senator Lindsey Graham" is refused, the name is looked for a word later.
        position = match.start("surname")
        words = _WORD.findall(document.folded, start, end)
        if any(a < end and start < b for a, b in taken) or excluded.intersection(words):
            continue
        given = words[0]
        surname = document.folded[slice(*match.span("surname"))]
        if len(surname) < _SHORTEST_SURNAME or match["surname"].isupper() or is_patronymic(surname):
            continue
        after = _INTRODUCED.match(document.folded, end)
        introduced = after is not None and after[1] in marks.introducing
        told = not marks.capital_nouns and (
            _stands_beside(document, start, end) or _follows_noun(document, start)
        )
        if given in given_names or introduced or told:
            person_id = slug(surname.split()[-1], given, document.language)
            if person_id:
                position = end
                yield Stranger(start, end, person_id, given_names.get(given)), surname


@lru_cache
def _load_nouns(language: str) -> TermIndex:
    speakers = load_pack(language).get("speakers", {})
    nouns = [term for key in ("nobody", "person_expert") for term in speakers.get(key, ())]
    return TermIndex({"nobody": nouns})


def _follows_noun(document: Document, start: int) -> bool:
    """Tell whether a noun for one who comments stands right before: "политолог X Y"."""
    first, _ = token_range(document, start, start + 1)
    return any(
        match.end == document.tokens[first - 1].end
        and document.text[match.end : start] in (" ", "\u00a0")
        and document.text[match.start].islower()
        for match in _load_nouns(document.language).find(document, max(0, first - 2), first)
    )


def _stands_beside(document: Document, start: int, end: int) -> bool:
    """Tell whether a verb of saying stands beside the words, with at most two words between."""
    first, last = token_range(document, start, end)
    if first and document.tokens[first - 1].form in load_grammar(document.language).prepositions:
        return False
    verbs = load_reporting_verbs(document.language)
    around = (max(0, first - _AROUND), min(len(document.tokens), last + _AROUND))
    for verb in (*verbs.find(document, around[0], first), *verbs.find(document, last, around[1])):
        gap = document.text[min(end, verb.end) : max(start, verb.start)]
        reach = _APPOSED if gap.endswith(", ") else _AFTER
        few = len(re.findall(r"\w+", gap)) <= (_BESIDE if verb.start >= end else reach)
        if few and not re.search(r"[.;:!?\n«»“”\"]", gap):
            return True
    return False


def _surnames_alone(
    document: Document, known: dict[str, Stranger], taken: Sequence[tuple[int, int]]
) -> Iterator[Stranger]:
    forms = "|".join(re.escape(surname) for surname in sorted(known, key=len, reverse=True))
    for match in re.finditer(rf"(?<!\w)(?:{forms})(?!\w)", document.folded):
        start, end = match.span()
        if document.text[start].isupper() and not any(a < end and start < b for a, b in taken):
            stranger = known[match.group()]
            yield Stranger(start, end, stranger.person_id, stranger.is_woman)
