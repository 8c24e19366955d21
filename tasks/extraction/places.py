"""Places: cities, countries and venues."""

import re
from collections.abc import Iterable
from dataclasses import replace

from tasks.extraction.layers import SUBJECT, Document, Match, PlaceMention
from tasks.extraction.marks import load_marks
from tasks.extraction.names import load_names
from tasks.extraction.place_sense import Sense, is_initials
from tasks.extraction.place_words import (
    load_capitals,
    load_grammar,
    load_places,
    load_seats,
)
from tasks.extraction.speech.grammar import load_grammar as load_reporting
from tasks.extraction.text import read_document, token_range

__all__ = ["find_places", "load_places"]

_WORD = re.compile(r"[^\W_]+")
_MARKS = re.compile(r"[.,;:()\n«»\"]")
_TO_EVENT = 2  # tokens from the adjective of a city to the noun: "стамбульские прямые переговоры"
_COMPOUND = 4  # tokens after a city: "a New York real estate developer"
_BESIDE = re.compile(r"[ \-']{0,2}")
_NAME_GAP = re.compile(r",? ")  # then a link: "the city of"


def find_places(document: Document) -> list[PlaceMention]:
    """Return the mentions of places, in order.

    `form` tells how a place is meant: "name", "demonym" ("the Turkish capital"), "metonym" (the
    government that sits there), "dateline" (where the report was filed).
    """
    return _with_seats(document, _with_described(document, _Finder(document).find()))


