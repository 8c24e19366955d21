"""Places: cities, countries and venues."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from tasks.extraction.layers import Document, Match, PlaceMention
from tasks.extraction.lexicon import TermIndex, load_pack, load_table
from tasks.extraction.names import load_names
from tasks.extraction.text import fold

_BLANK = re.compile(r"[ \-']{0,2}")
_DATELINE = re.compile(
    r"(?: ?/ ?[^\W\d]+)?(?: ?\([^)\n]{2,30}\))?"
    r"(?:[,.] ?[^\n.:;—–]{0,30}?\.?)?(?: ?\([^)\n]{2,30}\))?"
    r"(?: ?[-—–] ?-? ?| ?\. ?/| ?: | ?/)"
)
_DATELINE_WINDOW = 90
_WORDS_BACK = 5
_WORDS_AFTER = 5


@dataclass(frozen=True, slots=True)
class Place:
    """An entry of places.toml."""

    kind: str  # city, venue, region, country
    name: str
    city: str | None
    country: str
    government: bool


@dataclass(frozen=True, slots=True)
class _Grammar:
    """What tells a place from a government, in one language."""

    terms: TermIndex
    joiners: str  # alternatives of a pattern: "and|or"
    words: Mapping[str, frozenset[str]]
    stems: Mapping[str, tuple[str, ...]]


@lru_cache(maxsize=1)
def load_places() -> dict[str, Place]:
    """Return the places of places.toml by key, such as "city:Istanbul" or "country:TR"."""
    table = load_table("places")
    places: dict[str, Place] = {}
    for kind, section in (("city", "cities"), ("venue", "venues"), ("region", "regions")):
        for entry in table[section]:
            # A region has its city only where the text names that city: see `_with_seats`.
            city = {"city": entry["name"], "venue": entry.get("city")}.get(kind)
            places[f"{kind}:{entry['name']}"] = Place(
                kind, entry["name"], city, entry["country"], bool(entry.get("government"))
            )
    for country in table["countries"]:
        places[f"country:{country}"] = Place("country", country, None, country, True)
    return places


@lru_cache(maxsize=1)
def _capitals() -> dict[str, str]:
    cities = load_table("places")["cities"]
    return {city["country"]: city["name"] for city in cities if city.get("capital")}


@lru_cache
def _load_grammar(language: str) -> _Grammar:
    pack = load_pack(language)
    table: dict[str, Any] = dict(pack.get("places", {}))
    vocabulary: dict[str, list[str]] = {}
    shared = load_table("places")
    for kind, section in (("city", "cities"), ("venue", "venues"), ("region", "regions")):
        for entry in shared[section]:
            vocabulary[f"{kind}:{entry['name']}"] = list(entry["forms"])
    for country, forms in shared["countries"].items():
        vocabulary[f"country:{country}"] = list(forms)
    for country, forms in pack.get("names", {}).get("demonyms", {}).items():
        vocabulary[f"adjective:{country}"] = list(forms)
    for key, name in (("capital", "capital_words"), ("town", "city_words")):
        if table.get(name):
            vocabulary[f"word:{key}"] = list(table[name])
    if table.get("nowhere"):
        vocabulary["nowhere:"] = list(table["nowhere"])
    words: dict[str, frozenset[str]] = {}
    stems: dict[str, tuple[str, ...]] = {}
    for name, value in table.items():
        folded = [fold(word) for word in value]
        words[name] = frozenset(word for word in folded if not word.endswith("*"))
        stems[name] = tuple(word[:-1] for word in folded if word.endswith("*"))
    connectors = pack.get("names", {}).get("connectors", [])
    words["connectors"] = frozenset(map(fold, connectors))
    joiners = "|".join(re.escape(fold(w)) for w in pack.get("names", {}).get("joiners", ["&"]))
    return _Grammar(TermIndex(vocabulary), joiners, words, stems)


def find_places(document: Document) -> list[PlaceMention]:
    """Return the mentions of places, in order.

    `form` tells how a place is meant: "name", "demonym" ("the Turkish capital"), "metonym" (the
    government that sits there), "dateline" (where the report was filed).
    """
    finder = _Finder(document)
    return finder.find()


class _Finder:
    """Reads the place terms of one document in order."""

    def __init__(self, document: Document) -> None:
        self._document = document
        self._grammar = _load_grammar(document.language)
        self._token_at = {token.start: i for i, token in enumerate(document.tokens)}
        self._token_to = {token.end: i + 1 for i, token in enumerate(document.tokens)}
        self._found: list[PlaceMention] = []

    def find(self) -> list[PlaceMention]:
        places = load_places()
        matches = [m for m in self._grammar.terms.find(self._document) if self._is_meant(m)]
        position = 0
        while position < len(matches):
            match = matches[position]
            kind, _ = match.key.split(":", 1)
            step = 1
            if kind == "nowhere":
                pass
            elif kind in ("word", "adjective") or self._precedes_word(matches, position):
                step = self._read_demonym(matches, position)
            elif not self._names_a_thing(match):
                self._add(match, places[match.key])
            position += step
        return self._with_seats(self._found)

    def _is_meant(self, match: Match) -> bool:
        kind = match.key.partition(":")[0]
        if kind in ("word", "adjective", "nowhere"):
            return True
        first = self._document.text[match.start]
        if self._is_initials(match):
            return self._document.text[match.start : match.end].isupper()
        return first.isupper() or " " in self._document.text[match.start : match.end]

    def _is_initials(self, match: Match) -> bool:
        """Tell whether it is "US", which reads like a pronoun and stands before nouns."""
        return self._document.folded[match.start : match.end] in ("us", "u.s")

    # ---- capitals and towns called by their country

    def _read_demonym(self, matches: list[Match], position: int) -> int:
        """Read "the Turkish capital", "la capitale du Qatar"; return how many terms it took."""
        match = matches[position]
        following = matches[position + 1] if position + 1 < len(matches) else None
        if following is None or not self._joined(match, following):
            return 1
        kinds = (match.key.partition(":")[0], following.key.partition(":")[0])
        if kinds == ("word", "adjective") or kinds == ("word", "country"):
            word, country = match.key[5:], following.key.partition(":")[2]
        elif kinds[1] == "word" and kinds[0] != "word":
            word, country = following.key[5:], match.key.partition(":")[2]
        else:
            return 1
        city = _capitals().get(country) if word == "capital" else self._latest_city(country)
        after = matches[position + 2] if position + 2 < len(matches) else None
        named = (
            after is not None and after.key.startswith("city:") and self._close(following, after)
        )
        if city and not named:
            self._found.append(
                PlaceMention(match.start, following.end, city, country, None, "demonym")
            )
        return 2

    def _precedes_word(self, matches: list[Match], position: int) -> bool:
        """Tell whether a country and its capital belong together: "Oman's capital"."""
        if position + 1 >= len(matches) or not matches[position].key.startswith("country"):
            return False
        gap = self._document.folded[matches[position].end : matches[position + 1].start]
        return matches[position + 1].key.startswith("word") and gap in (" ", "'s ", ". ")

    def _joined(self, left: Match, right: Match) -> bool:
        between = re.findall(r"[^\W_]+", self._document.folded[left.end : right.start])
        gap = self._document.folded[left.end : right.start]
        return not re.search(r"[.,;:()\n«»\"]", gap) and (
            set(between) <= self._grammar.words["connectors"]
        )

    def _close(self, left: Match, right: Match) -> bool:
        gap = self._document.folded[left.end : right.start]
        return re.fullmatch(r",? (?:(?:d'|de |of ))?", gap) is not None

    def _latest_city(self, country: str) -> str | None:
        for mention in reversed(self._found):
            if mention.country == country and mention.city and mention.form != "metonym":
                return mention.city
        return None

    # ---- names

    def _names_a_thing(self, match: Match) -> bool:
        """Tell whether the name belongs to a thing: "Washington Post", "accords de Minsk"."""
        tokens = self._document.tokens
        first, last = self._token_at[match.start], self._token_to[match.end]
        words = self._grammar.words
        if last < len(tokens) and tokens[last].form in words.get("thing_after", frozenset()):
            gap = self._document.folded[match.end : tokens[last].start]
            capital = self._document.text[tokens[last].start].isupper()
            if _BLANK.fullmatch(gap) and (capital or not match.key.startswith("country")):
                return True
        if self._is_given_name(match, last):
            return True
        before = words.get("thing_before", frozenset())
        for back in (1, 2):
            if first >= back and tokens[first - back].form in before:
                gap = self._document.folded[tokens[first - back].end : match.start]
                return re.fullmatch(r" (?:(?:de |of |d'|du ))?", gap) is not None
        return False

    def _is_given_name(self, match: Match, last: int) -> bool:
        """Tell whether a surname follows: "Jordan Smith", "Sofia Brown"."""
        tokens, text = self._document.tokens, self._document.text
        given = load_names().given
        if last >= len(tokens) or self._document.folded[match.start : match.end] not in given:
            return False
        beside = text[match.end : tokens[last].start] == " " and text[tokens[last].start].isupper()
        return beside and tokens[last].form not in given

    def _add(self, match: Match, place: Place) -> None:
        printed = self._document.text[match.start : match.end]
        venue = printed if place.kind == "venue" else None
        form = self._form(match, place)
        self._found.append(
            PlaceMention(match.start, match.end, place.city, place.country, venue, form)
        )

    def _form(self, match: Match, place: Place) -> str:
        if place.kind == "city" and self._is_dateline(match):
            return "dateline"
        first = self._token_at[match.start]
        if not place.government:
            return "metonym" if self._is_subject(match, place, first) else "name"
        if self._speaks(match, first):
            return "metonym"
        if self._is_locative(match, first) or self._is_event_place(match, first):
            return "name"
        return "metonym"

    def _is_dateline(self, match: Match) -> bool:
        text = self._document.text
        begin = text.rfind("\n", 0, match.start) + 1
        lead = text[begin : match.start].strip(" (")
        capitals = text[match.start : match.end].isupper()
        if begin == 0 and text[begin : match.start].strip() == "(":
            return text.find(")", match.end, match.end + _DATELINE_WINDOW // 3) > 0
        if lead and not (capitals and re.fullmatch(r"[A-ZÀ-ÝА-Я\s/,-]{0,40}", lead)):
            return False
        window = text[match.end : match.end + _DATELINE_WINDOW].split("\n")[0]
        found = _DATELINE.match(window)
        if found is None:
            return False
        return capitals or (begin == 0 and ":" not in found.group())

    def _is_subject(self, match: Match, place: Place, first: int) -> bool:
        """Tell whether a host's capital begins a sentence as its subject: "Ankara welcomed ..."."""
        if place.kind != "city" or place.name != _capitals().get(place.country):
            return False
        opening = self._document.text[: match.start].rstrip(' «"“„')[-1:]
        following = self._document.text[match.end : match.end + 2]
        return opening in ("", "\n", ".", "!", "?", "…") and (
            following[:1] == " " and following[1:].islower()
        )

    def _speaks(self, match: Match, first: int) -> bool:
        """Tell whether an opening "in Moscow" speaks: "В Кремле заявили", "À Kiev, on ..."."""
        tokens, text = self._document.tokens, self._document.text
        if first == 0 or not self._in("locative", tokens[first - 1].form):
            return False
        if text[: tokens[first - 1].start].rstrip(' «"“„—–-')[-1:] not in (
            "",
            "\n",
            ".",
            "!",
            "?",
            "…",
        ):
            return False
        last = self._token_to[match.end]
        window = [
            t for t in tokens[last : last + _WORDS_AFTER] if "\n" not in text[match.end : t.start]
        ]
        return any(self._in("speech", token.form) for token in window)

    def _is_locative(self, match: Match, first: int) -> bool:
        """Tell whether grammar makes it a place: "in Moscow", "visited Moscow"."""
        tokens, words = self._document.tokens, self._grammar.words
        if self._is_initials(match) and self._leads_a_noun(match, first):
            return False  # "in the US delegation", "in US-Russia talks"
        if first and tokens[first - 1].form in words.get("articles", frozenset()):
            first -= 1  # "in the Kremlin"
        if first == 0 or not self._touches(first):
            return self._joins_a_place(match)
        before = tokens[first - 1].form
        back = [t.form for t in tokens[max(0, first - 1 - _WORDS_BACK) : first - 1]]
        if before in words.get("locative", frozenset()):
            return not any(self._in("addressed", word) for word in back[-3:])
        if before in words.get("direction", frozenset()):
            return any(self._in("motion", word) for word in back)
        return self._in("motion_verbs", before) or self._joins_a_place(match)

    def _leads_a_noun(self, match: Match, first: int) -> bool:
        articles = self._grammar.words.get("articles", frozenset())
        if not first or self._document.tokens[first - 1].form not in articles:
            return True
        after = self._document.folded[match.end : match.end + 30]
        return (
            re.match(
                r"\.? (?!(?:in|on|at|to|from|for|and|or|since|after|before|with)\b)\w|-", after
            )
            is not None
        )

    def _touches(self, first: int) -> bool:
        tokens = self._document.tokens
        gap = self._document.folded[tokens[first - 1].end : tokens[first].start]
        return _BLANK.fullmatch(gap) is not None

    def _joins_a_place(self, match: Match) -> bool:
        """Tell whether it goes on an enumeration: "in Moscow and Washington"."""
        if not self._found:
            return False
        last = self._found[-1]
        gap = self._document.folded[last.end : match.start]
        comma = gap == ", " and self._document.text[match.end : match.end + 1] == ","
        joined = comma or re.fullmatch(rf" (?:{self._grammar.joiners}) (?:[^\W\d]{{1,4}} )?", gap)
        return bool(joined) and last.form == "name" and last.venue is None

    def _is_event_place(self, match: Match, first: int) -> bool:
        """Tell whether an event stands beside it: "the Moscow talks", "sommet de Paris"."""
        tokens = self._document.tokens
        last = self._token_to[match.end]
        if last < len(tokens) and self._in("event_after", tokens[last].form):
            gap = self._document.folded[match.end : tokens[last].start]
            if re.fullmatch(r" |-", gap):
                return True
        for back in (1, 2):
            if first >= back and self._in("event_before", tokens[first - back].form):
                gap = self._document.folded[tokens[first - back].end : match.start]
                return re.fullmatch(r"[ \-](?:(?:de |d'|du ))?", gap) is not None
        return False

    def _in(self, name: str, word: str) -> bool:
        return word in self._grammar.words.get(name, frozenset()) or word.startswith(
            self._grammar.stems.get(name, ()) or ("\x00",)
        )

    def _with_seats(self, found: list[PlaceMention]) -> list[PlaceMention]:
        """Give a region the city that stands for it, when the text names that city too."""
        named = {mention.city for mention in found}
        seats = {
            entry["name"]: entry["city"]
            for entry in load_table("places")["regions"]
            if entry.get("city")
        }
        regions = {
            fold(form): seats[entry["name"]]
            for entry in load_table("places")["regions"]
            if entry["name"] in seats
            for form in entry["forms"]
        }
        result = []
        for mention in found:
            seat = regions.get(self._document.folded[mention.start : mention.end])
            if seat in named and mention.city is None and seat is not None:
                mention = PlaceMention(
                    mention.start, mention.end, seat, mention.country, mention.venue, mention.form
                )
            result.append(mention)
        return result
