"""Contact reading: the frames of one region of a sentence, its slots filled from what is near."""

from collections.abc import Sequence
from dataclasses import replace

from tasks.extraction.clause_tense import tense_at
from tasks.extraction.contacts.agreements import ONWARD
from tasks.extraction.contacts.befores import month_of_head, opens_before
from tasks.extraction.contacts.bodies import gathers_body
from tasks.extraction.contacts.days import (
    days_of_opener,
    days_of_telling,
    days_since,
    each_call,
    is_negated,
    is_of_telling,
    is_since,
    with_present,
)
from tasks.extraction.contacts.edges import city_in_name, is_unspecified, stands_beside
from tasks.extraction.contacts.frame import Frame
from tasks.extraction.contacts.groups import without_outsiders
from tasks.extraction.contacts.kinds import HEADS_OF_STATE, PRESIDENTS
from tasks.extraction.contacts.lengths import add_bare_length, share_durations
from tasks.extraction.contacts.meant import (
    find_pair_pronouns,
    is_of_third,
    runs_into,
    with_owner,
    without_later,
)
from tasks.extraction.contacts.occasions import agrees_on, is_agreed
from tasks.extraction.contacts.pairs import are_meant, named_last, of_other_side
from tasks.extraction.contacts.people import (
    find_pair_before,
    find_parties,
    find_sides,
    find_teller,
)
from tasks.extraction.contacts.places import choose_place, usable_places
from tasks.extraction.contacts.plans import has_come, is_of_cue, prefer_planned
from tasks.extraction.contacts.regions import hands_on
from tasks.extraction.contacts.scope import Reading
from tasks.extraction.contacts.slots import (
    choose_days,
    choose_duration,
    days_moved_to,
    fresh_days,
    is_over,
    is_past_year,
    is_to_come,
    pair_days,
    usable_dates,
    usable_durations,
)
from tasks.extraction.contacts.status import PLANNED, by_date, choose_cue, is_overdue, status_of
from tasks.extraction.contacts.thirds import (
    find_third,
    is_of_third_pair,
    is_of_third_subject,
    meets_third,
)
from tasks.extraction.contacts.triggers import DETAIL, NOTHING
from tasks.extraction.contacts.venues import share_venues, usable_venues
from tasks.extraction.contacts.wheres import place_of_clause
from tasks.extraction.layers import SUBJECT, DateMention, Document, Match, PersonMention
from tasks.extraction.lexicon import load_terms
from tasks.extraction.text import token_range

_JOINTLY = frozenset({"consultations", "round", "meeting", "talks", "paired", "seen"})

_HEAD = 1  # tokens before "meanwhile": "And meanwhile"


def read_region(
    reading: Reading, people: list[PersonMention], cues: Sequence[Match]
) -> list[Frame]:
    """Return the frames of a region: one, or one for each day; none when it is history."""
    document, clause, region = reading.document, reading.clause, reading.region
    people = without_outsiders(document, clause, region, reading.trigger, people)
    dates = usable_dates(document, clause, reading.layers.dates)
    dates = [d for d in dates if region.holds(d.start, d.end)]
    days = [d for d in dates if d.precision in ("day", "week", "month")]
    if not days and any(is_past_year(d) for d in dates):
        return []  # "they last met in 2019"
    is_visit = reading.trigger.key == "visit"
    teller = _teller(reading, people)
    places = usable_places(document, clause, reading.layers.places)
    places = [p for p in places if region.holds(p.start, p.end)]
    cue = choose_cue(document, region, cues)
    agreed = region.opener == ONWARD and agrees_on(document, clause, reading.trigger, cue)
    cue = cue._replace(key="scheduled") if cue and agreed else cue
    frame = _fill(reading, _participants(reading, people + teller, cue), cue)
    frame.status = "scheduled" if agreed else _spoken_of(reading, frame.status)
    named = city_in_name(document, clause.placed, reading.trigger)
    named = named or place_of_clause(document, clause, reading.trigger)
    frame.place = named or choose_place(document, places, reading.trigger)
    moved = days_moved_to(document, days, cue)
    days = moved or _days(reading, days, cue, is_told=bool(teller))
    if moved:
        frame.status = "scheduled"
    denied = frame.status == "none" or (frame.status is None and is_negated(document, region))
    if (denied and "other" not in frame.sides) and (
        last := days_since(document, clause, reading.layers.dates, region)
    ):
        frame.status, days = "held", last
    elif frame.status == "none" and cue and is_since(document, cue, reading.trigger):
        frame.status = "held" if days or frame.place else None
    pairs = pair_days(document, days, places) or [
        (day, frame.place)
        for chosen in choose_days(document, days, reading.trigger)
        for day in each_call(document, chosen, reading.trigger)
    ]
    if any(is_over(document, day) for day, _ in pairs) and has_come(region, cues):
        frame.status = "held" if frame.status == "scheduled" else frame.status
    frames = [_dated(replace(frame, place=place), day, document) for day, place in pairs] or [frame]
    lengths = clause.asserted(reading.layers.durations)
    share_durations(document, usable_durations(lengths, region), frames)
    add_bare_length(document, lengths, frames)
    share_venues(document, usable_venues(document, clause, reading.layers.venues), region, frames)
    for told in frames:
        if not clause.said and is_overdue(cue, told, document):
            told.status = "cancelled"
    frames = [*_last_before(reading, frame), *frames]
    frames = [f for f in frames if not (is_visit and f.is_homecoming)]
    return [with_present(f, document, reading.layers.dates) for f in frames]


