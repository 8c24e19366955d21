"""Contact reading: the frames of one region of a sentence, its slots filled from what is near."""

from collections.abc import Sequence
from dataclasses import replace

from tasks.extraction.clause_tense import is_of_future, tells_tense, tense_at
from tasks.extraction.contacts.agreements import ONWARD
from tasks.extraction.contacts.befores import month_of_head, opens_before
from tasks.extraction.contacts.cues import without_inner_start
from tasks.extraction.contacts.day_cities import in_brackets, pair_days
from tasks.extraction.contacts.days import (
    days_begun,
    days_of_opener,
    days_of_telling,
    days_since,
    each_call,
    is_negated,
    is_of_telling,
    is_since,
    with_present,
    without_doubted,
)
from tasks.extraction.contacts.edges import city_in_name
from tasks.extraction.contacts.filling import fill, pronouns
from tasks.extraction.contacts.frame import Frame
from tasks.extraction.contacts.groups import without_outsiders
from tasks.extraction.contacts.lengths import add_bare_length, share_durations
from tasks.extraction.contacts.meant import (
    with_owner,
    without_later,
)
from tasks.extraction.contacts.moved import days_moved_to
from tasks.extraction.contacts.occasions import without_told
from tasks.extraction.contacts.pairs import are_meant, of_other_side
from tasks.extraction.contacts.people import (
    find_pair_before,
    find_teller,
)
from tasks.extraction.contacts.places import MATTERS, choose_place, usable_places
from tasks.extraction.contacts.plans import (
    agreed_on_day,
    agrees_on,
    has_come,
    is_of_cue,
    is_of_offer,
    prefer_planned,
    spoken_of,
)
from tasks.extraction.contacts.prenominal import is_head_final
from tasks.extraction.contacts.regions import hands_on
from tasks.extraction.contacts.scope import Reading
from tasks.extraction.contacts.separators import find_separators
from tasks.extraction.contacts.slots import (
    choose_days,
    fresh_days,
    is_over,
    is_past_year,
    is_to_come,
    stands_apart,
    usable_dates,
    usable_durations,
)
from tasks.extraction.contacts.status import (
    PLANNED,
    PREPARING,
    by_date,
    choose_cue,
    is_overdue,
    status_of,
)
from tasks.extraction.contacts.thirds import (
    is_of_third_subject,
)
from tasks.extraction.contacts.travellers import find_traveller
from tasks.extraction.contacts.venues import share_venues, usable_venues
from tasks.extraction.contacts.wheres import place_of_clause
from tasks.extraction.layers import SUBJECT, DateMention, Document, Match, PersonMention
from tasks.extraction.text import token_range

_GOVERNED = 3  # tokens from "ahead of" to the word of contact


def read_region(
    reading: Reading, people: list[PersonMention], cues: Sequence[Match]
) -> list[Frame]:
    """Return the frames of a region: one, or one for each day; none when it is history."""
    document, clause, region = reading.document, reading.clause, reading.region
    people = without_outsiders(document, clause, region, reading.trigger, people)
    dates = usable_dates(document, clause, reading.layers.dates)
    dates = [d for d in dates if region.holds(d.start, d.end)]
    days = [d for d in dates if d.precision in ("day", "week", "month")]
    teller = _teller(reading, people)
    places = usable_places(document, clause, reading.layers.places)
    places = [p for p in places if region.holds(p.start, p.end)]
    cues = without_told(document, cues, reading.trigger)
    cue = without_inner_start(reading, choose_cue(document, region, cues))
    # "They last met in 2019", "they had not met since 2019"
    since = clause.dated if status_of(cue) == "none" else []
    years = [*dates, *(d for d in since if region.holds(d.start, d.end))]
    if not days and any(is_past_year(d) for d in years):
        return []
    if cue and status_of(cue) == "possible":
        cue = None if is_of_offer(document, people, reading.trigger, cue, days) else cue
    cue = cue or agreed_on_day(document, clause, reading.trigger, days)
    agreed = region.opener == ONWARD and agrees_on(document, clause, reading.trigger, cue)
    cue = cue._replace(key="scheduled") if cue and agreed else cue
    frame = fill(reading, _participants(reading, people + teller, cue), cue)
    frame.status = "scheduled" if agreed else spoken_of(document, clause, region, frame.status)
    named = city_in_name(document, clause.placed, reading.trigger)
    named = named or place_of_clause(document, clause, reading.trigger)
    # What is spoken of may be there, not those who speak: "went over the talks on Donetsk".
    places = [p for p in places if p.country not in MATTERS or frame.sides != SUBJECT]
    frame.place = named or choose_place(document, places, reading.trigger)
    days = _settle_days(reading, frame, days, cue, is_told=bool(teller))
    pairs = pair_days(document, days, places) or [
        (day, frame.place)
        for chosen in choose_days(document, days, reading.trigger)
        for day in each_call(document, chosen, reading.trigger, is_counted=frame.is_counted)
    ]
    pairs = in_brackets(document, pairs)
    if any(is_over(document, day) for day, _ in pairs) and has_come(region, cues):
        frame.status = "held" if frame.status == "scheduled" else frame.status
    frames = [_dated(replace(frame, place=place), day, document) for day, place in pairs] or [frame]
    lengths = clause.asserted(reading.layers.durations)
    share_durations(document, usable_durations(lengths, region), frames)
    add_bare_length(document, lengths, frames)
    share_venues(document, usable_venues(document, clause, reading.layers.venues), region, frames)
    _tell_status(reading, frames, cue)
    frames = [*_last_before(reading, frame), *frames]
    frames = [f for f in frames if not (reading.trigger.key == "visit" and f.is_homecoming)]
    return [with_present(f, document, reading.layers.dates) for f in frames]


