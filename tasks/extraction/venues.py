"""Venues: the buildings in which people meet, by name or by what they are and whose."""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cache
from itertools import pairwise

from tasks.extraction.clause_layers import Span, overlap
from tasks.extraction.layers import (
    Document,
    Match,
    PersonMention,
    PlaceMention,
    Token,
    VenueMention,
)
from tasks.extraction.lexicon import PATTERN, TermIndex, load_pack, load_terms
from tasks.extraction.place_words import load_grammar
from tasks.extraction.text import fold, token_range
from tasks.extraction.transliteration import latinize

_WITHIN = re.compile(r"[\s\-'’.]{0,2}[«\"“„]?[\s]?")  # "hotel “Ritz", "U.S. consul"
_BEFORE = 7  # tokens from "at" to the building: "at the official residence"
_AFTER = 8  # tokens from the building to the end of its name
_COUNTRY = ("adjective:", "country:")


@dataclass(frozen=True, slots=True)
class _Words:
    """What a language has for buildings."""

    buildings: TermIndex  # keys: their English names
    owners: TermIndex  # keys: English names of the posts of those who live there
    at: TermIndex
    parts: TermIndex  # of a building: "premises", "garden"
    modifiers: TermIndex
    links: frozenset[str]  # "of", "the"
    of: frozenset[str]
    says_at: bool  # by a word; else the buildings say it by their ending
    needs_article: bool  # "on embassy operations" is about an embassy


def find_venues(
    document: Document, places: Sequence[PlaceMention], people: Sequence[PersonMention] = ()
) -> list[VenueMention]:
    """Return the buildings at which something is said to be, in order.

    `name` is English: that of places.toml, or made of what it is and whose, such as "residence of
    the American consul general", "Russian consulate general", "hotel".
    """
    named = [
        VenueMention(p.start, p.end, p.venue, p.city)
        for p in places
        if p.venue and p.form != "metonym"
    ]
    names: list[Span] = [*(p for p in places if p.city and not p.venue), *people]
    finder = _Finder(document, _load_words(document.language), names)
    found = [v for v in finder.find() if not any(overlap(v, other) for other in named)]
    return sorted([*named, *found], key=lambda venue: venue.start)


@cache
def _load_words(language: str) -> _Words:
    table = load_pack(language).get("venues", {})
    return _Words(
        load_terms(language, "venue_buildings"),
        load_terms(language, "venue_owners"),
        at=TermIndex({"at": table.get("at", ())}),
        parts=TermIndex({"part": table.get("parts", ())}),
        modifiers=TermIndex({"modifier": table.get("modifiers", ())}),
        links=frozenset(map(fold, table.get("links", ()))),
        of=frozenset(map(fold, table.get("of", ()))),
        says_at=bool(table.get("at")),
        needs_article=bool(table.get("needs_article")),
    )


@cache
def _load_adjectives() -> dict[str, str]:
    """Return the English adjective of each country: "US" → "American"."""
    demonyms = load_pack(PATTERN)["names"]["demonyms"]
    return {country: forms[0].title() for country, forms in demonyms.items()}


