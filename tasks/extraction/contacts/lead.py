"""The contact that a text is about: what its head says once and its sentences do not repeat."""

import re
from collections.abc import Sequence
from datetime import timedelta
from functools import lru_cache

from tasks.extraction.clause_layers import Layers, Span, overlap
from tasks.extraction.contacts.contact import Contact
from tasks.extraction.contacts.day_cities import is_bracketed
from tasks.extraction.contacts.frame import START
from tasks.extraction.contacts.places import is_apart, is_of_agreement
from tasks.extraction.contacts.separators import load_separators
from tasks.extraction.contacts.slots import load_fresh_cues, stands_apart
from tasks.extraction.datelines import dateline_end
from tasks.extraction.layers import (
    SUBJECT,
    DateMention,
    DurationMention,
    PlaceMention,
    Sentence,
    on_day_of,
)
from tasks.extraction.lexicon import load_pack
from tasks.extraction.text import fold

_DATELINE_GAP = 3  # characters of "MOSCOW, April 30."
_NAMED = ("name", "demonym")
_STEM = 5  # letters that a name keeps in every case
_STOPS = tuple('.!?…»”"')
_HEAD = 1  # paragraphs that open a text
_OPENING = 10  # tokens of a sentence that tells little more than how long it took
_LONGEST = 12 * 60  # minutes
_EVE = timedelta(days=1)
_NEWS = timedelta(days=7)  # how far the day of what a text reports is from its own
# Capitals whose name mostly stands for a government.
_SPEAKERS = frozenset({"Moscow", "Washington", "Kyiv", "Brussels", "London", "Paris", "Berlin"})


def complete_lead(layers: Layers, contact: Contact, others: Sequence[Contact]) -> None:
    """Give the first contact of a text the day and the city that its head tells.

    `others`: those told after it, whose cities are not its own.
    """
    first = contact.frames[0]
    if not _is_in_head(layers, first.sentence):
        return
    if contact.day is None:
        first.date = _day_beside(layers, contact, others)
    if contact.day is None and (_is_news(contact, others) or _is_just_over(layers, contact)):
        first.date = _day_told(layers, contact)
    if contact.day is None:
        first.date = _day_of_news(layers, contact)
    if not any(frame.duration for frame in contact.frames) and not contact.is_planned:
        first.duration = _length_before(layers, first.sentence)
    if contact.kind == "call":
        return
    if contact.city is None:
        place = _city_beside(layers, contact) or _city_of_text(layers)
        fits = (
            place
            and all(c.city != place.city for c in others)
            and contact.countries <= {place.country}
        )
        if place and _is_of_setting(layers, contact, place):
            fits = False  # "He said in the Oval Office that the summit was off"
        first.place = place if fits else first.place


def _length_before(layers: Layers, sentence: Sentence) -> DurationMention | None:
    """Return the length with which the text opens: "Fifty minutes, and no deal. X met Y"."""
    before = [s for s in layers.document.sentences if s.end <= sentence.start and not s.boilerplate]
    if not before or before[-1].end_token - before[-1].first_token > _OPENING:
        return None
    opening = before[-1]
    inside = [d for d in layers.durations if opening.start <= d.start < opening.end]
    others: list[Span] = [*layers.people, *layers.dates]  # of whom, or of when, it tells
    alone = not any(opening.start <= other.start < opening.end for other in others)
    fits = len(inside) == 1 and alone and inside[0].minutes <= _LONGEST
    return inside[0] if fits else None


def _is_of_setting(layers: Layers, contact: Contact, place: PlaceMention) -> bool:
    """Tell whether a place stands before the words by which somebody tells of the contact."""
    told = {f.sentence.end: f.sentence.start for f in contact.frames}
    whole = (s for s in layers.document.sentences if s.end in told)
    return any(s.start <= place.start < told[s.end] for s in whole)


def _is_in_head(layers: Layers, sentence: Sentence) -> bool:
    """Tell whether a sentence stands in the paragraphs that open a text.

    Lines without a full stop are no paragraphs: a title below the title, a city alone.
    """
    text = layers.document.text
    before = [s for s in layers.document.sentences if s.paragraph < sentence.paragraph]
    full = {s.paragraph for s in before if text[: s.end].rstrip().endswith(_STOPS)}
    return len(full) <= _HEAD