class _Finder:
    """Reads the place terms of one document in order."""

    def __init__(self, document: Document) -> None:
        self._document = document
        self._grammar = load_grammar(document.language)
        self._links = load_marks(document.language).thing_gap
        self._possessive = load_marks(document.language).possessive
        self._sense = Sense(document)
        self._found: list[PlaceMention] = []

    def find(self) -> list[PlaceMention]:
        matches = [self._as_printed(m) for m in self._grammar.terms.find(self._document)]
        matches = [m for m in matches if self._is_meant(m)]
        position = 0
        while position < len(matches):
            match = matches[position]
            kind = match.key.partition(":")[0]
            step = 1
            if kind == "from":
                self._read_adjective(match)
            elif kind in ("word", "adjective") or self._precedes_word(matches, position):
                step = self._read_demonym(matches, position)
            elif kind != "nowhere" and not self._names_a_thing(match):
                self._add(match)
            position += step
        return self._found

    def _as_printed(self, match: Match) -> Match:
        """Return a country as the adjective that it is when printed small: "la ville suisse"."""
        if not match.key.startswith("country") or self._document.text[match.start].isupper():
            return match
        country = self._grammar.demonyms.get(self._document.folded[match.start : match.end])
        return match if country is None else match._replace(key=f"adjective:{country}")

    def _is_meant(self, match: Match) -> bool:
        if match.key.partition(":")[0] in ("word", "adjective", "nowhere", "from"):
            return True
        printed = self._document.text[match.start : match.end]
        if is_initials(self._document, match):
            return printed.isupper()
        return printed[0].isupper() or " " in printed

    # ---- capitals and towns called by their country

    def _read_demonym(self, matches: list[Match], position: int) -> int:
        """Read "the Turkish capital", "la capitale du Qatar"; return how many terms it took."""
        match = matches[position]
        following = matches[position + 1] if position + 1 < len(matches) else None
        if following is None or not self._joined(match, following):
            return 1
        one, other = match.key.split(":"), following.key.split(":")
        if one[0] == "word" and other[0] in ("adjective", "country"):
            word, country = one[1], other[1]
        elif other[0] == "word" and one[0] != "word":
            word, country = other[1], one[1]
        else:
            return 1
        city = load_capitals().get(country) if word == "capital" else self._latest_city(country)
        after = matches[position + 2] if position + 2 < len(matches) else None
        named = (
            after is not None and after.key.startswith("city:") and self._close(following, after)
        )
        if not named and (city or (word == "town" and self._is_definite(match))):
            mention = PlaceMention(match.start, following.end, city, country, None, "demonym")
            self._found.append(mention)
        return 2

    def _is_definite(self, match: Match) -> bool:
        """Tell whether a city is one that the text names: "the Turkish city", not "a Turkish"."""
        first, _ = token_range(self._document, match.start, match.end)
        before = self._document.forms[max(first - 1, 0) : first]
        return load_reporting(self._document.language).indefinite.isdisjoint(before)

    def _precedes_word(self, matches: list[Match], position: int) -> bool:
        """Tell whether a country and its capital belong together: "Oman's capital"."""
        if position + 1 >= len(matches) or not matches[position].key.startswith("country"):
            return False
        gap = self._document.folded[matches[position].end : matches[position + 1].start]
        owned = self._possessive.match(gap)
        plain = gap in (" ", ". ") or (owned is not None and gap[owned.end() :] == " ")
        return matches[position + 1].key.startswith("word") and plain

    def _joined(self, left: Match, right: Match) -> bool:
        gap = self._document.folded[left.end : right.start]
        return not _MARKS.search(gap) and (
            set(_WORD.findall(gap)) <= self._grammar.words["connectors"]
        )

    def _close(self, left: Match, right: Match) -> bool:
        gap = self._document.folded[left.end : right.start]
        lead = _NAME_GAP.match(gap)
        return lead is not None and self._links.fullmatch(gap, lead.end()) is not None

    def _latest_city(self, country: str) -> str | None:
        for mention in reversed(self._found):
            if mention.country == country and mention.city and mention.form != "metonym":
                return mention.city
        return None

    def _read_adjective(self, match: Match) -> None:
        """Read the city of "Genfer Gespräche", "rencontre genevoise": right beside an event."""
        tokens = self._document.tokens
        first, last = token_range(self._document, match.start, match.end)
        beside = (*tokens[last : last + _TO_EVENT], *tokens[max(first - 1, 0) : first])
        for token in beside:
            left, right = sorted(((match.start, match.end), (token.start, token.end)))
            apart = _MARKS.search(self._document.text, left[1], right[0])
            if not apart and self._grammar.has("city_events", token.form):
                place = load_places()[match.key.replace("from:", "city:", 1)]
                mention = PlaceMention(match.start, match.end, place.city, place.country)
                self._found.append(mention)
                return

    # ---- names

    def _add(self, match: Match) -> None:
        place = load_places()[match.key]
        venue = place.name if place.kind == "venue" else None
        form = self._sense.form(match, place, self._found[-1] if self._found else None)
        self._found.append(
            PlaceMention(match.start, match.end, place.city, place.country, venue, form)
        )

    def _names_a_thing(self, match: Match) -> bool:
        """Tell whether it names something else: "Washington Post", "accords de Minsk"."""
        tokens, folded = self._document.tokens, self._document.folded
        first, last = token_range(self._document, match.start, match.end)
        if last < len(tokens) and self._grammar.has("thing_after", tokens[last].form):
            capital = self._document.text[tokens[last].start].isupper()
            if _BESIDE.fullmatch(folded[match.end : tokens[last].start]) and (
                capital or not match.key.startswith("country")
            ):
                return True
        if self._is_given_name(match, last) or self._tells_whence(match, first, last):
            return True
        for back in (1, 2):
            if first >= back and self._grammar.has("thing_before", tokens[first - back].form):
                gap = folded[tokens[first - back].end : match.start]
                return gap[:1] == " " and self._links.fullmatch(gap, 1) is not None
        return False

    def _tells_whence(self, match: Match, first: int, last: int) -> bool:
        """Tell whether who or what is of that city follows: "a Miami golf resort owner"."""
        tokens, text = self._document.tokens, self._document.text
        if first and self._grammar.has("locative", tokens[first - 1].form):
            return False
        stops = load_reporting(self._document.language)
        for token in tokens[last : last + _COMPOUND]:
            apart = _MARKS.search(text, match.end, token.start) or text[token.start].isupper()
            if apart or token.form in stops.prepositions | stops.conjunctions:
                return False
            if self._grammar.has("event_after", token.form):
                return False  # "the Istanbul talks"
            if self._grammar.has("native", token.form):
                return True
        return False

    def _is_given_name(self, match: Match, last: int) -> bool:
        """Tell whether a surname follows: "Jordan Smith", "Sofia Brown"."""
        tokens, text = self._document.tokens, self._document.text
        given = load_names().given
        if last >= len(tokens) or self._document.folded[match.start : match.end] not in given:
            return False
        beside = text[match.end : tokens[last].start] == " " and text[tokens[last].start].isupper()
        return beside and tokens[last].form not in given


def _with_described(document: Document, found: list[PlaceMention]) -> list[PlaceMention]:
    """Give "the Turkish city" the city of that country that the title or else the text names."""
    result = []
    for mention in found:
        if mention.form != "demonym" or mention.city is not None:
            result.append(mention)
            continue
        named = _cities_of(mention.country, _find_in_title(document))
        named = named if len(named) == 1 else _cities_of(mention.country, found)
        if len(named) == 1:
            result.append(replace(mention, city=named.pop()))
        elif mention.country not in SUBJECT:
            result.append(mention)
    return result


def _cities_of(country: str, places: Iterable[PlaceMention]) -> set[str]:
    return {p.city for p in places if p.city and p.country == country and p.form != "metonym"}


def _find_in_title(document: Document) -> list[PlaceMention]:
    if not document.title:
        return []
    title = read_document(document.title, document.language, document.published)
    return _Finder(title).find()


def _with_seats(document: Document, found: list[PlaceMention]) -> list[PlaceMention]:
    """Give a region the city that stands for it, when the text names that city too."""
    named = {mention.city for mention in found}
    result = []
    for mention in found:
        seat = load_seats().get(document.folded[mention.start : mention.end])
        if seat in named and mention.city is None:
            result.append(
                PlaceMention(
                    mention.start, mention.end, seat, mention.country, mention.venue, mention.form
                )
            )
        else:
            result.append(mention)
    return result
