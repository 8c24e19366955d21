"""Asides of saying: "X, as Axios writes, will …", "As Axios writes, on Friday X will …".

Who stands before them does not say it; what stands after them is not of the saying.
"""

from dataclasses import replace

from tasks.extraction.layers import Match
from tasks.extraction.speech.clauses import Clause, find_clause
from tasks.extraction.speech.edges import Stretch

_LEAD = 3  # tokens from "as" to its verb: "как ранее сообщил"


def find_aside(stretch: Stretch, verb: Match) -> Stretch | None:
    """Return the part of a stretch that begins with the "as" before a verb of saying."""
    comma = stretch.document.text.rfind(",", stretch.start, verb.start)
    begin = comma + 1 if comma >= 0 else stretch.start
    words = stretch.tokens(begin, verb.start) if comma >= 0 or _opens(stretch) else ()
    if not words or words[0].form not in stretch.grammar.likening:
        return None
    start = words[0].start
    voices = [x for x in stretch.voices if x.start >= start]
    if len(words) > _LEAD and not any(x.start < verb.start for x in voices):
        return None
    return replace(stretch, start=start, voices=voices)


def _opens(stretch: Stretch) -> bool:
    return stretch.start == stretch.sentence.start


def find_clause_of_aside(stretch: Stretch, verb: Match) -> Clause | None:
    """Return the clause of an aside up to its comma, None when nobody is named in it."""
    clause = find_clause(stretch, verb, None)
    if clause is None or clause.voice is None:
        return None
    comma = stretch.document.text.find(",", max(verb.end, clause.voice.end), clause.end)
    return clause if comma < 0 else clause._replace(end=comma)
