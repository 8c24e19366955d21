"""Place words: the names of places in all languages, and what tells a place from a government."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from tasks.extraction.lexicon import TermIndex, load_pack, load_table
from tasks.extraction.text import fold

_SECTIONS = (("city", "cities"), ("venue", "venues"), ("region", "regions"))


@dataclass(frozen=True, slots=True)
class Place:
    """An entry of places.toml."""

    kind: str  # city, venue, region, country
    name: str
    city: str | None
    country: str
    government: bool


@dataclass(frozen=True, slots=True)
class Grammar:
    """The place terms of one language, and its words that tell how a place is meant.

    Keys of the index are those of `load_places`, `adjective:` a country, `from:` a city (its
    adjective), `word:capital`, `word:town`, and `nowhere:` for names that contain a place and are
    none.
    """

    terms: TermIndex
    joiners: str  # alternatives of a pattern: "and|or"
    words: Mapping[str, frozenset[str]]
    demonyms: Mapping[str, str]  # folded → country: "suisse", which with a capital is a country
    stems: Mapping[str, tuple[str, ...]]

    def has(self, name: str, word: str) -> bool:
        """Tell whether a folded word belongs to one of the lists."""
        known = self.words.get(name)
        if known is not None and word in known:
            return True
        stems = self.stems.get(name)
        return stems is not None and word.startswith(stems)


@lru_cache(maxsize=1)
def load_places() -> dict[str, Place]:
    """Return the places of places.toml by key, such as "city:Istanbul" or "country:TR"."""
    table = load_table("places")
    places: dict[str, Place] = {}
    for kind, section in _SECTIONS:
        for entry in table[section]:
            # A region has its city only where the text names that city: see `load_seats`.
            city = {"city": entry["name"], "venue": entry.get("city")}.get(kind)
            name = entry["forms"][0] if kind == "venue" else entry["name"]  # "Diriyah Palace"
            places[f"{kind}:{entry['name']}"] = Place(
                kind, name, city, entry["country"], bool(entry.get("government"))
            )
    for country in table["countries"]:
        places[f"country:{country}"] = Place("country", country, None, country, True)
    return places


@lru_cache(maxsize=1)
def load_capitals() -> dict[str, str]:
    """Return the capital of each country by its ISO code."""
    cities = load_table("places")["cities"]
    return {city["country"]: city["name"] for city in cities if city.get("capital")}


@lru_cache(maxsize=1)
def load_seats() -> dict[str, str]:
    """Return, by folded name of a region, the city that stands for it when the text names it."""
    return {
        fold(form): entry["city"]
        for entry in load_table("places")["regions"]
        if entry.get("city")
        for form in entry["forms"]
    }


@lru_cache
def load_grammar(language: str) -> Grammar:
    """Return the place terms and words of a language; only names when its pack has no more."""
    pack = load_pack(language)
    table: dict[str, Any] = dict(pack.get("places", {}))
    names: dict[str, Any] = dict(pack.get("names", {}))
    folded = {name: [fold(word) for word in words] for name, words in table.items()}
    words = {
        name: frozenset(word for word in listed if not word.endswith("*"))
        for name, listed in folded.items()
    }
    words["connectors"] = frozenset(map(fold, names.get("connectors", [])))
    stems = {
        name: tuple(word[:-1] for word in listed if word.endswith("*"))
        for name, listed in folded.items()
    }
    joiners = "|".join(re.escape(fold(word)) for word in names.get("joiners", ["&"]))
    demonyms = {
        fold(form): country
        for country, forms in names.get("demonyms", {}).items()
        for form in forms
    }
    return Grammar(TermIndex(_terms(table, names)), joiners, words, demonyms, stems)


def _terms(table: Mapping[str, Any], names: Mapping[str, Any]) -> dict[str, list[str]]:
    shared = load_table("places")
    terms = {
        f"{kind}:{entry['name']}": list(entry["forms"])
        for kind, section in _SECTIONS
        for entry in shared[section]
    }
    terms |= {
        f"from:{entry['name']}": list(entry["adjectives"])
        for entry in shared["cities"]
        if "adjectives" in entry
    }
    terms |= {f"country:{country}": list(forms) for country, forms in shared["countries"].items()}
    demonyms = names.get("demonyms", {})
    terms |= {f"adjective:{country}": list(forms) for country, forms in demonyms.items()}
    for key, name in (
        ("word:capital", "capital_words"),
        ("word:town", "city_words"),
        ("nowhere:", "nowhere"),
    ):
        terms[key] = list(table.get(name, ()))
    return terms
