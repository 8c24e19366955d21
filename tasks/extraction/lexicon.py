"""Lexicon: language packs as data, and one pass that finds every term of a list.

A term is written as it reads: "chef de la diplomatie", "переговор*". A final `*` on a word lets it
stand for every word that begins so. Words are compared folded (see `text.fold`); between two words
of a term the text may have spaces, hyphens, apostrophes or full stops. What stands after "…" ends
the clause: "rief … an" (see `separable`); the match is of what stands before.
"""

import re
import tomllib
from bisect import bisect_left
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from functools import cache, lru_cache
from importlib.resources import files
from importlib.resources.abc import Traversable
from itertools import islice
from pathlib import Path
from typing import Any

from tasks.extraction.layers import Document, Match
from tasks.extraction.pack_shape import read_pack
from tasks.extraction.separable import APART, ends_clause
from tasks.extraction.text import fold
from tasks.extraction.vocabularies import SHORTEST_PREFIX, Found, Term, Vocabularies

PATTERN = "en"  # the pack that has every table and key
_FOLDERS: list[Traversable] = [files("tasks.extraction") / "languages"]
_WORD = re.compile(r"[^\W_]+\*?")
_NONE = 1_000  # the number of a word that no term has
_GAP = re.compile(r"[\s\-'.]{0,3}")

Pack = Mapping[str, Any]
_make = tuple.__new__  # what Match(...) comes to, without a call of Python for each


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


_VOCABULARIES: defaultdict[str, Vocabularies] = defaultdict(Vocabularies)  # by language


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
        self.heads: dict[str, list[Term]] = {}
        self.stems: dict[str, list[Term]] = {}
        for key, terms in vocabulary.items():
            for term in terms:
                words, last = (tuple(_WORD.findall(p)) for p in fold(term).partition(APART)[::2])
                if not words:
                    raise ValueError(f"a term without words: {term!r} for {key!r}")
                head = words[0]
                if head.endswith("*") and len(head) <= SHORTEST_PREFIX:
                    raise ValueError(f"too short a stem: {term!r} for {key!r}")
                table = self.stems if head.endswith("*") else self.heads
                table.setdefault(head.rstrip("*"), []).append(_make(Term, (words, key, last)))

    def opened_by(self, form: str, stems: Sequence[str]) -> tuple[Term, ...]:
        """Return the terms that a word opens, the ones to prefer first; `stems` are its own.

        The longest comes first, then the one whose first word is written out, then the one with the
        longest stem.
        """
        exact = self.heads.get(form)
        if exact is None and not stems:
            return ()
        terms = [*exact] if exact else []
        for stem in stems:  # the longest first
            terms += self.stems.get(stem, ())
        return tuple(sorted(terms, key=lambda term: -len(term.words + term.last)))

    def find(self, document: Document, first: int = 0, end: int | None = None) -> list[Match]:
        """Return the longest match at each token of tokens[first:end], without overlaps."""
        matches = document.matches.get(self)
        if matches is None:
            matches = self._look_through(document)
        if not matches:
            return []
        stop = len(document.tokens) if end is None else end
        begin = bisect_left(matches, (first,)) if first else 0
        if begin == len(matches) or matches[begin][0] >= stop:
            return []
        found: list[Match] = []
        reached = first
        for position, beyond, match in islice(matches, begin, None):
            if position >= stop:
                break
            if position < reached:
                continue
            if beyond <= stop:
                found.append(match)
                reached = beyond
            elif (shorter := self._shorter(document, position, stop)) is not None:
                _, reached, match = shorter
                found.append(match)
        return found

    def _look_through(self, document: Document) -> list[Found]:
        known = _VOCABULARIES[document.language]
        if not document.matches:
            known.look_through(document)
        if self not in document.matches:  # first met: the texts to come are searched for it too
            known.add(self)
            alone = Vocabularies()
            alone.add(self)
            alone.look_through(document)
        return document.matches[self]

    def _shorter(self, document: Document, position: int, stop: int) -> Found | None:
        """Return the longest term that begins at a token and ends before `stop`."""
        opened = _VOCABULARIES[document.language][document.forms[position]]
        if opened is None or self not in opened.terms:
            return None
        following = document.forms[position + 1] if position + 1 < stop else ""
        fitting = self.fitting(opened.terms[self], following)
        return self.first_of(fitting, document, position, stop)

    def fitting(self, terms: Sequence[Term], following: str) -> tuple[Term, ...]:
        """Return those of some terms that may go on with a word, the ones to prefer first."""
        plain = [t for t in terms if len(t.words) == 1 or _is(following, t.words[1])]
        if following in self.inserted:
            plain += [term for term in terms if term not in plain]
        return tuple(plain)

    def first_of(
        self, terms: Iterable[Term], document: Document, position: int, stop: int
    ) -> Found | None:
        """Return the first of some terms that stands at a token and ends before `stop`."""
        number, ahead = 2, document.forms[position + 2 : min(position + 3, stop)]
        if self.inserted:
            number, ahead = self._ahead(document, position, stop)
        for words, key, last in terms:
            if len(words) > number and words[number] not in ahead and words[number][-1] != "*":
                continue  # most fail here, which is seen without a call
            end = self._reach(document, position, stop, words) if len(words) > 1 else position + 1
            if end and (not last or ends_clause(document, end, last, _load_joining(document))):
                span = document.starts[position], document.tokens[end - 1].end
                return position, end, _make(Match, (*span, key))
        return None

    def _ahead(self, document: Document, position: int, stop: int) -> tuple[int, tuple[str, ...]]:
        """Return which word of a term tells most, by its number, and the words that it may be."""
        forms = document.forms[position + 1 : min(position + 3, stop)]
        if forms and forms[0] in self.inserted:
            after = self._skip(document, position + 1)
            return 1, (forms[0], document.forms[after] if after < stop else "")
        if forms[1:] and forms[1] in self.inserted:
            return _NONE, ()
        return 2, forms[1:]

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
        forms, tokens = document.forms, document.tokens
        for word in words[1:]:
            position += 1
            if self.inserted and position < stop and not _is(forms[position], word):
                position = self._skip(document, position)
            form = forms[position] if position < stop else ""
            if form != word and not (word[-1] == "*" and form.startswith(word[:-1])):
                return 0
            gap = document.folded[tokens[position - 1].end : tokens[position].start]
            if gap != " " and not _GAP.fullmatch(gap):
                return 0
        return position + 1


@cache  # an index is never given up: the texts of a language are looked through for each one made
def load_terms(language: str, table: str) -> TermIndex:
    """Return the terms of a table of a language pack, by their keys."""
    return TermIndex(load_pack(language).get(table, {}))


@lru_cache
def load_context(language: str, key: str) -> TermIndex:
    """Return the words of one list of a pack's `contact_context`."""
    return TermIndex({key: load_pack(language).get("contact_context", {}).get(key, ())})


def _load_joining(document: Document) -> list[str]:
    """Return the words that join two clauses: "and"."""
    forms = load_pack(document.language).get("reporting_forms", {})
    return list(forms.get("conjunctions", ()))


def _is(form: str, word: str) -> bool:
    return form.startswith(word[:-1]) if word[-1] == "*" else form == word
