"""Purposes: what somebody was in a city for, which was done and is no plan.

"X had been in Vienna to meet Y", "X estuvo en Viena para reunirse con Y". What somebody may travel
for, or was invited to, is as sure as that: "X invited Y to visit Vienna".
"""

from collections.abc import Sequence

from tasks.extraction.clause_layers import ClauseLayers
from tasks.extraction.contacts.edges import MARK
from tasks.extraction.contacts.slots import stands_apart
from tasks.extraction.layers import DateMention, Document, Match, PlaceMention
from tasks.extraction.lexicon import load_context
from tasks.extraction.speech.grammar import load_grammar
from tasks.extraction.tense_cues import load_tense_cues
from tasks.extraction.text import token_range

_LED = 10  # tokens from "may travel" to what for
_BETWEEN = 3  # tokens between the city and what for, beside the day: "in Vienna earlier on Monday"


def without_purpose(
    document: Document, clause: ClauseLayers, cues: Sequence[Match], dates: Sequence[DateMention]
) -> list[Match]:
    """Return the cues, as one of what was held the plan that somebody "was in Vienna" for."""
    cues = [cue for cue in cues if not _is_led(document, cue, cues)]
    stays = [p for p in clause.placed if stands_apart(document, p.start, "stayed")]
    return [
        cue._replace(key="held")
        if cue.key == "scheduled" and any(_is_what_for(document, p, cue, dates) for p in stays)
        else cue
        for cue in cues
    ]


def _is_led(document: Document, cue: Match, cues: Sequence[Match]) -> bool:
    """Tell an infinitive that hangs on what is but possible: "X may go to Vienna to meet Y"."""
    first = token_range(document, cue.start, cue.end)[0]
    infinitive = load_tense_cues(document.language).infinitive
    if cue.key != "scheduled" or not infinitive or document.forms[first] != infinitive:
        return False
    before = [c for c in cues if c.end <= cue.start and c is not cue]
    leads = max(before, key=lambda c: c.end, default=None)
    if leads is None or leads.key != "possible" or MARK.search(document.text, leads.end, cue.start):
        return False
    low, high = token_range(document, leads.end, cue.start)
    grammar = load_grammar(document.language)
    apart = grammar.subordinate | grammar.conjunctions
    return 0 < high - low <= _LED and apart.isdisjoint(document.forms[low:high])


def _is_what_for(
    document: Document, place: PlaceMention, cue: Match, dates: Sequence[DateMention]
) -> bool:
    """Tell whether a plan is what somebody was in a place for: it is led to by nothing else."""
    if cue.start < place.end:
        return False
    first, last = token_range(document, place.end, cue.start)
    if load_context(document.language, "purpose").find(document, first, last):
        return True  # "war in Wien, um X zu treffen"
    days = [d for d in dates if place.end <= d.start and d.end <= cue.start]
    known = sum(len(range(*token_range(document, d.start, d.end))) for d in days)
    infinitive = load_tense_cues(document.language).infinitive
    leads = not infinitive or document.forms[last] == infinitive
    return (
        leads
        and last - first - known <= _BETWEEN
        and "," not in document.text[place.end : cue.start]
    )