def _teller(reading: Reading, people: list[PersonMention]) -> list[PersonMention]:
    """Return who tells of a contact and is at it: not who tells of others."""
    if reading.trigger.key == "visit":
        return find_traveller(reading, people)
    clause, region = reading.clause, reading.region
    if not people and is_of_third_subject(reading.document, clause, region, reading.trigger):
        return []
    return find_teller(clause.said, people, reading.layers.people)


def _last_before(reading: Reading, frame: Frame) -> list[Frame]:
    """Return the earlier contact that "the first call since 16 October" tells of too."""
    document, dates = reading.document, reading.layers.dates
    firsts = [m for m in reading.terms("another") if m.key == "first"]
    days = days_since(document, reading.clause, dates, reading.region)
    if frame.status == "none" or "other" in frame.sides or not days:
        return []
    if not any(m.end <= days[0].start or is_head_final(document.language) for m in firsts):
        return []
    earlier = replace(
        frame, place=None, duration=None, ordinal=None, status="held", is_passing=True
    )
    return [_dated(earlier, days[0], document)]


def _participants(
    reading: Reading, people: list[PersonMention], cue: Match | None
) -> list[PersonMention]:
    document, trigger, they = reading.document, reading.trigger, bool(pronouns(reading))
    people = _travellers(reading, people)
    people = without_later(document, reading.sentence, trigger, people, they=they)
    is_round = trigger.key in ("consultations", "round")
    back = trigger.key in ("call", "spoken") or (they and not is_round)
    people = of_other_side(reading.layers, reading.sentence, people)
    if are_meant(document, people):
        return find_pair_before(reading.layers, reading.sentence, []) or people
    if not people and back:
        before = [p for p in reading.clause.everybody if they and p.end <= reading.region.start]
        return find_pair_before(reading.layers, reading.sentence, before)
    hedges = cue is not None and cue.key == "hedged"  # who "does not rule out" is not at it
    if is_round and (hedges or hands_on(document, reading.clause, reading.region, trigger)):
        return [person for person in people if person.start >= trigger.start]
    return with_owner(document, people, trigger)


def _travellers(reading: Reading, people: list[PersonMention]) -> list[PersonMention]:
    """Leave out who agreed on the journey of others: "the leaders agreed that X would come"."""
    if reading.trigger.key != "visit":
        return people
    agreed = [m for m in reading.terms("contact_separators") if m.key == ONWARD]
    starts = [m.end for m in agreed if m.end <= reading.trigger.start]
    sent = [p for p in people if starts and starts[-1] <= p.start < reading.trigger.start]
    return [p for p in people if p.start >= starts[-1]] if sent else people


