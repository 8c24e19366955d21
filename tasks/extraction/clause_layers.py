"""The layers of one sentence: what it asserts itself, not what it quotes or who reports it."""

import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from typing import Any, Protocol, TypeVar

from tasks.extraction.layers import (
    SUBJECT,
    Attribution,
    DateMention,
    Document,
    DurationMention,
    Match,
    PersonMention,
    PlaceMention,
    Quotation,
    Sentence,
    TopicMention,
    VenueMention,
)
from tasks.extraction.lexicon import TermIndex, load_terms
from tasks.extraction.speech.grammar import load_grammar
from tasks.extraction.speech.insertions import load_reporting_verbs
from tasks.extraction.text import token_range


@dataclass(frozen=True, slots=True)
class Layers:
    """Everything that was found in one document, as the talks pass needs it."""

    document: Document
    dates: tuple[DateMention, ...]
    durations: tuple[DurationMention, ...]
    people: tuple[PersonMention, ...]
    places: tuple[PlaceMention, ...]
    venues: tuple[VenueMention, ...]
    quotations: tuple[Quotation, ...]
    attributions: tuple[Attribution, ...]
    topics: tuple[TopicMention, ...]
    # Where a sentence begins and ends, and from where it asserts → its layers: kept by `layers_of`.
    clauses: dict[tuple[int, int, int], "ClauseLayers"] = field(
        default_factory=dict, repr=False, compare=False
    )


class Span(Protocol):
    """Anything that stands somewhere in the text."""

    @property
    def start(self) -> int:
        """First character."""

    @property
    def end(self) -> int:
        """One past the last character."""


_MARKS = re.compile(r"[^\w\s.'’-]")
_CONTACTS = frozenset({"call", "summit", "meeting", "talks", "round", "consultations", "visit"})
_TITLE = 4  # tokens from a verb of telling to the name: "told the American president"
_FEW = 8  # tokens in quotation marks that a sentence takes into its own
_WORDS = 3  # in quotation marks: how they “talked productively”
_FRAGMENT = 5  # words, too few to be what somebody says
S = TypeVar("S", bound=Span)
T = TypeVar("T")


