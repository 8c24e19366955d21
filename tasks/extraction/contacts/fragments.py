"""Contact fragments: a sentence that is no more than the day of the contact told right before.

"The next round will be in Vienna. Probably on 15 October." "He met X. – Yes, on Friday."
"""

from dataclasses import replace
from functools import lru_cache

from tasks.extraction.clause_layers import Layers, layers_of
from tasks.extraction.contacts.frame import Frame
from tasks.extraction.contacts.slots import is_over
from tasks.extraction.contacts.status import PLANNED
from tasks.extraction.layers import DateMention, Sentence
from tasks.extraction.lexicon import load_pack
from tasks.extraction.text import fold, token_range

_DAYS = frozenset({"day", "week", "month"})


def bare_day(layers: Layers, sentence: Sentence, before: Frame) -> Frame | None:
    """Return the day of the contact just told, by a sentence of words for a day alone."""
    document, told = layers.document, before.sentence
    asked = document.text[told.start : told.end].rstrip().endswith("?")
    adjacent = asked or told.end_token == sentence.first_token
    adjacent = adjacent and sentence.paragraph - told.paragraph <= 1
    if before.date is not None or before.status is None or not adjacent:
        return None
    days = layers_of(layers, sentence).asserted(layers.dates)
    days = [d for d in days if d.first and d.precision in _DAYS]
    if len(days) != 1 or is_over(document, days[0]) == (before.status in PLANNED):
        return None
    if not _tells_day_only(layers, sentence, days[0]):
        return None
    trigger = before.trigger._replace(start=days[0].start, end=days[0].end)
    people = list(before.people)
    return replace(before, sentence=sentence, trigger=trigger, date=days[0], people=people)


def _tells_day_only(layers: Layers, sentence: Sentence, day: DateMention) -> bool:
    """Tell whether nothing but small words stands beside a day, and one of them at least."""
    document = layers.document
    label = document.text.find(": ", sentence.start, day.start)  # "The minister: Yes, on Friday."
    start, _ = token_range(document, max(label, sentence.start), day.start)
    first, last = token_range(document, day.start, day.end)
    beside = [*range(start, first), *range(last, sentence.end_token)]
    words = _load_words(document.language)
    return bool(beside) and all(document.forms[i] in words for i in beside)


@lru_cache
def _load_words(language: str) -> frozenset[str]:
    """Return what may stand beside a day in a sentence that tells no more."""
    return frozenset(map(fold, load_pack(language)["contact_context"].get("only_day", ())))