def _is_news(contact: Contact, others: Sequence[Contact]) -> bool:
    """Tell a contact whose day is mostly that on which it is told: a call, or the latest of some.

    A meeting may be retold days later, unless the text goes on with the one before it.
    """
    if contact.is_planned:
        return False
    before = [c for c in others if any(f.is_previous and f.date for f in c.frames)]
    return contact.kind == "call" or any(c.names & contact.names for c in before)


def _is_just_over(layers: Layers, contact: Contact) -> bool:
    """Tell a contact after which somebody spoke: "X said on Tuesday, after talks with Y"."""
    cue, document = contact.frames[0].status_cue, layers.document
    words = load_separators(document.language).find(document) if cue and cue.key == "held" else ()
    return any(cue and w.key == "apart" and overlap(w, cue) for w in words)


def _day_told(layers: Layers, contact: Contact) -> DateMention | None:
    """Return the day of the news on which a contact was told of."""
    sentence, today = contact.frames[0].sentence, layers.document.published
    start = dateline_end(layers.document, sentence)
    told = [
        d
        for d in layers.dates
        if start <= d.start < sentence.end
        and d.first
        and d.precision == "day"
        and timedelta(0) <= today - d.first <= _EVE
        and not _is_of_dateline(layers, d)
    ]
    return told[0] if len({d.first for d in told}) == 1 else None


def _day_of_news(layers: Layers, contact: Contact) -> DateMention | None:
    """Return the day of the report: news of a call, or of talks that ended, is news of the day.

    A meeting may be retold days later.
    """
    first = contact.frames[0]
    cue, today = first.status_cue, layers.document.published
    if cue is None or first.status != "held":
        return None
    if contact.kind != "call" and not has_ended(layers, first.sentence):
        return None
    return on_day_of(today, cue.start, cue.end)


def has_ended(layers: Layers, sentence: Sentence) -> bool:
    """Tell whether a sentence says that something has come to its end."""
    index = load_fresh_cues(layers.document.language)
    cues = index.find(layers.document, sentence.first_token, sentence.end_token)
    return any(cue.key == "ended" for cue in cues)


def complete_reception(layers: Layers, contact: Contact, others: Sequence[Contact]) -> None:
    """Give an envoy's call on the Russian president the capital that the text names beside it.

    "And was back in Russia on the 25th": not the city that its sentence tells of another one.
    """
    guests = any(p.side == "US" for frame in contact.frames for p in frame.people)
    received = contact.kind == "envoy" and "putin" in contact.names and guests
    if not received or any(f.place and f.place.city for f in contact.frames):
        return
    first = contact.frames[0]
    if first.is_previous:
        return  # the city beside it is that of the contact told before
    start, end = _paragraph(layers, contact)
    near = [p for p in layers.places if p.city and start <= p.start < end and p.country == "RU"]
    at_home = [p for p in near if p.form in _NAMED or (p.venue and p.form == "metonym")]
    place, here = _only(at_home), first.sentence.start
    taken = [f.place for c in others for f in c.frames if f.sentence.start == here]
    if place and place in taken and (first.place or is_bracketed(layers.document, place)):
        return
    if place and not is_apart(layers.document, place):
        first.place = place


def complete_hour(layers: Layers, contact: Contact) -> None:
    """Give a plan that is told by the hour alone the day of the report: "will call at 5 p.m."."""
    if contact.day is not None or contact.frames[0].status != "scheduled":
        return
    for frame in contact.frames:
        start, end = frame.sentence.start, frame.sentence.end
        pattern = _load_hours(layers.document.language)
        hour = pattern.search(layers.document.folded, start, end) if pattern else None
        if hour is None or any(start <= d.start < end for d in layers.dates):
            continue
        frame.date = on_day_of(layers.document.published, *hour.span())
        return


@lru_cache
def _load_hours(language: str) -> re.Pattern[str] | None:
    patterns = load_pack(language).get("contact_context", {}).get("hours", ())
    return re.compile("|".join(patterns)) if patterns else None


def _paragraph(layers: Layers, contact: Contact) -> tuple[int, int]:
    number = contact.frames[0].sentence.paragraph
    inside = [s for s in layers.document.sentences if s.paragraph == number]
    return inside[0].start, inside[-1].end


