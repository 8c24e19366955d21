"""Regions: the part of a sentence that belongs to each contact it speaks of.

Most sentences speak of one contact, however many words they have for it. A sentence is parted where
two of these words cannot mean the same: a call and a meeting, or words on the two sides of "after",
"ahead of", "agreed to", or two pairs of people of their own.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import pairwise

from tasks.extraction.clause_layers import ClauseLayers
from tasks.extraction.contacts.agreements import (
    ONWARD,
    day_of_purpose,
    is_agreed,
    subject_behind,
)
from tasks.extraction.contacts.edges import day_governed, distance, last_edge
from tasks.extraction.contacts.ellipsis import is_elided
from tasks.extraction.contacts.occasions import occasion_start
from tasks.extraction.contacts.owners import owner_start
from tasks.extraction.contacts.pairs import behind_two, has_other_pair, pair_before
from tasks.extraction.contacts.postposed import edge_behind, embedded_start, tail_of
from tasks.extraction.contacts.predicates import BY_TELEPHONE, IN_PERSON, clash, predicate_edge
from tasks.extraction.contacts.relatives import Relative, find_relatives, is_inside, is_relative
from tasks.extraction.contacts.separators import (
    SPOKEN_OF,
    find_comma,
    find_parting,
    governs,
    last_time_start,
    load_separators,
    says_which,
    with_day,
)
from tasks.extraction.contacts.sequels import sequel_start
from tasks.extraction.layers import (
    DateMention,
    Document,
    Match,
    PersonMention,
    PlaceMention,
    Sentence,
)
from tasks.extraction.lexicon import TermIndex, load_pack

OCCASION, SEQUEL, _DETAIL = "occasion", "sequel", "detail"
_GOVERNED = 3  # tokens from "after" to the word of contact that it governs


@dataclass(frozen=True, slots=True)
class Region:
    """A part of a sentence and the words of contact in it."""

    start: int
    end: int
    triggers: tuple[Match, ...]
    parted: bool = False  # from the region before, with which it may share its subject
    opener: str = ""  # what parts it from the region before: "apart", "dated", "onward" …
    lead: tuple[int, int] | None = None  # "On Monday, after a call, they met": the day is theirs
    is_spoken_of: bool = False  # at the call that the next region tells of

    def holds(self, start: int, end: int) -> bool:
        """Tell whether a span lies in the region."""
        if self.lead is not None and self.lead[0] <= start and end <= self.lead[1]:
            return True
        return self.start <= start and end <= self.end


@lru_cache
def load_inserted(language: str) -> tuple[str, ...]:
    """Return the words that may stand between those of a term: "has also met"."""
    return tuple(load_pack(language).get("contact_context", {}).get("inserted", ()))


@lru_cache
def load_contacts(language: str) -> TermIndex:
    """Return the index of a language's words of contact; a match's key tells of its kind."""
    return TermIndex(load_pack(language).get("contacts", {}), load_inserted(language))


@lru_cache
def load_back_person(language: str) -> TermIndex:
    """Return the index of the words that mean one of those who met before: "received him"."""
    return TermIndex(load_pack(language).get("back_person", {}), load_inserted(language))


def hands_on(document: Document, clause: ClauseLayers, region: Region, trigger: Match) -> bool:
    """Tell whether those named before only agreed to it: "the ministers agreed on a new round"."""
    onward = [m for m in clause.terms(load_separators(document.language)) if m.key == "onward"]
    return any(region.holds(m.start, m.end) and m.end <= trigger.start for m in onward)


def split_regions(
    document: Document,
    sentence: Sentence,
    triggers: Sequence[Match],
    people: Sequence[PersonMention],
    days: Sequence[DateMention] = (),
    dates: Sequence[DateMention] = (),
    places: Sequence[PlaceMention] = (),
) -> list[Region]:
    """Return the regions of a sentence, one for each contact; `dates`: also "since September"."""
    relatives = find_relatives(document, sentence.start, sentence.end)
    found = find_parting(document, sentence, triggers, days, dates)
    separators = [s for s in found if not is_inside(relatives, s)]
    groups: list[list[Match]] = [[triggers[0]]]
    starts, openers, leads = [sentence.start], [""], list[tuple[int, int] | None]([None])
    for earlier, later in pairwise(triggers):
        if later.key == _DETAIL and is_relative(relatives, earlier.end, later.start):
            groups[-1].append(later)  # "after the meeting, which lasted an hour, …"
            continue
        between = [s for s in separators if earlier.end <= s.start and s.end <= later.start]
        opening = _opening(document, starts[-1], earlier, later, separators, days)
        lead: tuple[int, int] | None = None
        position: int | None = _part(document, people, earlier, later, between, dates)
        if position is None and opening is not None:
            lead, position = (starts[-1], opening[0]), opening[1]
            starts[-1], openers[-1] = opening[0], "opened"
        opener = _pass_postposed(between, position, openers)
        position = position or embedded_start(document, separators, days, people, earlier, later)
        if between and not leads[-1]:
            leads[-1] = subject_behind(document, people, starts[-1], between[-1], later)
        if opener in ("", "onward") and later.key in BY_TELEPHONE and clash(groups[-1], later):
            occasion = occasion_start(document, days, earlier, later)
            position, opener = (position, opener) if occasion is None else (occasion, OCCASION)
        if position is None:
            position, opener = _cut(document, people, groups[-1], earlier, later, opener)
        if position is None:
            untold = _unmarked(document, days, dates, places, starts[-1], groups[-1], later)
            position, opener = untold or (position, opener)
        if position is None:
            groups[-1].append(later)
            continue
        agreed = not opener and is_agreed(document, separators, earlier, later, triggers)
        opener = ONWARD if agreed else opener
        position = with_day(document, days, earlier.end, later, position)
        lead = lead or day_of_purpose(document, starts[-1], position, days)
        groups.append([later])
        starts, leads, openers = [*starts, position], [*leads, lead], [*openers, opener]
    tail = tail_of(document, separators, groups[-1][-1], sentence.end)
    return _regions(sentence, relatives, groups, starts, openers, leads, tail)


def _pass_postposed(between: Sequence[Match], position: int | None, openers: list[str]) -> str:
    """Return what opens the next region; "after" behind what it governs opened the last one."""
    if between and position == between[-1].end:
        openers[-1] = openers[-1] or "opened"
        return ""
    return between[-1].key if between else ""


def _cut(
    document: Document,
    people: Sequence[PersonMention],
    group: Sequence[Match],
    earlier: Match,
    later: Match,
    opener: str,
) -> tuple[int | None, str]:
    """Return where two words part that nothing between them parts, and what opens the second."""
    apart = {earlier.key, later.key} <= IN_PERSON | BY_TELEPHONE | {"talks"}
    if apart and (sequel := sequel_start(document, earlier, later)) is not None:
        return sequel, SEQUEL
    return _edge(document, people, group, earlier, later), opener


def _regions(
    sentence: Sentence,
    relatives: Sequence[Relative],
    groups: Sequence[Sequence[Match]],
    starts: Sequence[int],
    openers: Sequence[str],
    leads: list[tuple[int, int] | None],
    tail: tuple[int, int] | None,
) -> list[Region]:
    ends = [*starts[1:], tail[0] if tail else sentence.end]
    if tail and len(groups) > 1 and leads[-2] is None:
        leads[-2] = tail
    told = [r for r in relatives if r.start <= groups[-1][0].start and groups[-1][-1].end <= r.end]
    if len(groups) > 1 and told and leads[-2] is None:
        leads[-2] = (told[-1].end, sentence.end)  # "the summit, which a call agreed on, was …"
        ends[-1] = told[-1].end
    parted = [start > sentence.start for start in starts]
    spoken_of = [opener == OCCASION for opener in (*openers[1:], "")]
    parts = zip(starts, ends, map(tuple, groups), parted, openers, leads, spoken_of, strict=True)
    return [Region(*part) for part in parts]


def _edge(
    document: Document,
    people: Sequence[PersonMention],
    group: Sequence[Match],
    earlier: Match,
    later: Match,
) -> int | None:
    """Return where two contacts part that no separator parts: a pair of its own, or a clash."""
    joined = earlier.key == _DETAIL  # "flanked by X and Y they talked"
    own = None if joined else pair_before(document, people, earlier, later)
    position = None if own is None else last_edge(document, earlier.end, own)
    if position is None and (
        clash(group, later) or (not joined and has_other_pair(document, people, later))
    ):
        position = min(
            behind_two(people, last_edge(document, earlier.end, later.start)),
            owner_start(document, people, earlier, later),
        )
    return position


def _unmarked(
    document: Document,
    days: Sequence[DateMention],
    dates: Sequence[DateMention],
    places: Sequence[PlaceMention],
    start: int,
    group: Sequence[Match],
    later: Match,
) -> tuple[int, str] | None:
    """Return where a contact begins that its own day or a word left out tells apart, and which."""
    # "Their talk of 14 June took an hour, on 3 July they spoke again": not "took".
    pair = next((m for m in reversed(group) if m.key != _DETAIL), group[-1]), later
    if (comma := last_time_start(document, *pair)) is not None:
        return comma, "dated"
    if is_elided(document, dates, start, later):
        return later.start, "elided"
    edge = predicate_edge(document, days, places, start, pair)
    return (edge, "dated") if edge else None


def _part(
    document: Document,
    people: Sequence[PersonMention],
    earlier: Match,
    later: Match,
    between: Sequence[Match],
    dates: Sequence[DateMention],
) -> int | None:
    """Return where the last separator between two words parts their regions, None without one.

    "… and that X invited Y": at its conjunction. "A call in which X and Y agreed to meet": at the
    verb, both are of the call.
    """
    if not between:
        return None
    separator = between[-1]
    if alone := day_governed(document, separator, dates):
        return last_edge(document, alone.end, later.start)
    if separator.key != "onward":
        return edge_behind(document, separator, dates)
    edge = last_edge(document, earlier.end, separator.start)
    near = {p.person_id: p.side for p in people if earlier.end <= p.start < separator.start}
    together = set(near.values()) >= {"RU", "US"} and len(near) == 2
    return separator.start if together else edge


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
        if s.key not in ("onward", SPOKEN_OF)
        and start <= s.start
        and s.end <= earlier.start
        and distance(document, s.start, s.end, earlier) <= _GOVERNED
        and governs(document, s, earlier)
        and not (later.key == _DETAIL and says_which(document, s))
    ]
    if not governing:
        return None
    comma = find_comma(document, earlier, later, days)
    if governing[-1].key == "eve":
        comma = document.text.find(",", earlier.end, later.start)
    if comma < 0:
        return None
    return governing[-1].start, comma + 1