def _spoken_of(reading: Reading, status: str | None) -> str | None:
    """Return the status of a contact that was spoken of at another one, else its own."""
    if not reading.region.is_spoken_of or status in PLANNED:
        return status
    return "scheduled" if is_agreed(reading.document, reading.clause) else "possible"


def _teller(reading: Reading, people: list[PersonMention]) -> list[PersonMention]:
    """Return who tells of a contact and is at it: not who tells of a journey, or of others."""
    if reading.trigger.key == "visit":
        return []  # who travels is named; who tells of it stays where he is
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
    if not any(m.end <= days[0].start for m in firsts):
        return []
    earlier = replace(
        frame, place=None, duration=None, ordinal=None, status="held", is_passing=True
    )
    return [_dated(earlier, days[0], document)]


def _participants(
    reading: Reading, people: list[PersonMention], cue: Match | None
) -> list[PersonMention]:
    document, trigger, they = reading.document, reading.trigger, bool(_pronouns(reading))
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


def _pronouns(reading: Reading) -> list[Match]:
    """Return the words that mean those who met before, as the subject of the region."""
    if any(m.key == "third" for m in reading.terms("contact_parties")):
        return []  # "they met the Ukrainians"
    found = find_pair_pronouns(reading.document, reading.clause)
    return [
        m
        for m in found
        if reading.region.holds(m.start, m.end) and m.start <= reading.trigger.start
    ]


