"""Pack shape: a language pack read from its file, and what is wrong with it in one line.

`en.toml` is the pattern: it has every table and key, empty where English has no such thing. A pack
may leave any out (its rules then find nothing), but must not have one that no rule reads.
"""

import re
import tomllib
from collections.abc import Iterator, Mapping, Sequence
from importlib.resources.abc import Traversable
from typing import Any

from tasks.extraction.text import fold

# Tables whose keys are a pack's own: numbers, countries, posts, institutions.
_OPEN = frozenset(
    {
        "numerals.values", "durations.phrase", "durations.half", "durations.stems", "names.words",
        "names.epithets", "names.plurals", "names.demonyms", "institutions", "sides", "noun_sides",
        "foreign",
        "relevance", "topic_company", "round_ordinals", "speakers", "calendar.weekend",
        "calendar.today", "calendar.context_day", "calendar.holiday", "calendar.which_year",
        "calendar.short_weekday", "calendar.stems.month", "calendar.stems.weekday",
        "calendar.stems.today", "calendar.ordinal_word", "list_ordinals",
    }
)  # fmt: skip
# Lists of patterns and of single words; every other list holds terms.
_PATTERNS = frozenset(
    {"boilerplate_lines", "boilerplate_sentences", "before", "inserted", "question", "answer"}
    | {
        "no_date",
        "attended",
        "agreed",
        "stayed",
        "since",
        "no_place",
        "no_party",
        "no_party_after",
        "since_after",
        "no_date_after",
        "no_place_after",
        "hours",
        "no_seat",
        "no_venue",
        "occasion",
        "served",
        "before_clause",
        "before_noun",
        "named",
        "of_noun",
        "label",
        "possessive",
        "possessive_plain",
        "owner_gap",
        "country_gap",
        "attributive",
    }
    | {"oblique_word", "oblique_woman", "nominative_name", "nominative_word"}
)
_UNCHECKED = frozenset(
    {"forms", "prenominal", "joiners", "thing_links", "day_suffixes", "decade_suffixes"}
)
_WORDS = frozenset({"places", "calendar.connectors", "marks"})  # tables of words, not of terms
_STEM = re.compile(r"[^\W_]{1,2}\*")
_WORD = re.compile(r"[^\W_]")


class PackError(ValueError):
    """A language pack cannot be used: the file, the place in it and the reason, in one line."""


def read_pack(files: Sequence[Traversable], pattern: Mapping[str, Any] | None) -> dict[str, Any]:
    """Return the tables of a pack, from all its files; PackError when one is malformed.

    `pattern` is the pack that has every table and key; None for that pack itself.
    """
    pack: dict[str, Any] = {}
    for file in files:
        tables = _read_tables(file)
        problem = next(find_problems(tables, tables if pattern is None else pattern), None)
        twice = sorted(tables.keys() & pack.keys())
        if problem or twice:
            raise PackError(f"{file.name}: {problem or f'[{twice[0]}] stands in another file too'}")
        pack |= tables
    return pack


def _read_tables(file: Traversable) -> dict[str, Any]:
    try:
        return tomllib.loads(file.read_text("utf-8"))
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise PackError(f"{file.name}: {error}") from error


def find_problems(pack: Mapping[str, Any], pattern: Mapping[str, Any]) -> Iterator[str]:
    """Yield what is wrong with a pack: keys nobody reads, wrong types, patterns and terms."""
    yield from _compare(pack, pattern, "")


def find_missing(pack: Mapping[str, Any], pattern: Mapping[str, Any], path: str = "") -> list[str]:
    """Return the tables and keys of the pattern that a pack lacks: "[durations] forms"."""
    missing: list[str] = []
    for key, value in pattern.items():
        place = f"{path}.{key}".strip(".")
        if key not in pack:
            missing.append(f"[{place}]" if isinstance(value, dict) else f"[{path}] {key}")
        elif isinstance(value, dict) and place not in _OPEN:
            missing += find_missing(pack[key], value, place)
    return missing


def _compare(pack: Mapping[str, Any], pattern: Mapping[str, Any], path: str) -> Iterator[str]:
    for key, value in pack.items():
        place = f"{path}.{key}".strip(".")
        if key not in pattern and path not in _OPEN:
            yield f"[{path}] no rule reads {key!r}" if path else f"no rule reads the table [{key}]"
            continue
        model = pattern.get(key, next(iter(pattern.values()), value))
        if isinstance(value, dict) and isinstance(model, dict):
            yield from _compare(value, model if place not in _OPEN else value, place)
        elif type(value) is not type(model):
            yield f"[{path}] {key} is {_name(value)}, {_name(model)} expected"
        elif isinstance(value, list):
            yield from _check_list(value, path, key)
        elif isinstance(value, str) and key in _PATTERNS:
            yield from _check_pattern(value, path, key)


def _name(value: object) -> str:
    names = {dict: "a table", list: "a list", str: "a text", bool: "true or false", int: "a number"}
    return names.get(type(value), type(value).__name__)


def _check_list(values: list[Any], path: str, key: str) -> Iterator[str]:
    for value in values:
        if isinstance(value, dict):
            continue  # date patterns, topic terms, stances: each reader checks its own
        if not isinstance(value, str):
            yield f"[{path}] {key} holds {_name(value)}: {value!r}"
        elif key in _PATTERNS and path != "citing":
            yield from _check_pattern(value, path, key)
        elif key not in _UNCHECKED and path not in _WORDS:
            yield from _check_term(value, path, key)


def _check_pattern(value: str, path: str, key: str) -> Iterator[str]:
    try:
        re.compile(value)
    except re.error as error:
        yield f"[{path}] {key}: {value!r} is no pattern: {error}"


def _check_term(term: str, path: str, key: str) -> Iterator[str]:
    folded = fold(term)
    if not _WORD.search(folded):
        yield f"[{path}] {key}: {term!r} has no word"
    elif _STEM.match(folded):
        yield f"[{path}] {key}: {term!r} is too short a stem"
