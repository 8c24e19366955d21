"""Durations: lengths of time, in minutes."""

import re
from bisect import bisect_left
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache

from tasks.extraction.layers import Document, DurationMention, Sentence
from tasks.extraction.lexicon import Pack, load_pack
from tasks.extraction.numerals import Numerals, load_numerals
from tasks.extraction.term_patterns import (
    DIGIT,
    Followers,
    Form,
    index_by_openings,
    invert,
    normalize,
    slot_for,
)
from tasks.extraction.text import fold

_MINUTES_AN_HOUR = 60
_LONGEST = 24 * 4 * _MINUTES_AN_HOUR  # a longer "duration" is a deadline or a record
_GLUED_BEFORE = frozenset("$€£₽:/+.,")  # "12.30 min" is no 30 minutes
_HEAD = 3  # letters
_OF = 2  # tokens in which "of talks" begins
_REACH = 4  # tokens before "2h30" in which a word may tell a duration from a time of day
_COMPACT = re.compile(r"(?P<hours>\d{1,2})\s?h(?:\s?(?P<minutes>[0-5]\d)(?:\s?m(?:in|n)?)?)?(?!\w)")


@dataclass(frozen=True)
class DurationWords:
    """The duration vocabulary of one language."""

    numerals: Numerals
    by_first_word: dict[str, Followers[Form]]
    values: dict[str, dict[str, str]]  # slot → normalized term → minutes
    stems: dict[str, int]  # beginning of a compound word ("двухчасов") → minutes
    stem_starts: tuple[str, ...]
    stem_heads: frozenset[str]  # what the stems begin with, to pass over most words at once
    not_before: frozenset[str]  # right after these words it is a time of day or a deadline
    not_before_hours: frozenset[str]  # so are hours after these
    not_after: re.Pattern[str]  # so it is right before these
    told_by: tuple[str, ...]  # after words that begin so it is a length all the same
    spent_in: tuple[str, ...]  # so it is before these: "hours of talks"
    ended: tuple[str, ...]  # so it is before what begins so: "5 saat sonra bitti"
    compact_cues: frozenset[str]  # "2h30" is a length after these words, else a time of day


@lru_cache
def load_duration_words(language: str) -> DurationWords | None:
    """Return the duration words of a language; None when its pack has none."""
    table = load_pack(language).get("durations")
    if table is None:
        return None
    numerals = load_numerals(language)
    values = {slot: invert(table.get(slot, {})) for slot in ("phrase", "half")}
    slots = {slot: slot_for(terms) for slot, terms in values.items()}
    slots["count"] = slots["extra"] = numerals.slot
    for unit in ("hour", "minute"):
        slots[unit] = slot_for(normalize(term) for term in table.get(unit, ()))
    forms = [Form(form, slots) for form in table.get("forms", ())]
    stems = {fold(s): int(m) for m, terms in table.get("stems", {}).items() for s in terms}
    if any(len(stem) < _HEAD for stem in stems):
        raise ValueError(f"durations: a stem has {_HEAD} letters at least")
    return DurationWords(
        numerals,
        index_by_openings((form, form.openings) for form in forms),
        values,
        stems,
        tuple(stems),
        frozenset(stem[:_HEAD] for stem in stems),
        frozenset(map(fold, table.get("not_before", ()))),
        frozenset(map(fold, table.get("not_before_hours", ()))),
        _follow(table),
        tuple(map(fold, table.get("told_by", ()))),
        tuple(map(fold, table.get("spent_in", ()))),
        tuple(map(fold, table.get("ended", ()))),
        frozenset(map(fold, table.get("compact_cues", ()))),
    )


def _follow(table: Pack) -> re.Pattern[str]:
    """Return what makes a length another thing; a comma may stand before all but a rate."""
    loose, close = (
        slot_for(map(normalize, table.get(name, ()))).pattern for name in ("not_after", "per")
    )
    return re.compile(rf"\s*(?:{loose}|{close})\b")


def find_durations(document: Document) -> list[DurationMention]:
    """Return the durations of the text, in order, in minutes.

    Only lengths in hours and minutes: days, times of day ("à 14 heures"), ages, deadlines ("within
    48 hours") and distances in time ("two hours ago") are none. Bounds and approximations give
    their number ("more than six hours": 360). A language without duration words gives none.
    """
    words = load_duration_words(document.language)
    if words is None:
        return []
    return [found for s in document.sentences for found in _scan(document, s, words)]


