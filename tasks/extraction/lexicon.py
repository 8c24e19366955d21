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
from importlib.resources.abc import Traversable
from pathlib import Path
from typing import Any

from tasks.extraction.layers import Document, Match
from tasks.extraction.pack_shape import read_pack
from tasks.extraction.text import fold

PATTERN = "en"  # the pack that has every table and key
_FOLDERS: list[Traversable] = [files("tasks.extraction") / "languages"]
_WORD = re.compile(r"[^\W_]+\*?")
_GAP = re.compile(r"[\s\-'.]{0,3}")
_SHORTEST_PREFIX = 3
_MOST_KNOWN = 100_000  # words whose terms are remembered: a bound on memory, never reached in a run

Pack = Mapping[str, Any]
_Term = tuple[tuple[str, ...], str]  # the words of a term, and the key it stands for
_Opened = tuple[tuple[str, ...], str, str, bool]  # and its second word, and whether that is a stem


@lru_cache
def supported_languages() -> frozenset[str]:
    """Return the ISO 639-1 codes that have a pack."""
    return frozenset(_load_files())


def add_languages(folder: Path) -> None:
    """Take the packs of another folder too: languages that are not among the project's own."""
    _FOLDERS.append(folder)
    _load_files.cache_clear()
    supported_languages.cache_clear()


@lru_cache
def load_pack(language: str) -> Pack:
    """Return the tables of one language's pack; KeyError when there is none, PackError when bad."""
    pattern = None if language == PATTERN else load_pack(PATTERN)
    return read_pack(_load_files()[language], pattern)


@lru_cache(maxsize=1)
def _load_files() -> dict[str, list[Traversable]]:
    """Return the files of each pack: "uk.toml", and "uk.names.toml" when it is long."""
    found: dict[str, list[Traversable]] = {}
    for folder in _FOLDERS:
        for file in sorted(folder.iterdir(), key=lambda file: file.name):
            if file.name.endswith(".toml"):
                found.setdefault(file.name.split(".")[0], []).append(file)
    return found


@lru_cache
def load_table(name: str) -> Pack:
    """Return a table shared by all languages: people, places or topics."""
    return tomllib.loads((files("tasks.extraction") / f"{name}.toml").read_text("utf-8"))


class TermIndex:
    """Finds every term of a vocabulary in one pass over a document's tokens."""

    def __init__(self, vocabulary: Mapping[str, Iterable[str]]) -> None:
        """Index `vocabulary`: key → the terms that stand for it."""
        self._exact: dict[str, list[_Term]] = {}
        self._prefix: dict[str, list[_Term]] = {}
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
        self._longest = max(map(len, self._prefix), default=0)
        self._opened_by: dict[str, tuple[_Opened, ...]] = {}

    def find(self, document: Document, first: int = 0, end: int | None = None) -> list[Match]:
        """Return the longest match at each token of tokens[first:end], without overlaps."""
        tokens, known = document.tokens, self._opened_by
        stop = len(tokens) if end is None else end
        found: list[Match] = []
        position = first
        while position < stop:
            form = tokens[position].form
            terms = known.get(form)
            if terms is None:
                terms = self._remember(form)
            length = 1
            if terms:
                following = tokens[position + 1].form if position + 1 < stop else ""
                for words, key, second, stem in terms:
                    # Most terms fail at their second word: told here, without a call.
                    if second and (
                        not following.startswith(second) if stem else following != second
                    ):
                        continue
                    if len(words) == 1 or _agrees(document, position, stop, words):
                        length = len(words)
                        last = tokens[position + length - 1]
                        found.append(Match(tokens[position].start, last.end, key))
                        break
            position += length
        return found

    def _remember(self, form: str) -> tuple[_Opened, ...]:
        """Return the terms that a word opens, the one to prefer first.

        The longest comes first, then the one whose first word is written out, then the one with the
        longest stem.
        """
        ranked = [(-len(term[0]), 0, term) for term in self._exact.get(form, ())]
        for size in range(min(len(form), self._longest), _SHORTEST_PREFIX - 1, -1):
            stems = self._prefix.get(form[:size], ())
            ranked += [(-len(term[0]), len(form) - size + 1, term) for term in stems]
        ranked.sort(key=lambda item: item[:2])
        if len(self._opened_by) >= _MOST_KNOWN:
            self._opened_by.clear()
        terms = tuple(_open(*term) for _, _, term in ranked)
        self._opened_by[form] = terms
        return terms


def _open(words: tuple[str, ...], key: str) -> _Opened:
    second = words[1] if len(words) > 1 else ""
    return words, key, second.removesuffix("*"), second.endswith("*")


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
        if gap != " " and not _GAP.fullmatch(gap):
            return False
    return True
