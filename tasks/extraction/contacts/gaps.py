"""Gaps: parts of a sentence that leave the word of contact out and give a day of their own.

"The presidents spoke on 12 February, the ministers on the 15th", "on 11 April he received him in
Saint Petersburg, on the 25th — in the Kremlin": each part is one contact more.
"""

import re
from collections.abc import Sequence
from dataclasses import replace
from itertools import pairwise

from tasks.extraction.clause_layers import ClauseLayers, Layers, Span
from tasks.extraction.clause_tense import tells_tense
from tasks.extraction.contacts.contact import same_days
from tasks.extraction.contacts.edges import load_leading
from tasks.extraction.contacts.places import usable_places
from tasks.extraction.contacts.regions import Region
from tasks.extraction.contacts.separators import load_separators
from tasks.extraction.contacts.slots import is_listed, load_joiners, usable_dates
from tasks.extraction.layers import DateMention, Document, PersonMention, Sentence, Token
from tasks.extraction.speech.grammar import load_grammar
from tasks.extraction.tense_cues import load_tense_cues
from tasks.extraction.text import token_range

_EDGE = re.compile(r"[,;]")
_DASH = re.compile(r"\s*,?\s*(?:[—–]|(?<=\s)-)\s")
_END = re.compile(r"\s*(?:[.;()]|$)")
_LEAD = 4  # tokens before the day at the head of its part: "and then in Vienna in"
_REACH = 3  # tokens from the day to the city or the people of its part
_PRECISE = ("day", "month")


def split_gaps(
    layers: Layers, clause: ClauseLayers, region: Region, people: Sequence[PersonMention]
) -> list[Region]:
    """Return the parts of a region that have a day each; the region itself when it has one."""
    document = layers.document
    dates = usable_dates(document, clause, layers.dates)
    days = [d for d in dates if region.holds(d.start, d.end) and d.precision in _PRECISE]
    if len(days) < 2:
        return [region]
    marks: list[Span] = [*usable_places(document, clause, layers.places), *people]
    lengths = clause.asserted(layers.durations)
    inserted: list[Span] = [*clause.asserted(layers.places), *lengths]
    cuts: list[int] = []
    for earlier, later in pairwise(days):
        cut = _cut(document, earlier.end, later.start, people)
        if cut is None or same_days(earlier, later) or is_listed(document, earlier, later):
            continue  # "the February talks were held on the 27th": one day
        told_again = any(cut <= trigger.start for trigger in region.triggers)
        between = any(earlier.end <= t.start < later.start for t in region.triggers)
        more = _gives_more(document, cut, later, marks) or (
            not between and _is_one_more(document, cut, later, days, lengths)
        )
        if not told_again and more:
            cuts.append(_with_insertion(document, earlier.end, cut, inserted))
    starts, ends = [region.start, *cuts], [*cuts, region.end]
    parts = [replace(region, start=a, end=b) for a, b in zip(starts, ends, strict=True)]
    shared = region.start, days[0].start  # "twice in Vienna: on 2 May, for an hour, and on 5 June"
    return [parts[0], *(_part(document, clause, layers, part, shared) for part in parts[1:])]


def _part(
    document: Document, clause: ClauseLayers, layers: Layers, part: Region, shared: tuple[int, int]
) -> Region:
    """Return a later part of a region; where it names no place, that before all days is its own."""
    places = usable_places(document, clause, layers.places)
    placed = any(part.holds(p.start, p.end) for p in places)
    return replace(part, opener="gap", lead=None if placed else shared)


def share_people(
    parts: Sequence[Region], part: Region, people: Sequence[PersonMention]
) -> list[PersonMention]:
    """Return the people of a part: its own, and of a side it does not name those of the first."""
    if part is parts[0]:
        return [p for p in people if p.start < part.end]
    own = [p for p in people if part.start <= p.start and p.end <= part.end]
    sides = {person.side for person in own}
    first = [p for p in people if p.start < parts[0].end]
    return own + [person for person in first if person.side not in sides]


