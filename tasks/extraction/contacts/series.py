"""Series: a contact told several times over, whose days come after it without a word of contact.

"They spoke three times. On 4 June, for an hour. On the 14th, again at his request.": each day is
one more contact, of the kind and between the people of the one that heads the series.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace

from tasks.extraction.clause_layers import Layers, layers_of, overlap
from tasks.extraction.contacts.asides import pair_of
from tasks.extraction.contacts.cues import is_question
from tasks.extraction.contacts.ellipsis import SAME
from tasks.extraction.contacts.fitting import is_foreign
from tasks.extraction.contacts.frame import START, Frame
from tasks.extraction.contacts.series_items import Item, Items, find_items
from tasks.extraction.contacts.slots import is_over
from tasks.extraction.contacts.status import PLANNED
from tasks.extraction.contacts.triggers import DETAIL
from tasks.extraction.layers import SUBJECT, Document, Match, Sentence
from tasks.extraction.lexicon import load_terms
from tasks.extraction.text import token_range

_REACH = 1  # lines between a series and what goes on with it
_FAR = 40  # tokens of sentences between them that tell of no contact
_LIST = 2  # days that are a list
_CALL = "call"
_VERBS = frozenset({SAME, DETAIL, "visit"})  # "then were …": what a series goes on with, too


@dataclass(slots=True)
class Series:
    """A contact that may be told of again by a day alone."""

    head: Frame
    last: Sentence
    told_to: int  # the token after what was told last
    is_open: bool  # several are told of: "their calls", "three times"

    def go_on(self, layers: Layers, sentence: Sentence, read: Sequence[Frame]) -> list[Frame]:
        """Return the contacts that a sentence adds by their days; none when it tells more.

        A word of contact of its own, which `read` has, tells of what kind they are.
        """
        if sentence.paragraph - self.last.paragraph > _REACH:
            return []
        clause = layers_of(layers, sentence)
        items = find_items(layers, sentence.start, sentence.end)
        if clause.has_quotation or items is None or not self._may_take(items, sentence):
            return []
        if any(overlap(item.day, said) for item in items.found for said in clause.said):
            return []
        if _heads_entry(layers, sentence, items):
            return []
        beside = [f for f in read if len(items.found) == 1 and _adds_people(f, self.head)]
        own = [f for f in read if f not in beside and (f.trigger.key not in _VERBS or f.people)]
        if own and not may_head(own[0]):
            return []
        if self.is_open and self.head.date is None:
            self.head.is_counted = True
        head = own[0] if own else self.head
        if any(item.place for item in items.found) and _starts_line(self.last, sentence):
            head = self._of_line(head, items)
        if read:  # it says itself that it was "there"
            head = replace(head, place=None)
        if there := [p for f in beside for p in f.people if p.side in SUBJECT]:
            head = replace(head, people=[*head.people, *there])  # "this time with X at the table"
        self.last, self.told_to = sentence, sentence.end_token
        return _frames_of(layers, head, sentence, items)

    def _of_line(self, head: Frame, items: Items) -> Frame:
        """Return the head of an entry of a chronology with a city of its own: others met there."""
        cities = {item.place.city for item in items.found if item.place}
        same = head.place is not None and head.place.city in cities
        if self.is_open or same:
            return head
        trigger = head.trigger._replace(key="meeting")
        return replace(head, trigger=trigger, people=[], sides=SUBJECT, place=None)

    def _may_take(self, items: Items, sentence: Sentence) -> bool:
        """Tell whether days can only be of the contact told before: "again", how long it took.

        After another sentence "again" speaks of what that tells.
        """
        beside = self.told_to == sentence.first_token
        lasted = any(item.duration for item in items.found)
        return self.is_open or lasted or (beside and items.is_more)


def _heads_entry(layers: Layers, sentence: Sentence, items: Items) -> bool:
    """Tell the bare day at the head of a line, whose other sentences tell what was then."""
    bare = not items.is_more and all(not (i.place or i.duration) for i in items.found)
    rest = layers.document.text[sentence.end :].split("\n", 1)[0]
    line = layers.document.text.rfind("\n", 0, sentence.start) + 1
    return bare and bool(rest.strip()) and line == sentence.start


def _starts_line(last: Sentence, sentence: Sentence) -> bool:
    return last.paragraph != sentence.paragraph


def open_series(
    layers: Layers,
    sentence: Sentence,
    read: Sequence[Frame],
    before: Series | None = None,
    told: Sequence[Frame] = (),
) -> Series | None:
    """Return the series that the contacts of a sentence open, the one before where it opens none.

    A plain word of contact speaks of the one before: "the pause after their last talk was long".
    Where it names one of two of whom was `told` before, it is of both.
    """
    if before and all(not (f.date or f.place or f.people) for f in read):
        near = sentence.paragraph - before.last.paragraph <= _REACH
        stays = near and sentence.first_token - before.told_to <= _FAR
        return before if stays else None
    asked = is_question(layers, sentence)
    fitting = [f for f in read if may_head(f) and (f.people or not asked)]
    if not fitting:
        return None
    several = [f for f in fitting if f.date is None]
    heads = [f for f in several if f.is_counted or is_plural(layers, f)]
    named = [f for f in fitting if f.people] or fitting
    head = heads[0] if heads else named[-1]
    pair = pair_of(told)
    if head.names < {p.person_id for p in pair} and head.people:
        head = replace(head, people=pair, sides=head.sides | SUBJECT)
    return Series(head, sentence, sentence.end_token, bool(heads))


def may_head(frame: Frame) -> bool:
    """Tell whether a contact may be told of again by a day alone."""
    if frame.trigger.key == DETAIL or frame.status in PLANNED or frame.status == "none":
        return False
    return not is_foreign(frame) and (frame.is_joint or "other" not in frame.sides)


def is_plural(layers: Layers, frame: Frame) -> bool:
    """Tell "the calls", "three rounds" from one contact."""
    document = layers.document
    first, last = token_range(document, frame.trigger.start, frame.trigger.end)
    found = load_terms(document.language, "contact_series").find(document, first, last)
    return any(m.key == "heads" for m in found)


def read_listed(
    layers: Layers,
    sentence: Sentence,
    read: Sequence[Frame],
    read_sentence: Callable[[Layers, Sentence], list[Frame]],
) -> list[Frame]:
    """Return the contacts of a sentence that names a series and lists its days apart from that.

    "Their calls: on 4 June, on 14 June", "begun in Oslo on 2 May, resumed on 5 June, the talks …".
    `read`: what was read of it word by word.
    """
    if sum(sentence.start <= d.start < sentence.end for d in layers.dates) < _LIST:
        return []
    for listed, head in _partings(layers.document, sentence):
        items = find_items(layers, *listed)
        goes_on = layers.document.text[listed[0] - 1] == ";"  # "in May; before that, on 2 April"
        if items is None or (len(items.found) < _LIST and not (goes_on and items.is_more)):
            continue
        if any(listed[0] <= f.trigger.start < listed[1] for f in read if f.trigger.key != SAME):
            return []
        first, last = token_range(layers.document, *head)
        part = replace(sentence, start=head[0], end=head[1], first_token=first, end_token=last)
        told = read_sentence(layers, part)
        series = open_series(layers, part, told)
        found = _frames_of(layers, series.head, sentence, items) if series else []
        return [*(f for f in told if f.date and goes_on), *found] if found else []
    return []


def _partings(
    document: Document, sentence: Sentence
) -> list[tuple[tuple[int, int], tuple[int, int]]]:
    """Return where the days of a sentence may be listed, each with the rest of the sentence."""
    start, end = sentence.start, sentence.end
    marks = [document.text.find(mark, start, end) for mark in (":", ";")]
    found = [((mark + 1, end), (start, mark)) for mark in marks if mark >= 0]
    commas = [i for i in range(start, end) if document.text[i : i + 2] == ", "]
    return found + [((start, comma), (comma + 2, end)) for comma in reversed(commas)]


def with_listed(read: list[Frame], listed: list[Frame], *, is_list: bool) -> list[Frame]:
    """Return the frames of a sentence read word by word, or of its days, which tell more.

    A word of contact goes before, but for one that heads a list, or tells who else was there.
    """
    if read and listed and all(_adds_people(f, listed[0]) for f in read):
        return listed
    own_words = not is_list and any(f.trigger.key not in _VERBS for f in read)
    more = _how_much(listed) > _how_much(read)
    if not more or (own_words and _how_much(read)[0] == _how_much(listed)[0]):
        return read
    own = {f.date.first: f for f in read if f.date and f.people and f.trigger.key != SAME}
    return [_completed(own.get(f.date.first), f) if f.date else f for f in listed]


def _adds_people(frame: Frame, head: Frame) -> bool:
    """Tell who else of one side was there, where the head of a series names both sides."""
    sides = {person.side for person in frame.people}
    both = {person.side for person in head.people} >= SUBJECT
    return both and len(sides) == 1 and sides < SUBJECT


def _completed(read: Frame | None, listed: Frame) -> Frame:
    """Return what was read word by word with where it was and how long it took."""
    if read is None:
        return listed
    read.place = listed.place or read.place
    read.duration = read.duration or listed.duration
    return read


def _how_much(frames: Sequence[Frame]) -> tuple[int, int, int]:
    """Return how many days are told, how many cities, and how many days have one."""
    days = {f.date.first for f in frames if f.date}
    cities = [f.place.city for f in frames if f.place and f.place.city]
    return len(days), len(set(cities)), len(cities)


def _frames_of(layers: Layers, head: Frame, sentence: Sentence, items: Items) -> list[Frame]:
    """Return the frames of the items of a series; none where one cannot be of it."""
    frames = [frame_of(layers, head, sentence, item) for item in items.found]
    told = [frame for frame in frames if frame is not None]
    return told if len(told) == len(frames) else []


def frame_of(layers: Layers, head: Frame, sentence: Sentence, item: Item) -> Frame | None:
    """Return the frame of one item; None when it cannot be of the series."""
    day = item.day
    if day.first is None or day.first < START or day.first > layers.document.published:
        return None
    by_voice = head.trigger.key == _CALL
    if by_voice and item.place and item.place.country not in SUBJECT:
        return None
    place = None if by_voice else item.place
    if place is None and (head.date is None or item.there):
        place = head.place
    return replace(
        head,
        sentence=sentence,
        trigger=Match(day.start, day.end, head.trigger.key),
        status="held" if is_over(layers.document, day) else head.status,
        status_cue=None,
        date=day,
        place=place,
        venue=None,
        duration=item.duration,
        ordinal=None,
        people=list(head.people),
        is_another=False,
        is_unspecified=False,
        is_previous=False,
        is_counted=False,
        is_it=False,
        back=frozenset(),
    )