def _scan(
    document: Document, sentence: Sentence, words: DurationWords
) -> Iterator[DurationMention]:
    reached = sentence.start
    known, heads = words.by_first_word, words.stem_heads
    forms = document.forms[sentence.first_token : sentence.end_token]
    for index, form in enumerate(forms, sentence.first_token):
        if form[0] > "9" and form not in known and form[:_HEAD] not in heads:
            continue
        if document.tokens[index].start < reached:
            continue
        found = _match(document, index, sentence, words)
        if found is None:
            continue
        reached = found.end  # what is another thing is passed over whole: "quarante-huit heures"
        if 0 < found.minutes <= _LONGEST:
            yield found


def _match(
    document: Document, index: int, sentence: Sentence, words: DurationWords
) -> DurationMention | None:
    """Return what stands at a token; 0 minutes for a number that is no length of time."""
    token = document.tokens[index]
    if token.form.startswith(words.stem_starts):
        stem = next(stem for stem in words.stems if token.form.startswith(stem))
        return DurationMention(token.start, token.end, words.stems[stem])
    numeric = token.form[0].isdigit()
    if numeric and _is_amount(document.text, token.start):
        return None
    if numeric and words.compact_cues:
        compact = _COMPACT.match(document.folded, token.start, sentence.end)
        if compact is not None:
            return _read_compact(document, index, sentence, compact, words)
    best: re.Match[str] | None = None
    known = words.by_first_word.get(DIGIT if numeric else token.form)
    following = document.forms[index + 1] if index + 1 < sentence.end_token else ""
    following = DIGIT if following[:1].isdigit() else following
    for form in known[following] if known is not None else ():
        match = form.regex.match(document.folded, token.start, sentence.end)
        if match is not None and (best is None or match.end() > best.end()):
            best = match
    if best is None:
        return None
    other = _is_other(document, index, sentence, best, words)
    minutes = None if other else _minutes(best, words)
    return DurationMention(best.start(), best.end(), minutes or 0)


def _is_amount(text: str, start: int) -> bool:
    """Tell a sum of money or a time of the clock ("03H00") by how its number is written."""
    before = text[start - 1 : start]
    clock = text[start] == "0" and text[start + 1 : start + 2].isdigit()
    return clock or (before in _GLUED_BEFORE and bool(before))


def _is_other(
    document: Document,
    index: int,
    sentence: Sentence,
    match: re.Match[str],
    words: DurationWords,
) -> bool:
    """Tell a time of day, a deadline or a distance in time from a length."""
    if words.not_after.match(document.folded, match.end()):
        return not document.folded[match.end() :].lstrip().startswith(words.ended)
    before = [t.form for t in document.tokens[max(index - 2, sentence.first_token) : index]]
    if not before:
        return False
    time_of_day = match.groupdict().get("hour") and before[-1] in words.not_before_hours
    if before[-1] not in words.not_before and not time_of_day:
        return False
    if _is_told(document, index, sentence, match, words):
        return False
    # "de trois à quatre heures": the number before the preposition makes it a range of lengths.
    return not (len(before) > 1 and _is_number(before[0], words))


def _is_told(
    document: Document,
    index: int,
    sentence: Sentence,
    match: re.Match[str],
    words: DurationWords,
) -> bool:
    """Tell whether a word beside a number makes it a length: "stretched to", "hours of talks"."""
    before = document.forms[max(index - _REACH, sentence.first_token) : index]
    after = bisect_left(document.starts, match.end())
    following = document.forms[after : min(after + _OF, sentence.end_token)]
    return any(form.startswith(words.told_by) for form in before) or any(
        form.startswith(words.spent_in) for form in following
    )


def _is_number(form: str, words: DurationWords) -> bool:
    return form.isdigit() or form in words.numerals.values


def _read_compact(
    document: Document,
    index: int,
    sentence: Sentence,
    match: re.Match[str],
    words: DurationWords,
) -> DurationMention | None:
    """Read "2h30" where the words before it speak of a length."""
    first = max(index - _REACH, sentence.first_token)
    nearby = [t.form for t in document.tokens[first:index]]
    if not words.compact_cues.intersection(nearby) or nearby[-1] in words.not_before:
        return None
    minutes = int(match["hours"]) * _MINUTES_AN_HOUR + int(match["minutes"] or 0)
    return DurationMention(match.start(), match.end(), minutes) if minutes else None


def _minutes(match: re.Match[str], words: DurationWords) -> int | None:
    """Return the minutes that the slots of a match add up to."""
    slots = {slot: text for slot, text in match.groupdict().items() if text is not None}
    if "phrase" in slots:
        return int(words.values["phrase"][normalize(slots["phrase"])])
    count = words.numerals.parse(slots["count"]) if "count" in slots else 1.0
    extra = words.numerals.parse(slots["extra"]) if "extra" in slots else 0.0
    if count is None or extra is None:
        return None
    half = int(words.values["half"][normalize(slots["half"])]) if "half" in slots else 0
    return round(count * (_MINUTES_AN_HOUR if "hour" in slots else 1) + half + extra)
