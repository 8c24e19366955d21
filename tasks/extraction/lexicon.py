"""Lexicon: language packs as data, and one pass that finds every term of a list.

A term is written as it reads: "chef de la diplomatie", "переговор*". A final `*` on a word lets it
stand for every word that begins so. Words are compared folded (see `text.fold`); between two words
of a term the text may have spaces, hyphens, apostrophes or full stops.
"""

import re
import tomllib
from collections.abc import Iterable, Mapping
from functools import lru_cache
from importlib.resources import files
from typing import Any

from tasks.extraction.layers import Document, Match
from tasks.extraction.text import fold

LANGUAGES = files("tasks.extraction") / "languages"
_WORD = re.compile(r"[^\W_]+\*?")
_GAP = re.compile(r"[\s\-'.]{0,3}")
_SHORTEST_PREFIX = 3

Pack = Mapping[str, Any]


@lru_cache
def supported_languages() -> frozenset[str]:
    """Return the ISO 639-1 codes that have a pack."""
    return frozenset(f.name.split(".")[0] for f in LANGUAGES.iterdir() if f.name.endswith(".toml"))


@lru_cache
def load_pack(language: str) -> Pack:
    """Return the tables of one language's pack; KeyError when there is none."""
    file = LANGUAGES / f"{language}.toml"
    if language not in supported_languages():
        raise KeyError(language)
    return tomllib.loads(file.read_text("utf-8"))


@lru_cache
def load_table(name: str) -> Pack:
    """Return a table shared by all languages: people, places or topics."""
    return tomllib.loads((files("tasks.extraction") / f"{name}.toml").read_text("utf-8"))


class TermIndex:
    """Finds every term of a vocabulary in one pass over a document's tokens."""

    def __init__(self, vocabulary: Mapping[str, Iterable[str]]) -> None:
        """Index `vocabulary`: key → the terms that stand for it."""
        self._exact: dict[str, list[tuple[tuple[str, ...], str]]] = {}
        self._prefix: dict[str, list[tuple[tuple[str, ...], str]]] = {}
        for key, terms in vocabulary.items():
            for term in terms:
                words = tuple(_WORD.findall(fold(term)))
                if not words:
                    raise ValueError(f"a term without words: {term!r} for {key!r}")
                head = words[0]
                if head.endswith("*") and len(head) <= _SHORTEST_PREFIX:
                    raise ValueError(f"too short a stem: {term!r} for {key!r}")
                table = self._prefix if head.endswith("*") else self._exact
                table.setdefault(head.rstrip("*"), []).append((words, key))
        for table in (self._exact, self._prefix):
            for entries in table.values():
                entries.sort(key=lambda entry: -len(entry[0]))
        self._longest = max(map(len, self._prefix), default=0)

    def find(self, document: Document, first: int = 0, end: int | None = None) -> list[Match]:
        """Return the longest match at each token of tokens[first:end], without overlaps."""
        stop = len(document.tokens) if end is None else end
        found: list[Match] = []
        position = first
        while position < stop:
            if not self._longest and document.tokens[position].form not in self._exact:
                position += 1  # most words open no term
                continue
            match = self._match_at(document, position, stop)
            if match is None:
                position += 1
                continue
            length, key = match
            tokens = document.tokens
            found.append(Match(tokens[position].start, tokens[position + length - 1].end, key))
            position += length
        return found

    def _match_at(self, document: Document, position: int, stop: int) -> tuple[int, str] | None:
        form = document.tokens[position].form
        best: tuple[int, str] | None = None
        for words, key in self._exact.get(form, ()):
            if _agrees(document, position, stop, words):
                best = (len(words), key)
                break
        for size in range(min(len(form), self._longest), _SHORTEST_PREFIX - 1, -1):
            for words, key in self._prefix.get(form[:size], ()):
                if best is not None and len(words) <= best[0]:
                    break
                if _agrees(document, position, stop, words):
                    best = (len(words), key)
        return best


def _agrees(document: Document, position: int, stop: int, words: tuple[str, ...]) -> bool:
    if position + len(words) > stop:
        return False
    tokens, folded = document.tokens, document.folded
    for offset in range(1, len(words)):
        token, word = tokens[position + offset], words[offset]
        if word.endswith("*"):
            if not token.form.startswith(word[:-1]):
                return False
        elif token.form != word:
            return False
        gap = folded[tokens[position + offset - 1].end : token.start]
        if not _GAP.fullmatch(gap):
            return False
    return True
