"""Lexicon: language packs as data, and one pass that finds every term of a list.

A term is written as it reads: "chef de la diplomatie", "переговор*". A final `*` on a word lets it
stand for every word that begins so. Words are compared folded (see `text.fold`); between two words
of a term the text may have spaces, hyphens, apostrophes or full stops.
"""

import re
import tomllib
from bisect import bisect_left
from collections import defaultdict
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
_make = tuple.__new__  # what Match(...) comes to, without a call of Python for each
_Found = tuple[int, int, Match]  # the first token of a term, the token after it, the match


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


class _Opened(dict[str, tuple[_Term, ...]]):
    """The terms that one word opens, the one to prefer first, by the word after it."""

    def __init__(self, terms: list[_Term]) -> None:
        super().__init__()
        self._terms = terms

    def __missing__(self, following: str) -> tuple[_Term, ...]:
        """Return the terms whose second word, if they have one, is this."""
        if len(self) >= _MOST_KNOWN:
            self.clear()
        self[following] = terms = tuple(t for t in self._terms if _continues(t[0], following))
        return terms


def _continues(words: tuple[str, ...], following: str) -> bool:
    if len(words) == 1:
        return True
    second = words[1]
    return _is(following, second)


class _Openings(dict[str, _Opened | None]):
    """Word → the terms it opens, worked out once: reading a text then runs at the speed of C."""

    def __init__(self, exact: dict[str, list[_Term]], prefix: dict[str, list[_Term]]) -> None:
        super().__init__()
        self._exact, self._prefix = exact, prefix
        self._longest = max(map(len, prefix), default=0)

    def __missing__(self, form: str) -> _Opened | None:
        """Rank the terms that a word opens.

        The longest comes first, then the one whose first word is written out, then the one with the
        longest stem.
        """
        ranked = [(-len(term[0]), 0, term) for term in self._exact.get(form, ())]
        for size in range(min(len(form), self._longest), _SHORTEST_PREFIX - 1, -1):
            stems = self._prefix.get(form[:size], ())
            ranked += [(-len(term[0]), len(form) - size + 1, term) for term in stems]
        ranked.sort(key=lambda item: item[:2])
        if len(self) >= _MOST_KNOWN:
            self.clear()
        opened = _Opened([term for _, _, term in ranked]) if ranked else None
        self[form] = opened
        return opened


class _Openers(dict[str, tuple[tuple["TermIndex", _Opened], ...]]):
    """Word → the terms that it opens in each vocabulary of a language, worked out once.

    A text is looked through once for all vocabularies; each then knows where its terms may begin.
    """

    def __init__(self) -> None:
        super().__init__()
        self._known: list[TermIndex] = []

    def __missing__(self, form: str) -> tuple[tuple["TermIndex", _Opened], ...]:
        if len(self) >= _MOST_KNOWN:
            self.clear()
        found = ((index, index.opened_by(form)) for index in self._known)
        self[form] = opened = tuple((index, terms) for index, terms in found if terms is not None)
        return opened

    def add(self, index: "TermIndex") -> None:
        """Look for the terms of one more vocabulary in the texts to come."""
        self._known.append(index)
        self.clear()

    def look_through(self, document: Document) -> None:
        """Note in the document where the terms of each vocabulary may begin."""
        found: defaultdict[object, list[int]] = defaultdict(list)
        forms = document.forms
        for position, (form, following) in enumerate(zip(forms, (*forms[1:], ""), strict=False)):
            for index, opened in self[form]:
                if opened[following] or following in index.inserted:
                    found[index].append(position)
        document.openings.update(found)
        document.matches.update({index: [] for index in self._known if index not in found})


_OPENERS: defaultdict[str, _Openers] = defaultdict(_Openers)  # by language