class ClauseLayers:
    """Selects from the layers of a document what one sentence asserts."""

    def __init__(
        self, layers: Layers, sentence: Sentence, asserts_from: int, *, quoted: bool = False
    ) -> None:
        """Look at `sentence`; what stands before `asserts_from` is its dateline.

        With `quoted`, what stands inside quotation marks counts as asserted.
        """
        self.document = layers.document
        self._found: dict[TermIndex, list[Match]] = {}
        self._made: dict[str, list[Any]] = {}
        self._sentence = sentence
        self._asserts_from = asserts_from
        start, end = sentence.start, sentence.end
        self.everybody: list[PersonMention] = [
            p for p in layers.people if p.start < end and start < p.end
        ]
        self.placed = [p for p in layers.places if p.start < end and start < p.end]
        self.dated = [d for d in layers.dates if d.start < end and start < d.end]
        self.lasting = [d for d in layers.durations if d.start < end and start < d.end]
        inside = [q for q in layers.quotations if q.start < end and start < q.end]
        self.has_quotation = bool(inside)
        self._quoted = [] if quoted else inside
        self._speeches = [q for q in self._quoted if not _is_fragment(layers.document, q)]
        # A bare name before a quotation tells who speaks; its sentence asserts it all the same.
        self.said: list[Attribution] = [
            a
            for a in layers.attributions
            if a.start < end
            and start < a.end
            and (not self._is_bare_name(a) or self._is_head(layers, a))
            and not self._tells_of_both(a)
        ]

    def _is_bare_name(self, said: Attribution) -> bool:
        """Tell whether a clause of saying is a name, perhaps with a title, and no verb."""
        if any(p.start <= said.start and said.end <= p.end for p in self.everybody):
            return True
        if not any(said.start <= p.start and said.end == p.end for p in self.everybody):
            return False
        verbs = load_reporting_verbs(self.document.language)
        return not verbs.find(self.document, *token_range(self.document, said.start, said.end))

    def _is_head(self, layers: Layers, said: Attribution) -> bool:
        """Tell who opens a sentence that his verb of saying ends: "Peskov, … söyledi"."""
        return bool(load_grammar(self.document.language).setting) and any(
            a.speaker_name == said.speaker_name and said.end < a.start < self.end
            for a in layers.attributions
        )

    def _tells_of_both(self, said: Attribution) -> bool:
        """Tell whether one side speaks to the other: "Trump told Putin by telephone"."""
        inside = [p for p in self.everybody if said.start <= p.start and p.end <= said.end]
        told = self._told_to(said)
        return {person.side for person in [*inside, *told]} >= SUBJECT

    def _told_to(self, said: Attribution) -> list[PersonMention]:
        """Return whom a verb of telling that ends a clause of saying has right after it.

        "Putin warned Trump that …"; not "Putin said Trump wanted it". Where there is a word of
        contact, it tells when they spoke.
        """
        contacts = self.terms(load_terms(self.document.language, "contacts"))
        if any(word.key in _CONTACTS for word in contacts):
            return []
        first, last = token_range(self.document, said.start, said.end)
        verbs = load_terms(self.document.language, "contact_deeds").find(self.document, first, last)
        tells = any(v.key in ("tells", "warns") and v.end >= said.end for v in verbs)
        return [p for p in self.everybody if tells and self._is_right_after(said, p)]

    def _is_right_after(self, said: Attribution, person: PersonMention) -> bool:
        first, last = token_range(self.document, said.end, person.start)
        plain = not _MARKS.search(self.document.text[said.end : person.start])
        return said.end <= person.start and last - first <= _TITLE and plain

    @property
    def start(self) -> int:
        """Where the sentence begins."""
        return self._sentence.start

    @property
    def end(self) -> int:
        """Where the sentence ends."""
        return self._sentence.end

    def once(self, name: str, make: Callable[[], list[T]]) -> list[T]:
        """Return what was made of the sentence under this name, made when it is asked for first."""
        made = self._made.get(name)
        if made is None:
            made = self._made[name] = make()
        return made

    def terms(self, index: TermIndex) -> list[Match]:
        """Return the terms of a list that stand in the sentence."""
        found = self._found.get(index)
        if found is None:
            first, end = self._sentence.first_token, self._sentence.end_token
            found = self._found[index] = index.find(self.document, first, end)
        return found

    def matches(self, pattern: re.Pattern[str]) -> bool:
        """Tell whether a pattern stands in the sentence as printed."""
        span = self._sentence
        return pattern.search(self.document.text, span.start, span.end) is not None

    def unquoted(self, items: Iterable[S]) -> list[S]:
        """Return the items outside quotation marks, and in those around a few words.

        These are the sentence's own: they “talked productively”.
        """
        said = [q for q in self._quoted if not _is_fragment(self.document, q, _WORDS)]
        return [i for i in items if not any(_holds(q, i) for q in said)]

    def worded(self, items: Iterable[S]) -> list[S]:
        """Return the items in the few words that the sentence quotes: "lasted “about an hour”"."""
        few = [q for q in self._quoted if _is_fragment(self.document, q, _FEW)]
        return [i for i in items if any(_holds(q, i) for q in few)]

    def asserted(self, items: Iterable[S]) -> list[S]:
        """Return the items that the sentence asserts itself."""
        inside = [
            item
            for item in items
            if self._asserts_from <= item.start and item.end <= self._sentence.end
        ]
        if not inside:
            return inside
        reported = [any(a.start <= i.start and i.end <= a.end for a in self.said) for i in inside]
        own = [item for item, is_reported in zip(inside, reported, strict=True) if not is_reported]
        return [i for i in own if not any(_holds(q, i) for q in self._speeches)]


def layers_of(layers: Layers, sentence: Sentence, asserts_from: int | None = None) -> ClauseLayers:
    """Return the layers of a sentence, which many rules ask for: made once, with what they find.

    What stands before `asserts_from` is its dateline.
    """
    start = sentence.start if asserts_from is None else asserts_from
    key = sentence.start, sentence.end, start
    clause = layers.clauses.get(key)
    if clause is None:
        clause = layers.clauses[key] = ClauseLayers(layers, sentence, start)
    return clause


def _is_fragment(document: Document, quotation: Span, longest: int = _FRAGMENT) -> bool:
    """Tell whether a few words are quoted inside a sentence of the author's: "in May"."""
    first, last = token_range(document, quotation.start, quotation.end)
    return last - first <= longest


def _holds(quotation: Span, item: Span) -> bool:
    return quotation.start < item.start and item.end < quotation.end


def overlap(one: Span, other: Span) -> bool:
    """Tell whether two spans share a character."""
    return one.start < other.end and other.start < one.end
