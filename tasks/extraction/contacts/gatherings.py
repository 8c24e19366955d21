"""Gatherings: the day of a summit of many states at which the two sides may meet.

"He may see X at the G20 next month. … The G20 meets on December 14 and 15."
"""

from datetime import timedelta

from tasks.extraction.clause_layers import Layers
from tasks.extraction.contacts.bodies import load_bodies
from tasks.extraction.contacts.contact import Contact, same_days
from tasks.extraction.layers import DateMention, Sentence

_LONGEST = timedelta(days=3)  # a session of weeks tells no day


def complete_gathering(layers: Layers, contact: Contact) -> None:
    """Give a plan for a gathering, told without its day, the day of it that the text tells."""
    known = contact.day
    vague = known is None or known.precision == "month"
    if not contact.is_planned or contact.kind == "call" or not vague:
        return
    if not any(_names_body(layers, frame.sentence) for frame in contact.frames):
        return
    days = [d for d in _days_of_gatherings(layers) if known is None or same_days(d, known)]
    if len({d.first for d in days}) != 1:
        return
    for frame in contact.frames:
        if frame.date is None or frame.date.precision == "month":
            frame.date = days[0]


def _names_body(layers: Layers, sentence: Sentence) -> bool:
    index = load_bodies(layers.document.language)
    return bool(index.find(layers.document, sentence.first_token, sentence.end_token))


def _days_of_gatherings(layers: Layers) -> list[DateMention]:
    """Return the days to come, of a few at most, in sentences that name a body of many states."""
    today = layers.document.published
    ahead = [d for d in layers.dates if d.precision == "day" and d.first and d.first > today]
    told = []
    for day in ahead:
        sentence = next(s for s in layers.document.sentences if s.start <= day.start < s.end)
        first = day.first or today
        if (day.last or first) - first <= _LONGEST and _names_body(layers, sentence):
            told.append(day)
    return told
