"""Promises: a next meeting of which one president speaks in his own words.

"'We'll probably meet in Saudi Arabia,' Trump told reporters", right after their call was told: who
"we" are stands before the quotation.
"""

from collections.abc import Sequence
from functools import lru_cache

from tasks.extraction.clause_layers import Layers
from tasks.extraction.contacts.frame import Frame
from tasks.extraction.contacts.kinds import PRESIDENTS
from tasks.extraction.contacts.regions import load_inserted
from tasks.extraction.contacts.slots import is_over
from tasks.extraction.layers import SUBJECT, Match, Quotation, Sentence
from tasks.extraction.lexicon import TermIndex, load_pack, load_terms

_NEAR = 3  # paragraphs from the contact of the two


@lru_cache
def _load_we_meet(language: str) -> TermIndex:
    words = load_pack(language).get("contact_invitations", {}).get("we_meet", ())
    return TermIndex({"we_meet": words}, load_inserted(language))


def find_promise(layers: Layers, sentence: Sentence, told: Sequence[Frame]) -> Frame | None:
    """Return the summit of which a president says "we will meet", right after he met the other."""
    if not told or told[-1].names != PRESIDENTS:
        return None
    if sentence.paragraph - told[-1].sentence.paragraph > _NEAR:
        return None
    inside = [q for q in layers.quotations if q.start < sentence.end and sentence.start < q.end]
    if not inside or not _is_of_president(layers, sentence):
        return None
    words = _load_we_meet(layers.document.language).find(
        layers.document, sentence.first_token, sentence.end_token
    )
    for word in words:
        for quotation in inside:
            if quotation.start <= word.start and word.end <= quotation.end:
                return _frame(layers, sentence, quotation, word, told[-1])
    return None


def _is_of_president(layers: Layers, sentence: Sentence) -> bool:
    """Tell whether a president speaks in a sentence that names nobody but the two."""
    span = sentence.start, sentence.end
    named = {p.person_id for p in layers.people if span[0] <= p.start < span[1]}
    speakers = {
        a.speaker
        for a in layers.attributions
        if a.start < span[1] and span[0] < a.end and a.speaker
    }
    document = layers.document
    sides = load_terms(document.language, "contact_sides")
    found = sides.find(document, sentence.first_token, sentence.end_token)
    return (
        named <= PRESIDENTS and bool(speakers & PRESIDENTS) and all(s.key != "other" for s in found)
    )


def _frame(
    layers: Layers, sentence: Sentence, quotation: Quotation, word: Match, before: Frame
) -> Frame:
    start, end = max(quotation.start, sentence.start), min(quotation.end, sentence.end)
    days = [d for d in layers.dates if start <= d.start < end and d.precision != "year" and d.first]
    days = [d for d in days if not is_over(layers.document, d)]
    places = [p for p in layers.places if start <= p.start < end]
    return Frame(
        sentence,
        Match(word.start, word.end, "summit"),
        "scheduled" if days else "possible",
        status_cue=word,
        date=days[0] if days else None,
        place=places[0] if places else None,
        people=list(before.people),
        sides=SUBJECT,
    )