def _day_beside(layers: Layers, contact: Contact, others: Sequence[Contact]) -> DateMention | None:
    """Return the one day of the paragraph, when it is in the news and fits what is planned."""
    start, end = _paragraph(layers, contact)
    today = layers.document.published
    taken = {f.date.start for c in others for f in c.frames if f.date}
    days = [
        d
        for d in layers.dates
        if start <= d.start < end
        and d.first
        and d.precision == "day"
        and d.start not in taken
        and not stands_apart(layers.document, d.start, "no_date", d.end)
        and not (contact.kind == "call" and _is_placed(layers, contact, d))
        and not any(a.start <= d.start < a.end for a in layers.attributions)
    ]
    if len({d.first for d in days}) != 1 or days[0].first is None:
        return None
    if _is_of_dateline(layers, days[0]) and _told_on_another_day(layers, contact, days[0]):
        return None
    planned = contact.is_planned
    day = days[0].first
    if abs(day - today) > _NEWS or (planned and day <= today) or (not planned and day > today):
        return None
    return days[0]


def _is_placed(layers: Layers, contact: Contact, day: DateMention) -> bool:
    """Tell whether a sentence beside the call has a day and a place: "on Friday in Alaska"."""
    here = next(s for s in layers.document.sentences if s.start <= day.start < s.end)
    if any(frame.sentence.start == here.start for frame in contact.frames):
        return False
    return any(here.start <= p.start < here.end and p.form == "name" for p in layers.places)


def _told_on_another_day(layers: Layers, contact: Contact, day: DateMention) -> bool:
    """Tell whether the clause of saying has a day that is not the dateline's."""
    start, end = contact.frames[0].sentence.start, contact.frames[0].sentence.end
    said = [a for a in layers.attributions if start <= a.start < end]
    return any(
        d.first != day.first and d.precision == "day"
        for d in layers.dates
        if any(a.start <= d.start < a.end for a in said)
    )


def _is_of_dateline(layers: Layers, day: DateMention) -> bool:
    """Tell whether a day stands right after the city where the report was written."""
    return any(
        p.form == "dateline" and 0 <= day.start - p.end <= _DATELINE_GAP for p in layers.places
    )


def _cities(layers: Layers) -> list[PlaceMention]:
    """Return the cities of a text where its news can be, not those of other people and times."""
    elsewhere = [s for s in layers.document.sentences if _is_elsewhere(layers, s)]
    return [
        p
        for p in layers.places
        if p.city
        and p.form in ("name", "dateline")
        and not is_apart(layers.document, p)
        and not is_of_agreement(layers.document, layers.dates, p)
        and not any(s.start <= p.start < s.end for s in elsewhere)
    ]


def _is_elsewhere(layers: Layers, sentence: Sentence) -> bool:
    """Tell whether a sentence speaks of years before, or of a third country's people."""
    days = [d.first for d in layers.dates if sentence.start <= d.start < sentence.end and d.first]
    sides = {p.side for p in layers.people if sentence.start <= p.start < sentence.end} - {None}
    return bool(days and min(days) < START) or bool(sides and sides.isdisjoint(SUBJECT))


def _city_beside(layers: Layers, contact: Contact) -> PlaceMention | None:
    start, end = _paragraph(layers, contact)
    named = [p for p in _cities(layers) if p.form == "name" and start <= p.start < end]
    return _only(_unsaid(layers, named))


def _city_of_text(layers: Layers) -> PlaceMention | None:
    """Return the city that the title names too, else the only one of the text."""
    cities = [p for p in _cities(layers) if p.city not in _SPEAKERS]
    title = fold(layers.document.title)
    titled = [p for p in cities if layers.document.folded[p.start : p.end][:_STEM] in title]
    return _only(titled) or _only(_unsaid(layers, cities))


def _unsaid(layers: Layers, cities: Sequence[PlaceMention]) -> list[PlaceMention]:
    """Leave out where somebody spoke: "told a news conference in Sochi"."""
    said = layers.attributions
    return [p for p in cities if not any(a.start < p.start < a.end for a in said)]


def _only(cities: Sequence[PlaceMention]) -> PlaceMention | None:
    return cities[0] if len({p.city for p in cities}) == 1 else None