def _cut(document: Document, start: int, end: int, people: Sequence[PersonMention]) -> int | None:
    """Return where the part of the later of two days begins: after a comma or a joining word."""
    first, last = token_range(document, start, end)
    joining = load_grammar(document.language).conjunctions
    edges = [mark.end() for mark in _EDGE.finditer(document.text, start, end)]
    edges += [
        token.start
        for token in document.tokens[first:last]
        if token.form in joining and not _joins_people(document, token, people)
    ]
    if not edges:
        return None
    # "Abu Dhabi, 23 January; Geneva, 17 February": semicolons part, commas stand inside.
    edge = document.text.rfind(";", start, end) + 1 or max(edges)
    begin, stop = token_range(document, edge, end)
    return edge if stop - begin <= _LEAD else None


def _with_insertion(document: Document, start: int, cut: int, inserted: Sequence[Span]) -> int:
    """Return where a part begins with what is put in: "and, for over an hour, on 29 April"."""
    first, last = token_range(document, max(start, document.text.rfind(";", start, cut)), cut)
    joining = load_grammar(document.language).conjunctions | load_joiners(document.language)
    for i in reversed(range(first, last)):
        token = document.tokens[i]
        if tells_tense(document, i):
            return cut
        if token.form in joining and document.text[token.end] == ",":
            told = any(token.end <= span.start and span.end <= cut for span in inserted)
            return token.start if told else cut
    return cut


def _joins_people(document: Document, word: Token, people: Sequence[PersonMention]) -> bool:
    """Tell the word of a pair: "the call of 3 June between Trump and Putin, moved to the 6th"."""
    after = [p for p in people if p.start >= word.end]
    if not after:
        return False
    joining, stop = document.text[word.start : word.end], after[0].start
    before = [p for p in people if p.end <= word.start]
    return any(document.text[one.end : stop].strip() == joining for one in before)


def _gives_more(document: Document, cut: int, day: Span, marks: Sequence[Span]) -> bool:
    """Tell whether a day is followed by a dash, or by who or where, or led in by these."""
    day_end = day.end
    if any(cut <= mark.start and mark.end <= day.start for mark in marks):
        return True
    # "the last — on 3 July", "on the 25th — in the Kremlin"
    if _DASH.match(document.text, day_end) or _DASH.search(document.text, cut, day.start):
        return True
    for mark in marks:
        first, last = token_range(document, day_end, mark.start)
        apart = _EDGE.search(document.text, day_end, max(mark.start, day_end))
        if mark.start >= day_end and last - first <= _REACH and not apart:
            return True
    return False


def _is_one_more(
    document: Document,
    cut: int,
    day: DateMention,
    days: Sequence[DateMention],
    lengths: Sequence[Span],
) -> bool:
    """Tell whether a part tells of one more day and, at most, how long or where it was.

    "On 2 May, for an hour, and again on 5 June at the embassy"; not "and on 5 June he said so".
    """
    first, last = token_range(document, cut, day.start)
    joiners = load_joiners(document.language)
    if not all(token.form in joiners for token in document.tokens[first:last]):
        return False
    if _END.match(document.text, day.end) or _opens_clause(document, day.end):
        return True
    if any(document.text[day.end : lasted.start] == ", " for lasted in lengths):
        return True  # "on 18 March, two hours, and on 19 May"
    if any(day.end <= other.start and is_listed(document, day, other) for other in days):
        return True
    following = token_range(document, day.start, day.end)[1]
    if load_separators(document.language).find(document, first, following + 1):
        return False  # "a day after the deputies had met"
    after = document.tokens[following : following + 1]
    return bool(after) and after[0].form in load_leading(document.language)


def _opens_clause(document: Document, end: int) -> bool:
    """Tell a day that a clause goes on about: "and on 29 April, when he offered a truce"."""
    first, _ = token_range(document, end, len(document.text))
    after = document.tokens[first : first + 1]
    if not after or document.text[end : after[0].start].strip() != ",":
        return False
    then = load_tense_cues(document.language).then
    return after[0].form in load_grammar(document.language).subordinate | then


def without_occasion(
    document: Document, sentence: Sentence, region: Region, people: Sequence[PersonMention]
) -> list[PersonMention]:
    """Leave out third parties that only tell when it was: "they spoke, just before X arrived"."""
    last = region.triggers[-1].end
    found = load_separators(document.language).find(
        document, sentence.first_token, sentence.end_token
    )
    times = [s.start for s in found if s.key == "apart" and last <= s.start]
    return [p for p in people if p.side in ("RU", "US") or not any(t < p.start for t in times)]
