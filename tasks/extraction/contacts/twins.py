"""Twins: a contact told a second time, without its day or as it was planned.

"They talked for five hours … The two were to meet on Tuesday", told on that Tuesday: one contact.
"""

from collections.abc import Sequence
from datetime import date, timedelta

from tasks.extraction.contacts.contact import Contact, is_of_presidents, is_untold
from tasks.extraction.contacts.ellipsis import SAME
from tasks.extraction.contacts.fitting import (
    is_ahead,
    is_news,
    is_to_follow,
    kinds_agree,
)
from tasks.extraction.contacts.kinds import MINISTERS, PRESIDENTS
from tasks.extraction.contacts.status import CALLED_OFF
from tasks.extraction.contacts.tracks import are_two_pairs, are_two_plans
from tasks.extraction.layers import SUBJECT

_STAY = timedelta(days=3)  # from an arrival to whom they came for
_ARRIVES = frozenset({"visit", "talks"})  # "arrived in the country for talks with officials"
_EVE = timedelta(days=1)


def consolidate(contacts: Sequence[Contact], today: date) -> list[Contact]:
    """Join what is said again without its day to the one contact of that kind that has one."""
    kept = _without_arrivals(contacts)
    for contact in list(kept):
        if contact.day is not None:
            continue
        others = [c for c in kept if c is not contact]
        twins = [c for c in others if _is_who_met(contact, c, today)]
        twins = twins or [c for c in others if _is_same(contact, c, today)]
        if not contact.names and not contact.city and len(twins) > 1:
            continue  # "one more round took place": none of those that are dated
        trips = [c for c in others if _is_trip_to(c, contact, today)]
        for frame in (f for trip in trips for f in trip.frames):
            frame.status = None  # he came for what is still to begin
        twins = trips or twins
        if twins:
            home = max(twins, key=lambda c: len(c.names & contact.names))
            home.frames.extend(contact.frames)
            home.kind = home.kind or contact.kind
            kept = [c for c in kept if c is not contact]
    return kept


def _without_arrivals(contacts: Sequence[Contact]) -> list[Contact]:
    """Join the journey of some to the contact for which they came.

    "X landed in the United States on Friday. On Saturday he saw Y in Miami."
    """
    kept = list(contacts)
    for journey in contacts:
        home = next((c for c in kept if c is not journey and _is_goal(journey, c)), None)
        if home is not None:
            for frame in journey.frames if home.is_planned else ():
                frame.status = None  # he came for what is still to begin
            home.frames.extend(journey.frames)
            kept.remove(journey)
    return kept


def _is_goal(journey: Contact, met: Contact) -> bool:
    """Tell whether a contact is what a journey just before it was for."""
    came, day = journey.day, met.day
    if not all(f.trigger.key in _ARRIVES for f in journey.frames) or came is None or day is None:
        return False
    if any(f.duration or (f.trigger.key != "visit" and f.place is None) for f in journey.frames):
        return False
    if {came.precision, day.precision} != {"day"} or came.first is None or day.first is None:
        return False
    guests = journey.named_sides
    hosts = met.named_sides >= SUBJECT
    # "The delegations arrive on Wednesday, the round is on Thursday."
    teams = not journey.names and journey.sides >= SUBJECT and met.kind == "delegation"
    if not teams and (len(guests) != 1 or not hosts or not journey.names <= met.names):
        return False
    if journey.city and met.city and journey.city != met.city:
        return False
    placed = journey.countries or not teams
    if met.countries and placed and journey.countries.isdisjoint(met.countries):
        return False
    planned = bool(journey.is_planned) and not met.is_planned
    return not planned and timedelta(0) < day.first - came.first <= _STAY


def _is_same(vague: Contact, dated: Contact, today: date) -> bool:
    """Tell whether a contact without a day can be one that has one."""
    linked = bool(vague.names & dated.names) or bool(vague.city and vague.city == dated.city)
    if dated.day is None or not kinds_agree(
        vague.frames[0].trigger.key, vague.kind, dated, linked=linked
    ):
        return False
    outcome = any(frame.is_outcome for frame in vague.frames)
    if _is_elsewhere(vague, dated) or (outcome and not is_of_presidents(dated)):
        return False
    if _is_one_before(dated, vague) or is_to_follow(vague.frames[0], dated):
        return False
    if dated.kind == "call" and vague.city and vague.kind != "call":
        return False
    contrary = None not in (vague.is_planned, dated.is_planned)
    contrary = contrary and vague.is_planned != dated.is_planned
    if contrary and not _took_place(vague, dated, today):
        return False
    if any(frame.ordinal for frame in vague.frames) or _is_first_of(dated, vague):
        return False
    if _is_not_off(vague, dated) or _is_visit_of_old(vague, dated):
        return False
    if any(are_two_pairs(f, dated, f.names & dated.names) for f in vague.frames):
        return False
    return bool(vague.names & dated.names) or not vague.names