class TermIndex:
    """Finds every term of a vocabulary among a document's tokens."""

    def __init__(
        self, vocabulary: Mapping[str, Iterable[str]], inserted: Iterable[str] = ()
    ) -> None:
        """Index `vocabulary`: key → the terms that stand for it.

        `inserted`: the words that a term may have between its own: "has also met".
        """
        self.inserted: dict[str, list[tuple[str, ...]]] = {}
        for phrase in inserted:
            words = tuple(_WORD.findall(fold(phrase)))
            self.inserted.setdefault(words[0], []).append(words)
        exact: dict[str, list[_Term]] = {}
        prefix: dict[str, list[_Term]] = {}
        for key, terms in vocabulary.items():
            for term in terms:
                words = tuple(_WORD.findall(fold(term)))
                if not words:
                    raise ValueError(f"a term without words: {term!r} for {key!r}")
                head = words[0]
                if head.endswith("*") and len(head) <= _SHORTEST_PREFIX:
                    raise ValueError(f"too short a stem: {term!r} for {key!r}")
                table = prefix if head.endswith("*") else exact
                table.setdefault(head.rstrip("*"), []).append((words, key))
        self._openings = _Openings(exact, prefix)

    def find(self, document: Document, first: int = 0, end: int | None = None) -> list[Match]:
        """Return the longest match at each token of tokens[first:end], without overlaps."""
        matches = document.matches.get(self)
        if matches is None:
            matches = self._match(document)
        if not matches:
            return []
        stop = len(document.tokens) if end is None else end
        here = matches[bisect_left(matches, (first,)) : bisect_left(matches, (stop,))]
        found: list[Match] = []
        reached = first
        for position, beyond, match in here:
            if position < reached:
                continue
            if beyond <= stop:
                found.append(match)
                reached = beyond
            elif (shorter := self._match_at(document, position, stop)) is not None:
                _, reached, match = shorter
                found.append(match)
        return found

    def opened_by(self, form: str) -> _Opened | None:
        """Return the terms that a word opens."""
        return self._openings[form]

    def _match(self, document: Document) -> list[_Found]:
        """Return the longest match at each token of a document."""
        openers = _OPENERS[document.language]
        if not document.matches:
            openers.look_through(document)
        if self in document.matches:
            return document.matches[self]
        positions = document.openings.get(self)
        if positions is None:
            openers.add(self)
            positions = [
                i for i, form in enumerate(document.forms) if self._openings[form] is not None
            ]
        stop = len(document.tokens)
        found = [self._match_at(document, position, stop) for position in positions]
        document.openings[self] = positions
        document.matches[self] = matches = [match for match in found if match]
        return matches

    def _match_at(self, document: Document, position: int, stop: int) -> _Found | None:
        """Return the longest term that begins at a token and ends before `stop`."""
        forms = document.forms
        opened = self._openings[forms[position]]
        if opened is None:
            return None
        following = forms[position + 1] if position + 1 < stop else ""
        candidates = opened[following]
        if following in self.inserted:
            beyond = self._skip(document, position + 1)
            candidates += opened[forms[beyond] if beyond < stop else ""]
        for words, key in candidates:
            end = self._reach(document, position, stop, words) if len(words) > 1 else position + 1
            if end:
                tokens = document.tokens
                return (
                    position,
                    end,
                    _make(Match, (tokens[position].start, tokens[end - 1].end, key)),
                )
        return None

    def _skip(self, document: Document, position: int) -> int:
        """Return the token after the inserted words that begin at a token."""
        forms = document.forms
        while position < len(forms):
            phrases = self.inserted.get(forms[position], ())
            passed = [len(p) for p in phrases if forms[position : position + len(p)] == p]
            if not passed:
                break
            position += max(passed)
        return position

    def _reach(self, document: Document, position: int, stop: int, words: tuple[str, ...]) -> int:
        """Return the token after a term that begins at a token, 0 where the words are others."""
        tokens, folded = document.tokens, document.folded
        for word in words[1:]:
            position += 1
            if position < stop and not _is(tokens[position].form, word) and self.inserted:
                position = self._skip(document, position)
            if position >= stop or not _is(tokens[position].form, word):
                return 0
            gap = folded[tokens[position - 1].end : tokens[position].start]
            if gap != " " and not _GAP.fullmatch(gap):
                return 0
        return position + 1


def _is(form: str, word: str) -> bool:
    return form.startswith(word[:-1]) if word[-1] == "*" else form == word
