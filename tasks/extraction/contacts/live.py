"""Live pages, written as things happen: what they are about is of the day on which they stand.

Their entries are headed by hours, the last one first, and none tells the day.
"""

import re
from collections.abc import Sequence

from tasks.extraction.clause_layers import Layers, layers_of
from tasks.extraction.contacts.frame import Frame
from tasks.extraction.contacts.slots import usable_dates
from tasks.extraction.layers import SUBJECT, on_day_of

_HOUR = re.compile(r"^\W*\d{1,2}[.:h]\d\d\b[^\n]{0,60}(?<![.!])$", re.MULTILINE)
_NOW = frozenset({"held", "ongoing"})
_ENTRIES = 3  # headings with an hour that make a live page


def date_live(layers: Layers, frames: Sequence[Frame]) -> None:
    """Give the first contact of a live page its day, if it tells none and is no plan."""
    if len(_HOUR.findall(layers.document.text)) < _ENTRIES:
        return
    named = [f for f in frames if {person.side for person in f.people} == SUBJECT]
    told = [f for f in named if f.status in _NOW or (f.status is None and f.trigger.key == "call")]
    if not told or told[0].date is not None or told[0].is_counted or told[0].is_previous:
        return
    first = told[0]
    clause = layers_of(layers, first.sentence)
    if clause.has_quotation or usable_dates(layers.document, clause, layers.dates):
        return
    word = first.trigger
    first.date = on_day_of(layers.document.published, word.start, word.end)