def _is_visit_of_old(vague: Contact, dated: Contact) -> bool:
    """Tell "the meeting is over", of nobody, from a visit of weeks before that is told after it."""
    visit = all(f.is_old and f.trigger.key == "visit" for f in dated.frames)
    before = vague.frames[0].sentence.end <= dated.frames[0].sentence.start
    return visit and is_untold(vague) and before


def _is_elsewhere(vague: Contact, dated: Contact) -> bool:
    """Tell whether two contacts are in two places: "in between they met in Miami"."""
    if vague.city and dated.city:
        return vague.city != dated.city
    if vague.city != dated.city and any(frame.is_meanwhile for frame in vague.frames):
        return True
    return bool(vague.countries and dated.countries and not vague.countries & dated.countries)


def _is_who_met(plan: Contact, told: Contact, today: date) -> bool:
    """Tell whether a plan names those who lead the teams that met on the day of the report.

    "Negotiators gathered in Istanbul on Thursday. At the consulate X was to host Y."
    """
    first = plan.frames[0]
    if first.status_cue is None or first.status_cue.key != "due":
        return False
    day = told.day
    says = plan.day or plan.countries or plan.is_foreign or first.is_another or first.ordinal
    if says or day is None or day.first is None or day.precision != "day":
        return False
    pair = {p.side for p in first.people} >= SUBJECT and not plan.names & (PRESIDENTS | MINISTERS)
    teams = told.kind in (None, "delegation") and not told.names and told.sides >= SUBJECT
    news = timedelta(0) <= today - day.first <= _EVE and told.city is not None
    near = 0 <= first.sentence.paragraph - told.frames[-1].sentence.paragraph <= 1
    off = {frame.status for frame in told.frames} & CALLED_OFF
    return pair and teams and news and near and not off


def _is_trip_to(trip: Contact, plan: Contact, today: date) -> bool:
    """Tell whether an envoy came on the day of the report for what is planned right after.

    "X landed in Moscow on Wednesday morning. Later he is to meet Y."
    """
    day, first = trip.day, plan.frames[0]
    travels = trip.kind == "envoy" and all(f.trigger.key == "visit" for f in trip.frames)
    if not travels or trip.is_planned or day is None or (day.first, day.last) != (today, None):
        return False
    off = {frame.status for frame in plan.frames} & CALLED_OFF
    if off or not plan.is_planned or plan.kind != "envoy" or not trip.names & plan.names:
        return False
    near = 0 <= first.sentence.paragraph - trip.frames[-1].sentence.paragraph <= 1
    return near and plan.city in (None, trip.city) and not first.is_another


def _is_not_off(vague: Contact, dated: Contact) -> bool:
    """Tell a new round from the one that was called off."""
    off = {frame.status for frame in dated.frames} & CALLED_OFF
    return bool(off and is_ahead(vague)) or are_two_plans(vague.frames, dated)


def _is_first_of(dated: Contact, vague: Contact) -> bool:
    """Tell whether a contact is "the first round" of a series, told after a later one."""
    first = any(frame.ordinal and frame.ordinal.key == "1" for frame in dated.frames)
    return first and vague.frames[0].sentence.start < dated.frames[0].sentence.start


def _took_place(told: Contact, planned: Contact, today: date) -> bool:
    """Tell whether what lasted some time is what the text says was planned for its own day."""
    day = planned.day
    if day is None or day.precision != "day" or day.first != today or told.is_planned:
        return False
    people = [p for f in told.frames for p in f.people if p.person_id in planned.names]
    off = {frame.status for frame in planned.frames} & CALLED_OFF
    lasted = any(frame.duration for frame in told.frames)
    return lasted and not off and {person.side for person in people} >= SUBJECT


def _is_one_before(dated: Contact, vague: Contact) -> bool:
    """Tell whether the one with a day is told as one more: "their last call was in May"."""
    first = dated.frames[0]
    told_back = first.is_previous or first.is_parted or first.trigger.key == SAME
    told_back = told_back or (first.is_old and is_news(vague))
    return told_back and vague.frames[0].sentence.start < first.sentence.start
