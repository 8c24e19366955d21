"""Series entries: lines that each open with a day, under one that says what they are all about.

"They spoke by phone six times.", then "12 February: …", "18 March: …": each entry is a contact of
the two, even where it only tells what one of them said to the other.
"""

from collections.abc import Sequence
from dataclasses import replace

from tasks.extraction.clause_layers import Layers
from tasks.extraction.contacts.frame import Frame
from tasks.extraction.contacts.regions import load_contacts
from tasks.extraction.contacts.series import frame_of, is_plural, may_head
from tasks.extraction.contacts.series_items import Item
from tasks.extraction.contacts.status import PLANNED
from tasks.extraction.contacts.triggers import DETAIL, SEEN
from tasks.extraction.layers import SUBJECT, DateMention, DurationMention, Sentence
from tasks.extraction.lexicon import load_terms
from tasks.extraction.text import token_range

Line = list[Sentence]
_FEWEST = 3  # lines that open with a day
_LED_IN = 2  # tokens before that day: "on the"
_LONGEST = 12 * 60  # minutes
_ALIKE = frozenset({"call", "conversation", "spoken", "talks", "paired", "same", "meeting"})


def complete_entries(layers: Layers, frames: list[Frame]) -> list[Frame]:
    """Return the frames of a text, with those of entries that have no word of contact.

    Entries that have one, but name nobody, are completed.
    """
    added: list[Frame] = []
    for above, run in _find_runs(layers):
        head = _head_of(layers, [f for f in frames if _is_in(f, above)])
        for line in run if head else ():
            day = _opening_day(layers, line[0])
            own = [f for f in frames if _is_in(f, line) and (f.people or f.trigger.key != DETAIL)]
            if head is None or day is None:
                continue
            added += _complete(layers, head, line, day, own)
    return sorted([*frames, *added], key=lambda f: f.sentence.start) if added else frames


def _is_in(frame: Frame, line: Line) -> bool:
    return frame.sentence.paragraph == line[0].paragraph


def _find_runs(layers: Layers) -> list[tuple[Line, list[Line]]]:
    """Return the lines in a row that open with a day, each row with the line above it."""
    lines: dict[int, Line] = {}
    for sentence in layers.document.sentences:
        if not sentence.boilerplate:
            lines.setdefault(sentence.paragraph, []).append(sentence)
    runs: list[tuple[Line, list[Line]]] = []
    above: Line | None = None
    run: list[Line] = []
    for line in [*lines.values(), None]:
        if line is not None and _opening_day(layers, line[0]):
            run.append(line)
            continue
        if above is not None and len(run) >= _FEWEST:
            runs.append((above, run))
        above, run = line, []
    return runs


def _opening_day(layers: Layers, sentence: Sentence) -> DateMention | None:
    """Return the day with which a line opens."""
    for day in layers.dates:
        if sentence.start <= day.start < sentence.end and day.precision == "day" and day.first:
            first, _ = token_range(layers.document, day.start, day.end)
            led = load_terms(layers.document.language, "contact_series").find(
                layers.document, sentence.first_token, first
            )
            return day if first - sentence.first_token == len(led) <= _LED_IN else None
    return None


def _head_of(layers: Layers, frames: Sequence[Frame]) -> Frame | None:
    """Return the contact of which a line says that there were several, between two it names."""
    several = [
        f
        for f in frames
        if may_head(f) and f.date is None and (f.is_counted or is_plural(layers, f))
    ]
    pairs = [f for f in frames if {p.side for p in f.people} >= SUBJECT]
    if not several or not pairs:
        return None
    pair = pairs[-1]
    head = several[0]
    if head.people and head.names != pair.names:
        return None
    head.is_counted = True
    return replace(head, people=list(pair.people), sides=head.sides | SUBJECT, status="held")


def _complete(
    layers: Layers, head: Frame, line: Line, day: DateMention, own: Sequence[Frame]
) -> list[Frame]:
    """Let the contact of an entry be of those of the head; return it where it has no word for it.

    Such an entry says how long it took, or what one of the two said to the other.
    """
    same = [f for f in own if f.date and f.date.first == day.first]
    for frame in same:
        alike = frame.trigger.key in _ALIKE or (frame.trigger.key == SEEN and frame.place is None)
        if alike and frame.status not in PLANNED and frame.names <= head.names:
            frame.people, frame.sides = list(head.people), head.sides
            frame.trigger = frame.trigger._replace(key=head.trigger.key)
    if same or any(f.date for f in own) or any(not f.names <= head.names for f in own):
        return []
    start, end = line[0].start, line[-1].end
    told = {p.person_id for p in layers.people if start <= p.start < end}
    lengths = [d for d in layers.durations if start <= d.start < end and d.minutes <= _LONGEST]
    words = load_contacts(layers.document.language).find(
        layers.document, line[0].first_token, line[-1].end_token
    )
    if not (told >= head.names or lengths or any(w.key in _ALIKE for w in words)):
        return []
    made = frame_of(layers, head, line[0], Item(day, duration=_only(lengths)))
    return [made] if made else []


def _only(lengths: Sequence[DurationMention]) -> DurationMention | None:
    return lengths[0] if len(lengths) == 1 else None
