"""Contact plans: the days of a plan, apart from the day on which it was called off or offered.

And whether a contact is but what was agreed on, or spoken of, at another one.
"""

import re
from collections.abc import Sequence
from functools import lru_cache

from tasks.extraction.clause_layers import ClauseLayers, overlap
from tasks.extraction.contacts.edges import MARK, distance, is_unspecified
from tasks.extraction.contacts.occasions import OWN_DAY, is_led_in
from tasks.extraction.contacts.predicates import BY_TELEPHONE
from tasks.extraction.contacts.regions import Region
from tasks.extraction.contacts.separators import load_separators
from tasks.extraction.contacts.slots import is_over, is_to_come
from tasks.extraction.contacts.status import CALLED_OFF, PLANNED, PREPARING
from tasks.extraction.layers import DateMention, Document, Match, PersonMention
from tasks.extraction.lexicon import load_pack
from tasks.extraction.speech.grammar import load_grammar
from tasks.extraction.text import token_range, tokens_between
from tasks.extraction.timex.words import load_calendar

_AGREED = 8  # tokens between "agreed on" and the contact
_ENDING = re.compile(r"(?:-\w{1,2})?\s+")  # "2025-го"
_TO_PLAN = 5  # tokens from the day of agreeing to the contact: "sur la tenue d'un sommet"
_RIGHT_AFTER = 2  # tokens of "on new" there, or of "to"
_BESIDE = 1  # tokens between a contact and its month: "the round in June"
_PLANNED_FIRST = 12  # the same, where what became of the plan is told after the day
_PLANNED = 3  # tokens between "planned" and the day for which it was


def drop_agreed(
    document: Document, region: Region, following: Region | None, cues: Sequence[Match]
) -> Sequence[Match]:
    """Leave out the verb of agreeing from what tells of the call at which it was done.

    "Im Oktober vereinbarten sie am Telefon, sich zu treffen": the plan is told in the next region.
    """
    first = region.triggers[0]
    if following is None or first.key not in BY_TELEPHONE:
        return cues
    words = load_separators(document.language).find(
        document, *token_range(document, region.start, first.start)
    )
    agreed = {word.start for word in words if word.key == "onward"}
    return [c for c in cues if c.key not in ("scheduled", "possible") or c.start not in agreed]


def is_of_cue(
    document: Document, day: DateMention, cue: Match, trigger: Match, cues: Sequence[Match]
) -> bool:
    """Tell whether a day is that of a calling off or an offer, not that of the contact."""
    if is_to_come(document, day) or _is_of_plan(document, day, cue, cues):
        return False
    if day.precision != "day":  # "called off in October", not "the round of June was called off"
        beside = distance(document, day.start, day.end, cue) <= _PLANNED
        after = day.start >= cue.end and (cue.end > trigger.end or beside)
        apart = distance(document, day.start, day.end, trigger) > _BESIDE
        led = day.end <= cue.start and cue.end <= trigger.start and beside
        before = led or _is_right_before(document, day, cue, trigger)
        before = before and apart and not _is_of_noun(document, day)
        return (after or before) and cue.key in CALLED_OFF
    far, near = (distance(document, day.start, day.end, m) for m in (cue, trigger))
    if cue.key == "hedged" and day.end <= cue.start and cue.end <= trigger.start:
        return True  # "on 10 September he did not rule out that they would talk"
    if cue.key == "possible":  # "he said today he was ready to meet"
        return far < near and day.first == document.published
    return far <= near and cue.key in CALLED_OFF


def _is_right_before(document: Document, day: DateMention, cue: Match, trigger: Match) -> bool:
    """Tell the month right before its verb: "третий раунд американцы в июне отменили".

    Not "the round that should have been held last month did not take place".
    """
    first, last = token_range(document, trigger.end, day.start)
    plain = load_grammar(document.language).subordinate.isdisjoint(document.forms[first:last])
    return plain and _ENDING.fullmatch(document.text, day.end, cue.start) is not None


def _is_of_noun(document: Document, day: DateMention) -> bool:
    """Tell "celui de juin"."""
    words = load_calendar(document.language)
    return words is not None and document.folded.endswith(
        words.attributive_before or ("\0",), 0, day.start
    )


def _is_of_plan(document: Document, day: DateMention, cue: Match, cues: Sequence[Match]) -> bool:
    """Tell whether a word of planning stands before a day: "planned for the 23rd, is put off"."""
    beside = Match(day.start, day.end, "day")
    first = day.end <= cue.start  # "had been set to take place in Doha on 5 March, was put off"
    keys = ("scheduled", "due", "possible") if first else ("scheduled", "due")
    reach = _PLANNED_FIRST if first else _PLANNED
    return any(
        plan.key in keys
        and plan.end <= day.start
        and not plan.end <= cue.start < day.start
        and distance(document, plan.start, plan.end, beside) <= reach
        for plan in cues
    )