def _settle_days(
    reading: Reading, frame: Frame, days: list[DateMention], cue: Match | None, *, is_told: bool
) -> list[DateMention]:
    """Return the days of a frame, and give it the status that they tell."""
    document, clause, region = reading.document, reading.clause, reading.region
    moved = days_moved_to(document, days, cue)
    days = moved or _days(reading, days, cue, is_told=is_told)
    if moved:
        frame.status = "scheduled"
    is_counted = frame.is_counted and reading.trigger.key == "visit"
    if is_counted and frame.status == "scheduled" and not days:
        frame.status = None  # "he comes to Moscow for the sixth time": told of what he does now
    denied = frame.status == "none" or (frame.status is None and is_negated(document, region))
    last = days_since(document, clause, reading.layers.dates, region) if denied else []
    if last and "other" not in frame.sides:
        frame.status, days = "held", last
    elif frame.status == "none" and cue and is_since(document, cue, reading.trigger):
        frame.status = "held" if days or frame.place else None
    return days


def _days(
    reading: Reading, days: list[DateMention], cue: Match | None, *, is_told: bool
) -> list[DateMention]:
    """Return the days of a region, from what tells of it and from its status where it has none."""
    document, clause, trigger = reading.document, reading.clause, reading.trigger
    said = any(a.start <= trigger.start < a.end for a in clause.said)
    is_told = is_told or (said and bool(pronouns(reading))) or _is_where_said(reading)
    if is_told and not days and status_of(cue) not in PLANNED:
        days = days_of_telling(reading.layers.dates, clause.said)
    if not days and (cue is None or cue.key == "held"):
        days = fresh_days(document, clause, reading.region, reading.layers.dates)
        if opens_before(document, reading.region):
            return days or month_of_head(document, clause)
        days = days or days_of_opener(document, clause, reading.layers.dates, reading.region)
        days = days or days_begun(document, clause, reading.layers.dates, reading.region)
    days = without_doubted(document, reading.region, days)
    if cue is None or status_of(cue) not in PLANNED:
        return days
    days = prefer_planned(document, days, cue, trigger, reading.terms("status_cues"))
    agreed = hands_on(document, clause, reading.region, trigger)
    return [
        d
        for d in days
        if not is_of_cue(document, d, cue, trigger, reading.terms("status_cues"))
        and not is_of_telling(document, d, cue, trigger)
        and not (agreed and d.end <= trigger.start and not is_to_come(document, d))
    ]


def _tell_status(reading: Reading, frames: Sequence[Frame], cue: Match | None) -> None:
    """Give frames the status that their tense tells, or that their day is long over."""
    document, word = reading.document, reading.trigger
    for told in frames:
        says = told.place or told.people or told.parties
        if says and told.date is None and told.status is None and _is_ahead(reading):
            told.status = "scheduled"
        if told.date and told.status is None and is_of_future(document, word.start, word.end):
            told.status = "scheduled"
        if not reading.clause.said and is_overdue(cue, told, document):
            told.status = "cancelled"


def _is_ahead(reading: Reading) -> bool:
    """Tell a contact ahead of which something happens: "the call comes before talks in Doha"."""
    found = find_separators(reading.document, reading.region.triggers[0])
    if not found or found[-1].key != "eve" or found[-1].start < reading.region.start:
        return False
    first, last = token_range(reading.document, found[-1].end, reading.region.triggers[0].start)
    low, high = token_range(reading.document, reading.region.start, found[-1].start)
    told = any(tells_tense(reading.document, i) for i in range(low, high))
    return last - first <= _GOVERNED and not told


def _is_where_said(reading: Reading) -> bool:
    """Tell a call in which one told the other something: "X told Y on Thursday in a call that"."""
    if not stands_apart(reading.document, reading.trigger.start, "occasion"):
        return False
    spans = reading.clause.said
    told = [p for p in reading.layers.people if any(a.start <= p.start < a.end for a in spans)]
    return {p.side for p in told} >= SUBJECT


def _dated(frame: Frame, day: DateMention, document: Document) -> Frame:
    status = by_date(frame.status, day, document)
    if frame.status is None and day.precision == "day" and day.first == document.published:
        # "They meet in Geneva on Friday", told on that day.
        status = "scheduled" if tense_at(document, day.start, day.end) == "future" else None
    if (
        frame.status_cue
        and frame.status_cue.key == PREPARING
        and day.precision == "day"
        and is_to_come(document, day)
    ):
        status = "scheduled"
    over = is_over(document, day)
    if day.precision != "day" and over and status in ("scheduled", "possible"):
        return frame  # the day of something else in the sentence
    return replace(frame, date=day, status=status, people=list(frame.people))
