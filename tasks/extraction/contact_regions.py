"""Regions: the part of a sentence that belongs to each contact it speaks of.

Most sentences speak of one contact, however many words they have for it. A sentence is parted where
two of these words cannot mean the same: a call and a meeting, or words on the two sides of "after",
"ahead of", "agreed to", or two pairs of people of their own.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import timedelta
from functools import lru_cache
from itertools import pairwise

from tasks.extraction.clause_layers import ClauseLayers
from tasks.extraction.contact_edges import MARK, day_governed, ends_alone, last_edge
from tasks.extraction.contact_ellipsis import is_elided
from tasks.extraction.contact_owners import owner_start
from tasks.extraction.contact_relatives import find_relatives, is_relative, without_relatives
from tasks.extraction.contact_separators import find_comma, load_separators
from tasks.extraction.grammar import load_grammar
from tasks.extraction.layers import DateMention, Document, Match, PersonMention, Sentence
from tasks.extraction.lexicon import load_pack
from tasks.extraction.text import token_range

BY_TELEPHONE = frozenset({"call"})
_DETAIL = "detail"
IN_PERSON = frozenset({"summit", "meeting", "visit", "consultations", "round"})
_DATED = frozenset(
    {"call", "summit", "meeting", "visit", "consultations", "round", "talks", "spoken", "paired"}
    | {"conversation"}
)
_OTHER_DAY, _TRIP = timedelta(days=1), timedelta(days=4)  # talks go on for some days
_GOVERNED = 3  # tokens from "after" to the word of contact that it governs
_MARK_COST, _CLAUSE_COST = 3, 4
_BESIDE = 6  # tokens after a word of contact in which its own pair stands: "a call between X and Y"


@dataclass(frozen=True, slots=True)
class Region:
    """A part of a sentence and the words of contact in it."""

    start: int
    end: int
    triggers: tuple[Match, ...]
    parted: bool = False  # from the region before, with which it may share its subject
    opener: str = ""  # what parts it from the region before: "apart", "dated", "onward" …
    lead: tuple[int, int] | None = None  # "On Monday, after a call, they met": the day is theirs

    def holds(self, start: int, end: int) -> bool:
        """Tell whether a span lies in the region."""
        if self.lead is not None and self.lead[0] <= start and end <= self.lead[1]:
            return True
        return self.start <= start and end <= self.end


@lru_cache
def load_inserted(language: str) -> tuple[str, ...]:
    """Return the words that may stand between those of a term: "has also met"."""
    return tuple(load_pack(language).get("contact_context", {}).get("inserted", ()))


def hands_on(document: Document, clause: ClauseLayers, region: Region, trigger: Match) -> bool:
    """Tell whether those named before only agreed to it: "the ministers agreed on a new round"."""
    onward = [m for m in clause.terms(load_separators(document.language)) if m.key == "onward"]
    return any(region.holds(m.start, m.end) and m.end <= trigger.start for m in onward)


def distance(document: Document, start: int, end: int, trigger: Match) -> int:
    """Return how far a span is from a word of contact: tokens, marks and clauses between them."""
    if start < trigger.end and trigger.start < end:
        return 0
    first, last = (end, trigger.start) if end <= trigger.start else (trigger.end, start)
    length = 0
    for left, right in without_relatives(document, first, last):
        begin, stop = token_range(document, left, right)
        words = document.tokens[begin:stop]
        subordinate = load_grammar(document.language).subordinate
        clauses = sum(word.form in subordinate for word in words)
        marks = len(MARK.findall(document.text, left, right))
        length += stop - begin + _MARK_COST * marks + _CLAUSE_COST * clauses
    return length


def split_regions(
    document: Document,
    sentence: Sentence,
    triggers: Sequence[Match],
    people: Sequence[PersonMention],
    days: Sequence[DateMention] = (),
    dates: Sequence[DateMention] = (),
) -> list[Region]:
    """Return the regions of a sentence, one for each contact it speaks of.

    `days`: those that a contact can have; `dates`: all, with those of "since September".
    """
    relatives = find_relatives(document, sentence.start, sentence.end)
    separators = [
        separator
        for separator in _find_separators(document, sentence, triggers, days, dates)
        if not any(r.start <= separator.start and separator.end <= r.word for r in relatives)
    ]
    groups: list[list[Match]] = [[triggers[0]]]
    starts, openers = [sentence.start], [""]
    leads: list[tuple[int, int] | None] = [None]
    for earlier, later in pairwise(triggers):
        if later.key == _DETAIL and is_relative(relatives, earlier.end, later.start):
            groups[-1].append(later)  # "after the meeting, which lasted an hour, …"
            continue
        between = [s for s in separators if earlier.end <= s.start and s.end <= later.start]
        opening = _opening(document, starts[-1], earlier, later, separators, days)
        lead: tuple[int, int] | None = None
        position = _part(document, people, earlier, later, between[-1], dates) if between else None
        if position is None and opening is not None:
            lead, position = (starts[-1], opening[0]), opening[1]
            starts[-1], openers[-1] = opening[0], "opened"
        joined = earlier.key == _DETAIL  # "flanked by X and Y they talked"
        own = None if joined else _pair_before(document, people, earlier, later)
        if position is None and own is not None:
            position = last_edge(document, earlier.end, own)
        if position is None and (
            _clash(groups[-1], later)
            or (not joined and _has_other_pair(document, people, earlier, later))
        ):
            position = min(
                last_edge(document, earlier.end, later.start),
                owner_start(document, people, earlier, later),
            )
        opener = between[-1].key if between else ""
        if position is None and is_elided(document, days, starts[-1], later):
            position, opener = later.start, "elided"
        if position is None and (edge := _day_edge(document, days, starts[-1], earlier, later)):
            position, opener = edge, "dated"
        if position is None:
            groups[-1].append(later)
            continue
        groups.append([later])
        starts.append(position)
        leads.append(lead)
        openers.append(opener)
    ends = [*starts[1:], sentence.end]
    told = [r for r in relatives if r.start <= groups[-1][0].start and groups[-1][-1].end <= r.end]
    if len(groups) > 1 and told and leads[-2] is None:
        leads[-2] = (told[-1].end, sentence.end)  # "the summit, which a call agreed on, was …"
        ends[-1] = told[-1].end
    return [
        Region(start, end, tuple(group), start > sentence.start, opener, lead)
        for start, end, group, opener, lead in zip(
            starts, ends, groups, openers, leads, strict=True
        )
    ]


def _find_separators(
    document: Document,
    sentence: Sentence,
    triggers: Sequence[Match],
    days: Sequence[DateMention],
    dates: Sequence[DateMention],
) -> list[Match]:
    """Return the words of a sentence that may part two contacts."""
    found = load_separators(document.language).find(
        document, sentence.first_token, sentence.end_token
    )
    # "Announced on May 8, two days after he had seen him": the days are of what comes after.
    return [
        s._replace(start=min([s.start, *(d.start for d in dates if d.start < s.start < d.end)]))
        if triggers[0].end <= s.start
        else s
        for s in found
        if not any(_overlap(s, t) for t in triggers)
        # "The day before" parts nothing.
        and not (
            s.key == "apart" and any(_overlap(s, d) for d in days) and ends_alone(document, s.end)
        )
    ]


def _part(
    document: Document,
    people: Sequence[PersonMention],
    earlier: Match,
    later: Match,
    separator: Match,
    dates: Sequence[DateMention],
) -> int:
    """Return where a separator parts two regions: "… and that X invited Y" at its conjunction.

    "A call in which X and Y agreed to meet": at the verb, both are of the call.
    """
    if alone := day_governed(document, separator, dates):
        return last_edge(document, alone.end, later.start)
    if separator.key != "onward":
        return separator.start
    edge = last_edge(document, earlier.end, separator.start)
    near = {p.person_id: p.side for p in people if earlier.end <= p.start < separator.start}
    together = set(near.values()) >= {"RU", "US"} and len(near) == 2
    return separator.start if together else edge


def _overlap(one: Match, other: Match | DateMention) -> bool:
    return one.start < other.end and other.start < one.end


def _opening(
    document: Document,
    start: int,
    earlier: Match,
    later: Match,
    separators: Sequence[Match],
    days: Sequence[DateMention],
) -> tuple[int, int] | None:
    """Return where "after a call," begins and ends, when a word of contact stands so."""
    governing = [
        s
        for s in separators
        if s.key != "onward"
        and start <= s.start
        and s.end <= earlier.start
        and distance(document, s.start, s.end, earlier) <= _GOVERNED
    ]
    if not governing:
        return None
    comma = find_comma(document, earlier, later, days)
    if governing[-1].key == "eve":
        comma = document.text.find(",", earlier.end, later.start)
    if comma < 0:
        return None
    return governing[-1].start, comma + 1


def _clash(group: Sequence[Match], later: Match) -> bool:
    keys = {m.key for m in group}
    if later.key in BY_TELEPHONE:
        return bool(keys & IN_PERSON) and not keys & BY_TELEPHONE
    return later.key in IN_PERSON and bool(keys & BY_TELEPHONE)


def _day_edge(
    document: Document, days: Sequence[DateMention], start: int, earlier: Match, later: Match
) -> int | None:
    """Return where two words of contact part that have a day of their own in their clauses."""
    if later.key not in _DATED or earlier.key not in _DATED:
        return None
    edge = last_edge(document, earlier.end, later.start)
    before = [d for d in days if start <= d.start and d.end <= edge]
    after = [
        d for d in days if edge <= d.start and distance(document, d.start, d.end, later) <= _BESIDE
    ]
    if not before or not after or edge >= later.start:
        return None
    least = _OTHER_DAY if BY_TELEPHONE & {earlier.key, later.key} else _TRIP
    apart = all(
        abs(a.first - b.first) >= least for a in before for b in after if a.first and b.first
    )
    return edge if apart else None


def _has_other_pair(
    document: Document, people: Sequence[PersonMention], earlier: Match, later: Match
) -> bool:
    """Tell whether both words have a pair of people of their own, and not the same."""
    after = _pair(
        p
        for p in people
        if p.start >= later.end and distance(document, p.start, p.end, later) <= _BESIDE
    )
    before = _pair(p for p in people if p.end <= later.start)
    return bool(after and before) and not after & before


def _pair_before(
    document: Document, people: Sequence[PersonMention], earlier: Match, later: Match
) -> int | None:
    """Return where a pair of its own begins right before the later word, if there is one.

    "Trump and Putin spoke by phone and their diplomats, Rubio and Lavrov, met six days later".
    """
    between = [p for p in people if earlier.end <= p.start and p.end <= later.start]
    if not between or distance(document, between[-1].start, between[-1].end, later) > _BESIDE:
        return None
    pairs = (i for i in reversed(range(len(between))) if _pair(between[i:]))
    first = between[next(pairs, 0)].start
    after = _pair(p for p in between if p.start >= first)
    before = _pair(p for p in people if p.start < first)
    return first if after and before and not after & before else None


def _pair(people: Iterable[PersonMention]) -> set[str]:
    found = {p.person_id: p.side for p in people}
    return set(found) if {"RU", "US"} <= set(found.values()) else set()
