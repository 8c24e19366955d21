"""Headings: the days and cities at the head of the entries of a chronology, and lines that head.

"12 February 2025, Riyadh." heads an entry; so does "12 February." with "Riyadh." after it.
"""

import re
from dataclasses import dataclass, replace

from tasks.extraction.clause_layers import Layers, Span
from tasks.extraction.contacts.frame import Frame
from tasks.extraction.contacts.kinds import PRESIDENTS
from tasks.extraction.contacts.slots import is_listed
from tasks.extraction.contacts.status import PLANNED, by_date
from tasks.extraction.layers import DateMention, PlaceMention, Sentence
from tasks.extraction.text import token_range

_BARE_HEAD = 2  # tokens beside the days and the city of a heading
BARE_LENGTH = 9  # tokens of a sentence that tells how long something lasted and nothing else
_STOPS = ".!?…:;»”\"')"
_AFTER_DAY = re.compile(r"\s*(?:[:—–]|-\s|\.?\s*$)", re.MULTILINE)
_ENTRIES = 3  # headings that make a chronology


@dataclass(frozen=True, slots=True)
class Heading:
    """The days and the city that head a paragraph of a chronology."""

    sentence: Sentence
    days: tuple[DateMention, ...]
    place: PlaceMention | None

    def lend(self, frame: Frame, layers: Layers) -> list[Frame]:
        """Return a frame of the entry with the days and the city of its heading."""
        if frame.status in PLANNED:
            return [frame]  # the day of a heading is that of an announcement
        spoke = frame.trigger.key in ("spoken", "conversation")
        by_voice = frame.trigger.key == "call" or (spoke and frame.names & PRESIDENTS)
        place = frame.place or (None if by_voice else self.place)
        today = layers.document.published
        if frame.status == "ongoing" and frame.date and frame.date.first == today:
            frame = replace(frame, date=None, status=None)  # entries are told in the present
        if frame.date is not None:
            return [replace(frame, place=place)]
        return [
            replace(
                frame,
                date=day,
                place=place,
                status=by_date(frame.status, day, layers.document),
                people=list(frame.people),
            )
            for day in self.days
        ]


def find_headings(layers: Layers) -> dict[int, Heading]:
    """Return the headings of a chronology by their paragraphs; none when there are but a few."""
    found: dict[int, Heading] = {}
    alone: Heading | None = None  # a line of its own: it heads the lines under it
    for sentence in layers.document.sentences:
        if sentence.paragraph in found or sentence.boilerplate:
            if alone is not None and alone.place is None:
                found[sentence.paragraph] = alone = _with_bare_city(layers, alone, sentence)
            continue
        heading = _heading(layers, sentence)
        if heading is not None:
            found[sentence.paragraph] = alone = heading
        elif alone is not None and alone.sentence.end_token == sentence.first_token:
            found[sentence.paragraph] = alone
    days = {heading.days[0].first for heading in found.values()}
    return found if len(days) >= _ENTRIES else {}


def _with_bare_city(layers: Layers, heading: Heading, sentence: Sentence) -> Heading:
    """Return a heading with the city that stands alone after it: "18 February. Riyadh. …"."""
    adjoins = heading.sentence.end_token == sentence.first_token
    place = _only_city(layers, sentence) if adjoins else None
    if place is None or layers.document.text[sentence.start : place.start].strip():
        return heading
    bare = not layers.document.text[place.end : sentence.end].strip(_STOPS)
    return replace(heading, place=place) if bare else heading


def _heading(layers: Layers, sentence: Sentence) -> Heading | None:
    """Return the heading that a sentence is: days, perhaps a city, and nothing else."""
    length = sentence.end_token - sentence.first_token
    opened = _opening_day(layers, sentence)
    if opened is not None:
        return Heading(sentence, tuple(opened), _only_city(layers, sentence))
    if length > BARE_LENGTH:
        return None
    days = [d for d in layers.dates if sentence.start <= d.start < sentence.end]
    places = [p for p in layers.places if sentence.start <= p.start < sentence.end]
    if not days or any(d.precision != "day" or d.first is None for d in days):
        return None
    spans: list[Span] = [*days, *places]
    outside = [
        token
        for token in layers.document.tokens[sentence.first_token : sentence.end_token]
        if not any(s.start <= token.start < s.end for s in spans)
    ]
    if len(outside) > _BARE_HEAD:
        return None
    return Heading(sentence, tuple(days), _only_city(layers, sentence))


def _only_city(layers: Layers, sentence: Sentence) -> PlaceMention | None:
    """Return the city that a heading names."""
    cities = [p for p in layers.places if p.city and sentence.start <= p.start < sentence.end]
    return cities[0] if len({p.city for p in cities}) == 1 else None


def _opening_day(layers: Layers, sentence: Sentence) -> list[DateMention] | None:
    """Return the days with which a line opens: "12 February: the thaw", "11 and 25 April – …"."""
    document = layers.document
    days = [d for d in layers.dates if sentence.start <= d.start < sentence.end]
    if not days or days[0].precision != "day" or days[0].first is None:
        return None
    first, _ = token_range(document, days[0].start, days[0].end)
    if first - sentence.first_token > 0 or not _starts_line(document.text, sentence.start):
        return None
    listed = [days[0]]
    for day in days[1:]:
        if is_listed(document, listed[-1], day) and day.precision == "day":
            listed.append(day)
    return listed if _AFTER_DAY.match(document.text, listed[-1].end) else None


def _starts_line(text: str, start: int) -> bool:
    line = text.rfind("\n", 0, start) + 1
    return not any(letter.isalnum() for letter in text[line:start])


def is_subheading(layers: Layers, sentence: Sentence) -> bool:
    """Tell a line that heads others: some words without a full stop or a day assert nothing."""
    document = layers.document
    if sentence.paragraph == 0 or sentence.end_token - sentence.first_token > BARE_LENGTH:
        return False
    if document.text[sentence.end - 1] in _STOPS or document.text[sentence.end :][:1].strip():
        return False
    alone = sentence.start == 0 or document.text[sentence.start - 1] == "\n"
    return alone and not any(sentence.start <= d.start < sentence.end for d in layers.dates)