def prefer_planned(
    document: Document,
    days: list[DateMention],
    cue: Match,
    trigger: Match,
    cues: Sequence[Match],
) -> list[DateMention]:
    """Return the days for which it was planned, where a sentence tells them beside others."""
    if cue.key not in CALLED_OFF:
        # "X, who arrived on Friday, will meet Y on Saturday"
        ahead = [d for d in days if not is_over(document, d)]
        exact = all(d.precision == "day" for d in days)
        return (
            ahead if exact and ahead and cue.key in ("scheduled", "possible", PREPARING) else days
        )
    after = [c for c in cues if c.start >= trigger.end]
    return [d for d in days if _is_of_plan(document, d, cue, after)] or days


def has_come(region: Region, cues: Sequence[Match]) -> bool:
    """Tell whether somebody travelled to where they met: "he came to Doha to meet them"."""
    told = [c for c in cues if c.key == "held" and region.holds(c.start, c.end)]
    return any(
        trip.key == "visit" and any(c.start < trip.end and trip.start < c.end for c in told)
        for trip in region.triggers
    )


def spoken_of(
    document: Document, clause: ClauseLayers, region: Region, status: str | None
) -> str | None:
    """Return the status of a contact that was spoken of, or agreed on, at another one.

    That of every other contact is its own.
    """
    if not region.is_spoken_of or status in PLANNED:
        return status
    found = clause.terms(load_separators(document.language))
    return "scheduled" if any(match.key == "onward" for match in found) else "possible"


def agrees_on(document: Document, clause: ClauseLayers, trigger: Match, cue: Match | None) -> bool:
    """Tell whether a contact is what was agreed on, and no other word tells its status.

    The verb of agreeing alone tells that something was held: "they agreed on a meeting".
    """
    found = [m for m in clause.terms(load_separators(document.language)) if m.key == "onward"]
    if cue:
        found = [m for m in found if cue.key == "held" and overlap(m, cue)]
    else:  # not "the formula agreed by X and Y at their summit"
        named = [p.start for p in clause.everybody]
        found = [m for m in found if not any(m.end <= n < trigger.start for n in named)]
    for word in found:
        start, end = sorted((word.start, word.end, trigger.start, trigger.end))[1:3]
        near = tokens_between(document, start, end) <= _AGREED
        if near and ";" not in document.text[start:end] and (cue or word.end <= trigger.start):
            return True
    return False


@lru_cache
def _load_agreed_on(language: str) -> frozenset[str]:
    return frozenset(load_pack(language).get("contact_context", {}).get("agreed_on", ()))


def agreed_on_day(
    document: Document, clause: ClauseLayers, trigger: Match, days: Sequence[DateMention]
) -> Match | None:
    """Return the verb of agreeing between which and the contact only its day stands.

    "They agreed last Thursday on a summit": not "agreed last Thursday at a summit".
    """
    found = [m for m in clause.terms(load_separators(document.language)) if m.key == "onward"]
    for day in days:
        first, last = token_range(document, day.end, trigger.start)
        leads = document.forms[first : first + 1]
        if not (day.end < trigger.start and last - first <= _TO_PLAN):
            continue
        if _load_agreed_on(document.language).isdisjoint(leads):
            continue
        if last - first > _RIGHT_AFTER and not is_unspecified(document, trigger):
            continue  # "agreed on Monday to resume the dialogue"
        for verb in found:
            near = verb.end <= day.start and tokens_between(document, verb.end, day.start) <= 1
            if near and not MARK.search(document.text, verb.end, trigger.start):
                return verb._replace(key="scheduled")
    return None


def is_of_offer(
    document: Document,
    people: Sequence[PersonMention],
    word: Match,
    cue: Match,
    days: Sequence[DateMention],
) -> bool:
    """Tell whether "possible" is but what was offered, or said, at a contact whose day is over.

    "An offer made at the talks in Istanbul in April"; or where people stand for the word of
    contact: "nothing is possible without what X and Y worked out in Istanbul in April".
    """
    over = [d for d in days if is_over(document, d)]
    if any(person.start == word.start for person in people):
        return bool(over)
    if not is_led_in(document, word, cue.end):
        return False
    own = [d for d in over if d.start >= word.end]
    return any(distance(document, d.start, d.end, word) <= OWN_DAY for d in own)
