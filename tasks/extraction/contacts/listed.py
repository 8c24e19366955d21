"""Listed: how long each of several contacts of one sentence lasted, told in the next by its number.

"They met on 27 February and 10 April. The first round took six hours, the second five and a half."
"""

from collections.abc import Sequence

from tasks.extraction.clause_layers import Layers, layers_of
from tasks.extraction.contacts.frame import Frame
from tasks.extraction.contacts.lengths import HOUR, bare_length
from tasks.extraction.contacts.triggers import DETAIL
from tasks.extraction.layers import DurationMention, Match, Sentence
from tasks.extraction.lexicon import load_terms

_NOW = "now"  # beside an earlier one: "this time"
_BEYOND = 1  # sentences between a list and what is told of it


def tell_lengths(
    layers: Layers, sentence: Sentence, frames: Sequence[Frame], read: list[Frame]
) -> list[Frame]:
    """Give the contacts told before their lengths; return what else the sentence tells of."""
    if not frames or not any(sentence.start <= d.start < sentence.end for d in layers.durations):
        return read
    clause = layers_of(layers, sentence)
    numbers = clause.terms(load_terms(layers.document.language, "list_ordinals"))
    lengths = clause.asserted(layers.durations)
    if not numbers or not lengths:
        return read
    now = [n for n in numbers if n.key == _NOW]
    if now:
        return _tell_now(layers, now[-1], frames, lengths, read)
    listed = _list_before(layers, sentence, frames)
    numbers = [n for n in numbers if 0 < int(n.key) <= len(listed)]
    told = {n.key: owned for n in numbers if (owned := _length_of(n, numbers, lengths))}
    theirs = {name for frame in listed for name in frame.names}
    if len(listed) < 2 or not told or any(f.date or not f.names <= theirs for f in read):
        return read
    for number in numbers:
        if number.key not in told and (bare := bare_length(layers.document, number, HOUR)):
            told[number.key] = bare
    for key, lasted in told.items():
        frame = listed[int(key) - 1]
        frame.duration = frame.duration or lasted
    return [f for f in read if f.status not in (None, "held")]


def _tell_now(
    layers: Layers,
    now: Match,
    frames: Sequence[Frame],
    lengths: Sequence[DurationMention],
    read: list[Frame],
) -> list[Frame]:
    """Give the contact told last its length, beside that of an earlier one: "…, now forty"."""
    last = next((f for f in reversed(frames) if f.date), None)
    unit = 1 if any(d.minutes < HOUR for d in lengths) else HOUR
    after = [d for d in lengths if now.end <= d.start]
    lasted = after[0] if after else bare_length(layers.document, now, unit)
    before = [d for d in lengths if d is not lasted]
    if lasted and not before and all(not (f.date or f.names) for f in read):
        return _tell_news(layers, frames, lasted, read)
    if last is None or lasted is None or last.status != "held" or not before:
        return read
    last.duration = last.duration or lasted
    for frame in read:
        if frame.duration is lasted:
            frame.duration = before[0] if frame.date else None
    return read


def _tell_news(
    layers: Layers, frames: Sequence[Frame], lasted: DurationMention, read: list[Frame]
) -> list[Frame]:
    """Give its length to the newest of several contacts told before: "this time it took an hour".

    The one before it may have been told last.
    """
    today = layers.document.published
    days = [f for f in frames if f.date and f.date.first and f.status in (None, "held")]
    past = [f for f in days if f.date and f.date.first and f.date.first <= today]
    newest = max(past, key=lambda f: f.date.value if f.date else "", default=None)
    if newest is None or newest is past[-1] or newest.duration:
        return read
    newest.duration = lasted
    return [f for f in read if f.duration is not lasted]


def _list_before(layers: Layers, sentence: Sentence, frames: Sequence[Frame]) -> list[Frame]:
    """Return the contacts that one sentence right before lists by their days, in their order."""
    # Who led the delegations "on both occasions" is told between them.
    dated = [f for f in frames if f.date and f.trigger.key != DETAIL]
    if not dated:
        return []
    last = dated[-1].sentence
    between = sum(last.end <= s.start < sentence.start for s in layers.document.sentences)
    if between > _BEYOND or sentence.paragraph - last.paragraph > 1:
        return []
    listed = [f for f in dated if f.sentence.start == last.start]
    if any(f.status != "held" for f in listed):
        return []
    return sorted(listed, key=lambda f: f.date.value if f.date else "")


def _length_of(
    number: Match, numbers: Sequence[Match], lengths: Sequence[DurationMention]
) -> DurationMention | None:
    """Return the length told of a number: after it and before the next, else before the first."""
    later = [n.start for n in numbers if n.start > number.start]
    end = min(later, default=None)
    after = [d for d in lengths if number.end <= d.start and (end is None or d.end <= end)]
    if after:
        return after[0]
    earlier = [n.end for n in numbers if n.end < number.start]
    start = max(earlier, default=0)
    before = [d for d in lengths if start <= d.start and d.end <= number.start]
    return before[-1] if before and (not earlier or len(before) > 1) else None
