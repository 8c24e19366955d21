"""Interviews: who answers says "I" and "we" of himself, and "we" of his side.

"- On Wednesday I saw the deputy secretary X": he who answers was there, whoever asks.
"""

import re
from collections.abc import Sequence
from functools import lru_cache

from tasks.extraction.clause_layers import ClauseLayers, Layers
from tasks.extraction.contacts.kinds import PRESIDENTS, SPOKESPEOPLE
from tasks.extraction.layers import SUBJECT, PersonMention
from tasks.extraction.lexicon import TermIndex, load_pack

_LINE = re.compile(r"(?:^|\n)[ \t]*(?:[—–-][ \t]|[A-ZА-ЯЁ]\.?[ \t]?:[ \t])")
_LINES = 5  # lines that begin with a dash make an interview


def find_interviewee(
    layers: Layers, clause: ClauseLayers, people: Sequence[PersonMention]
) -> list[PersonMention]:
    """Return who answers, where "I" stands in an answer that names but the other side."""
    sides = {person.side for person in people}
    if len(sides) != 1 or not sides < SUBJECT:
        return []
    words = clause.asserted(clause.terms(_load_first_person(layers.document.language)))
    who = _find_who(layers) if words else None
    if who is None or who.side not in SUBJECT - sides or clause.start < who.end:
        return []
    start, end = words[0].start, words[0].end
    return [PersonMention(start, end, who.person_id, who.name, who.side, "name")]


def _find_who(layers: Layers) -> PersonMention | None:
    """Return whom the words before the first question name, None where a text is no interview."""
    lines = [m.start() for m in _LINE.finditer(layers.document.text)]
    if len(lines) < _LINES:
        return None
    named = [
        p
        for p in layers.people
        if p.end <= lines[0]
        and p.form in ("name", "new")
        and p.side in SUBJECT
        and p.person_id not in PRESIDENTS | SPOKESPEOPLE
    ]
    return named[0] if len({p.person_id for p in named}) == 1 else None


@lru_cache
def _load_first_person(language: str) -> TermIndex:
    words = load_pack(language).get("contact_deeds", {}).get("first_person", ())
    return TermIndex({"first_person": words})
