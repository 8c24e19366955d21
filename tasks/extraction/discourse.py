"""Discourse: who was mentioned so far, for the words that call somebody back."""

import re
from collections.abc import Callable, Collection
from itertools import pairwise
from typing import NamedTuple

from tasks.extraction.layers import SUBJECT, Document
from tasks.extraction.lexicon import load_table
from tasks.extraction.titles.posts import offices_of, side_of
from tasks.extraction.titles.reading import Title

PAIR_REACH = 700  # characters back that "the two men" can point
_REACH = 2500  # the same for a bare word such as "the diplomat"
_BREAK = re.compile(r"[.!?…]\s|\n")


class Trace(NamedTuple):
    """A person the text has mentioned, and where."""

    person_id: str
    position: int


class Discourse:
    """The people of one text in the order of their mentions, up to where the reader is."""

    def __init__(self, document: Document) -> None:
        """Begin with nobody mentioned."""
        self._document = document
        self.traces: list[Trace] = []

    def add(self, person_id: str, position: int) -> None:
        """Note a mention."""
        self.traces.append(Trace(person_id, position))

    def has(self, person_id: str) -> bool:
        """Tell whether somebody was mentioned."""
        return any(trace.person_id == person_id for trace in self.traces)

    def latest(self, title: Title, fits: Callable[[str], bool]) -> str | None:
        """Return who was mentioned last of those that fit the title's side, gender and `fits`."""
        for trace in reversed(self.traces):
            if title.start - trace.position > _REACH:
                return None
            entry = load_table("people")[trace.person_id]
            if title.sides and entry.get("side") not in title.sides:
                continue
            if title.gender and bool(entry.get("female")) != (title.gender == "f"):
                continue
            if fits(trace.person_id):
                return trace.person_id
        return None

    def last_two(self, title: Title, fits: Callable[[str], bool], reach: int) -> tuple[str, ...]:
        """Return the last two people of different sides that fit; nobody when there are not two."""
        last: str | None = None
        for trace in reversed(self.traces):
            if title.start - trace.position > reach:
                return ()
            if not fits(trace.person_id):
                continue
            if last is None:
                last = trace.person_id
            elif side_of(trace.person_id) != side_of(last):
                return (trace.person_id, last)
        return ()

    def last_together(self, title: Title) -> tuple[str, ...]:
        """Return the last two people of different sides named in one sentence."""
        for earlier, later in reversed(list(pairwise(self.traces))):
            if title.start - earlier.position > PAIR_REACH:
                return ()
            sides = {side_of(earlier.person_id), side_of(later.person_id)}
            if len(sides) > 1 and not self.parted(earlier.position, later.position):
                return (earlier.person_id, later.person_id)
        return ()

    def are_together(self, people: Collection[str]) -> bool:
        """Tell whether people were last mentioned in one sentence."""
        last = {trace.person_id: trace.position for trace in self.traces}
        spots = sorted(last[person_id] for person_id in people)
        return bool(spots) and not self.parted(spots[0], spots[-1])

    def has_third(self, office: str) -> bool:
        """Tell whether somebody of a third country, holding such a post, was mentioned."""
        on = self._document.published
        return any(
            office in offices_of(trace.person_id, on) and side_of(trace.person_id) not in SUBJECT
            for trace in self.traces
        )

    def parted(self, start: int, end: int) -> bool:
        """Tell whether a sentence ends between two places of the text."""
        return _BREAK.search(self._document.text[start:end]) is not None