def _fill(reading: Reading, people: list[PersonMention], cue: Match | None) -> Frame:
    """Return a frame with all that does not hang on its day."""
    document, clause, region = reading.document, reading.clause, reading.region
    trigger = reading.trigger
    told = clause.asserted(reading.layers.durations) or clause.worded(reading.layers.durations)
    duration = choose_duration(document, told, region)
    sides = find_sides(document, clause, region, people)
    if not sides >= SUBJECT and is_of_third(reading.layers, clause, trigger):
        people, sides = [], frozenset({"other"})
    if not people and is_of_third_subject(document, clause, region, trigger):
        sides = frozenset({"other"})
    third = [] if reading.tells_of_three else find_third(document, region, trigger, people)
    apart = not reading.tells_of_three and is_of_third_pair(document, clause, region, trigger)
    # "Putin thanked the Americans for the talks between …"; envoys take part in such talks.
    apart = apart and len(people) <= 1 and {person.person_id for person in people} <= PRESIDENTS
    if third or apart or (not people and meets_third(document, clause, region)):
        people, sides = third, frozenset({"other"})
    if is_of_body := gathers_body(document, clause, trigger):
        sides = frozenset({"other"})
    is_joint = _is_joint(reading, sides, people)
    # Not "next week".
    series = [m for m in reading.terms("another") if not _is_in(m, reading.layers.dates)]
    return Frame(
        sentence=reading.sentence,
        trigger=trigger,
        status=status_of(cue) or ("held" if duration else None),
        status_cue=cue,
        duration=duration,
        ordinal=next(iter(reading.terms("round_ordinals")), None),
        people=people,
        sides=sides | SUBJECT if is_joint else sides,
        parties=find_parties(document, clause, region),
        is_joint=is_joint,
        is_of_body=is_of_body,
        is_pronoun=bool(_pronouns(reading)),
        is_two=are_meant(document, people),
        recent=named_last(reading.layers, reading.sentence) if _pronouns(reading) else (),
        is_his=any(
            match.start <= trigger.start and match.key != NOTHING
            for match in clause.terms(load_terms(document.language, "back_person"))
        ),
        is_attended=any(match.key == DETAIL for match in region.triggers),
        is_of_teams=trigger.key != "same"
        and any(match.key == "teams" for match in reading.terms("contact_parties")),
        is_another=stands_beside(document, series, "another", trigger),
        is_unspecified=is_unspecified(document, trigger),
        is_previous=stands_beside(document, series, "previous", trigger),
        is_parted=region.opener == "apart",
        is_meanwhile=any(m.key == "meanwhile" and _is_at_head(reading, m) for m in series),
        is_counted=stands_beside(document, reading.terms("another"), "counted", trigger),
        back=_back(reading),
    )


def _back(reading: Reading) -> frozenset[str]:
    """Return what a region takes from the contact before: "there", "later that day"."""
    return frozenset(
        # "Il y a" of "il y a vu" is no "there is".
        "there" if m.key == NOTHING and runs_into(m, reading.region.triggers) else m.key
        for m in reading.clause.unquoted(reading.terms("same_place"))
    )


def _is_at_head(reading: Reading, word: Match) -> bool:
    first, last = token_range(reading.document, reading.sentence.start, word.start)
    return last - first <= _HEAD and word.end <= reading.trigger.start


def _is_in(word: Match, dates: Sequence[DateMention]) -> bool:
    return any(d.start <= word.start and word.end <= d.end for d in dates)


def _is_joint(reading: Reading, sides: frozenset[str], people: list[PersonMention]) -> bool:
    """Tell whether teams of both sides meet together with those of a third one."""
    if reading.trigger.key not in _JOINTLY or any(p.person_id in HEADS_OF_STATE for p in people):
        return False
    if reading.tells_of_three:
        return True
    # "Before Moscow they saw the Ukrainians": a city where somebody is, not the other side.
    visited = {p.country for p in reading.clause.placed if p.city and p.form == "name"}
    named = {person.side for person in people} | find_parties(
        reading.document, reading.clause, reading.region
    )
    return sides - (visited - named) >= SUBJECT | {"other"}


def _days(
    reading: Reading, days: list[DateMention], cue: Match | None, *, is_told: bool
) -> list[DateMention]:
    """Return the days of a region, from what tells of it and from its status where it has none."""
    document, clause, trigger = reading.document, reading.clause, reading.trigger
    said = any(a.start <= trigger.start < a.end for a in clause.said)
    is_told = is_told or (said and bool(_pronouns(reading)))
    if is_told and not days and status_of(cue) not in PLANNED:
        days = days_of_telling(reading.layers.dates, clause.said)
    if not days and (cue is None or cue.key == "held"):
        days = fresh_days(document, clause, reading.region, reading.layers.dates)
        if opens_before(document, reading.region):
            return days or month_of_head(document, clause)
        days = days or days_of_opener(document, clause, reading.layers.dates, reading.region)
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


def _dated(frame: Frame, day: DateMention, document: Document) -> Frame:
    status = by_date(frame.status, day, document)
    if frame.status is None and day.precision == "day" and day.first == document.published:
        # "They meet in Geneva on Friday", told on that day.
        status = "scheduled" if tense_at(document, day.start, day.end) == "future" else None
    over = is_over(document, day)
    if day.precision != "day" and over and status in ("scheduled", "possible"):
        return frame  # the day of something else in the sentence
    return replace(frame, date=day, status=status, people=list(frame.people))
