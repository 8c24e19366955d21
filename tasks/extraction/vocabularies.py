"""Vocabularies: all word lists of a language in one, so that a text is looked through once."""

from collections.abc import Iterable, Mapping, Sequence
from typing import NamedTuple, Protocol

from tasks.extraction.layers import Document, Match

SHORTEST_PREFIX = 3
_FEW = 50  # words after one: those met first are mostly the frequent ones
_MOST_KNOWN = 100_000  # words whose terms are remembered: a bound on memory, never reached in a run

_make = tuple.__new__  # what Match(...) comes to, without a call of Python for each
Found = tuple[int, int, Match]  # the first token of a term, the token after it, the match


class Term(NamedTuple):
    """A term of a vocabulary: its words, and the key it stands for."""

    words: tuple[str, ...]
    key: str
    last: tuple[str, ...] = ()  # the words at the end of the clause: "an" of "rief … an"


class Index(Protocol):
    """A vocabulary: what is asked of it while a text is looked through."""

    inserted: dict[str, list[tuple[str, ...]]]
    heads: dict[str, list[Term]]  # by their first word
    stems: dict[str, list[Term]]  # by what that begins with

    def opened_by(self, form: str, stems: Sequence[str]) -> tuple[Term, ...]:
        """Return the terms that a word opens, the ones to prefer first."""

    def fitting(self, terms: Sequence[Term], following: str) -> tuple[Term, ...]:
        """Return those of some terms that may go on with a word."""

    def first_of(
        self, terms: Iterable[Term], document: Document, position: int, stop: int
    ) -> Found | None:
        """Return the first of some terms that stands at a token."""


# By vocabulary, what may stand there; with its key where that is one word, which so stands there.
_Hits = tuple[tuple[Index, tuple[Term, ...], str | None], ...]


def _alone(term: Term) -> str | None:
    """Return the key of a term of one word, None when it has more."""
    return term.key if len(term.words) == 1 and not term.last else None


class _Opened(dict[str, _Hits]):
    """What one word opens in each vocabulary, by the word after it."""

    def __init__(self, terms: Mapping[Index, tuple[Term, ...]]) -> None:
        super().__init__()
        self.terms = terms  # the ones to prefer first
        seconds = {t.words[1] for known in terms.values() for t in known if len(t.words) > 1}
        stems = [word[:-1] for word in seconds if word[-1] == "*"]
        self._sizes = frozenset(map(len, stems))
        self._seconds = seconds.union(stems, *(index.inserted for index in terms))
        self._alone = self._find("")

    def __missing__(self, following: str) -> _Hits:
        """Return what goes on with a word; of those that no term has second, few are remembered."""
        heads = [following[:size] for size in self._sizes]
        if following in self._seconds or not self._seconds.isdisjoint(heads):
            self[following] = hits = self._find(following)
            return hits
        if len(self) < _FEW:
            self[following] = self._alone
        return self._alone

    def _find(self, following: str) -> _Hits:
        found = ((index, index.fitting(known, following)) for index, known in self.terms.items())
        return tuple((index, terms, _alone(terms[0])) for index, terms in found if terms)


class Vocabularies(dict[str, _Opened | None]):
    """All vocabularies of a language in one: word → what it opens, worked out once.

    So a text is looked through once, not once for each vocabulary.
    """

    def __init__(self) -> None:
        super().__init__()
        self._known: list[Index] = []
        self._by_head: dict[str, list[Index]] = {}
        self._by_stem: dict[str, list[Index]] = {}
        self._longest = 0

    def add(self, index: Index) -> None:
        """Look for the terms of one more vocabulary in the texts to come."""
        self._known.append(index)
        for head in index.heads:
            self._by_head.setdefault(head, []).append(index)
        for stem in index.stems:
            self._by_stem.setdefault(stem, []).append(index)
        self._longest = max(self._longest, max(map(len, index.stems), default=0))
        self.clear()

    def __missing__(self, form: str) -> _Opened | None:
        """Return what a word opens, None when it opens nothing."""
        sizes = range(min(len(form), self._longest), SHORTEST_PREFIX - 1, -1)
        stems = [form[:size] for size in sizes if form[:size] in self._by_stem]
        # Only the few vocabularies that have the word are asked for it, each once.
        asked = dict.fromkeys(self._by_head.get(form, ()))
        for stem in stems:
            asked.update(dict.fromkeys(self._by_stem[stem]))
        opened = {index: index.opened_by(form, stems) for index in asked}
        if len(self) >= _MOST_KNOWN:
            self.clear()
        self[form] = known = _Opened(opened) if opened else None
        return known

    def look_through(self, document: Document) -> None:
        """Put the terms of every vocabulary that stand in a document into it."""
        forms, tokens = document.forms, document.tokens
        stop = len(forms)
        matches = document.matches
        matches.update((index, []) for index in self._known)
        for position, opened in enumerate(map(self.__getitem__, forms)):
            if opened is None:
                continue
            beyond = position + 1
            start, end, _ = tokens[position]
            for index, terms, key in opened[forms[beyond] if beyond < stop else ""]:
                if key is not None:
                    matches[index].append((position, beyond, _make(Match, (start, end, key))))
                elif found := index.first_of(terms, document, position, stop):
                    matches[index].append(found)
