"""Contact scope: a region of a sentence with the layers by which it is read."""

from dataclasses import dataclass
from functools import lru_cache

from tasks.extraction.clause_layers import ClauseLayers, Layers
from tasks.extraction.contacts.regions import Region
from tasks.extraction.layers import Document, Match, Sentence
from tasks.extraction.lexicon import TermIndex, load_pack, load_terms

_STRONGER = ("call", "summit", "consultations", "round", "meeting", "talks")
_STRENGTH = (*_STRONGER, "seen", "spoken", "conversation", "paired", "visit", "same", "detail")


@dataclass(frozen=True)
class Reading:
    """A region of a sentence with the layers it is read by."""

    layers: Layers
    clause: ClauseLayers
    sentence: Sentence
    region: Region

    @property
    def document(self) -> Document:
        """The text."""
        return self.layers.document

    @property
    def trigger(self) -> Match:
        """The word of contact that tells most of its kind."""
        if len(self.region.triggers) == 1:
            return self.region.triggers[0]
        return min(self.region.triggers, key=lambda m: (_STRENGTH.index(m.key), m.start))

    @property
    def tells_of_three(self) -> bool:
        """Whether the region has a word such as "trilateral"."""
        found = self.clause.terms(_load_joint(self.document.language))
        return any(self.region.holds(match.start, match.end) for match in found)

    def terms(self, table: str) -> list[Match]:
        """Return the terms of a table of the language pack that stand in the region."""
        found = self.clause.terms(load_terms(self.document.language, table))
        return [match for match in found if self.region.holds(match.start, match.end)]


@lru_cache
def _load_joint(language: str) -> TermIndex:
    return TermIndex({"joint": load_pack(language).get("relevance", {}).get("joint", ())})