class _Finder:
    """Reads the words for buildings of one document."""

    def __init__(self, document: Document, words: _Words, names: Sequence[Span]) -> None:
        self._document = document
        self._words = words
        self._names = names

    def find(self) -> list[VenueMention]:
        found: list[VenueMention] = []
        for building in self._words.buildings.find(self._document):
            if found and building.start < found[-1].end:
                continue  # "the residence of the head of the embassy"
            start = self._start(building)
            if start is not None:
                end = self._end(building)
                name = self._name(building, start, end)
                found.append(VenueMention(start, end, name))
        return found

    def _start(self, building: Match) -> int | None:
        """Return where the name of a building begins; None when nothing is said to be there."""
        tokens, words = self._document.tokens, self._words
        first, _ = token_range(self._document, building.start, building.end)
        low = max(first - _BEFORE, 0)
        at = [m.end for m in words.at.find(self._document, low, first)]
        if not at and words.says_at:
            return None
        begin = token_range(self._document, at[-1], building.start)[0] if at else self._left(first)
        known = self._known(begin, first)
        parts = [m.start for m in words.parts.find(self._document, begin, first)]
        thing, inside = False, False
        for i in range(begin, first):
            token = tokens[i]
            linked = token.form in words.links
            # "In the premises of the embassy" is there, "in the work of the embassy" is not.
            if linked and token.form in words.of and thing and not inside:
                return None
            if not (linked or token.start in known or self._is_capital(token)):
                return None
            inside = inside or (not thing and token.start in parts)
            thing = thing or not linked
        if begin == first and words.needs_article:
            return None
        if not self._is_one(tokens[max(begin - 1, 0) : first + 1]):
            return None
        while begin < first and tokens[begin].form in words.links:
            begin += 1
        return tokens[begin].start

    def _left(self, first: int) -> int:
        """Return the first of the words before a building that can belong to its name."""
        tokens = self._document.tokens
        known = self._known(max(first - _BEFORE, 0), first)
        begin = first
        while begin > max(first - _BEFORE, 0) and self._is_one(tokens[begin - 1 : begin + 1]):
            token = tokens[begin - 1]
            if not (token.start in known or token.form in self._words.links):
                break
            begin -= 1
        return begin

    def _end(self, building: Match) -> int:
        """Return where the name of a building ends: "residence of the American consul general"."""
        tokens = self._document.tokens
        _, position = token_range(self._document, building.start, building.end)
        sentence = next(s for s in self._document.sentences if building.start < s.end)
        stop = min(position + _AFTER, sentence.end_token)
        known = self._known(position, stop)
        end, reached = building.end, building.end
        while position < stop and _WITHIN.fullmatch(
            self._document.text[reached : tokens[position].start]
        ):
            token = tokens[position]
            reached = token.end
            if token.start in known:
                reached = end = known[token.start]
            elif self._is_capital(token) and not self._is_named(token):
                end = token.end
            elif token.form not in self._words.links:
                break
            while position < stop and tokens[position].start < reached:
                position += 1
        return end

    def _known(self, first: int, stop: int) -> dict[int, int]:
        """Return where the words for whose a building is begin and end, parts and modifiers too."""
        found: dict[int, int] = {}
        words = self._words
        for index in (words.owners, words.buildings, words.parts, words.modifiers):
            for match in index.find(self._document, first, stop):
                for token in self._document.tokens[
                    slice(*token_range(self._document, match.start, match.end))
                ]:
                    found[token.start] = match.end
        for match in self._countries(first, stop):
            found[match.start] = match.end
        return found

    def _countries(self, first: int, stop: int) -> list[Match]:
        terms = load_grammar(self._document.language).terms
        return [m for m in terms.find(self._document, first, stop) if m.key.startswith(_COUNTRY)]

    def _is_one(self, tokens: Sequence[Token]) -> bool:
        """Tell whether words follow one another without a mark."""
        text = self._document.text
        return all(
            _WITHIN.fullmatch(text[one.end : other.start]) for one, other in pairwise(tokens)
        )

    def _is_capital(self, token: Token) -> bool:
        return self._document.text[token.start].isupper()

    def _is_named(self, token: Token) -> bool:
        """Tell whether a word is part of the name of a city or a person."""
        return any(name.start <= token.start < name.end for name in self._names)

    # ---- the English name

    def _name(self, building: Match, start: int, end: int) -> str:
        first, stop = token_range(self._document, start, end)
        country = next((m.key[-2:] for m in self._countries(first, stop)), None)
        adjective = _load_adjectives().get(country, "") if country else ""
        owners = self._words.owners.find(self._document, first, stop)
        if owners:
            return " ".join(f"{building.key} of the {adjective} {owners[0].key}".split())
        if adjective:
            return f"{adjective} {building.key}"
        own = " ".join(self._own(building, first, stop))
        return " ".join(f"{own} {building.key}".split())

    def _own(self, building: Match, first: int, stop: int) -> Iterable[str]:
        """Return the words of a building's own name, in Latin letters: "Ritz" of a hotel."""
        tokens = self._document.tokens
        skipped = self._known(first, stop)
        for token in tokens[first:stop]:
            inside = building.start <= token.start < building.end
            if not inside and token.start not in skipped and self._is_capital(token):
                printed = self._document.text[token.start : token.end]
                yield latinize(token.form).title() if not printed.isascii() else printed
