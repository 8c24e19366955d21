"""Numerals: numbers in digits or in words, as a pattern and as a value.

A pack's `[numerals]` has `values` (number → its words in every form), `joiners` ("and", "et") and
`vague` (words such as "several" that count without saying how many).
"""

import re
from dataclasses import dataclass
from functools import lru_cache

from tasks.extraction.lexicon import load_pack
from tasks.extraction.term_patterns import (
    ANY,
    DIGIT,
    Slot,
    alternatives,
    normalize,
    openings_of,
)
from tasks.extraction.text import fold


@dataclass(frozen=True)
class Numerals:
    """The numerals of one language."""

    slot: Slot  # matches digits, "1.5", "thirty-five", "several" in folded text
    values: dict[str, float]
    vague: frozenset[str]
    longest_first: re.Pattern[str]

    def parse(self, folded: str) -> float | None:
        """Return the number that `pattern` matched; None for a vague one.

        The words are added up ("soixante-quinze" is 60 + 15), so a number made by multiplying
        ("quatre-vingt") must be a word of its own in the pack.
        """
        if folded[0].isdigit():
            return float(folded.replace(",", "."))
        if folded in self.vague:
            return None
        total, previous = 0.0, 0.0
        for word in self.longest_first.findall(folded):
            value = self.values[normalize(word)]
            # The parts of a number go down; "a" in "a one-hour talk" is no part of it.
            total = total + value if value < previous else value
            previous = value
        return total


@lru_cache
def load_numerals(language: str) -> Numerals:
    """Return the numerals of the language's pack."""
    table = load_pack(language).get("numerals", {})
    values = {
        normalize(word): float(number)
        for number, words in table.get("values", {}).items()
        for word in words
    }
    vague = frozenset(fold(word) for word in table.get("vague", ()))
    word = rf"(?:{alternatives(values)})"
    joiner = rf"(?:(?:{alternatives(table.get('joiners', ()))})\s+)?"
    vague_word = alternatives(vague)
    digits = r"\d{1,3}(?:[.,]\d{1,2})?(?![.,]?\d)"
    written = rf"{digits}|{vague_word}|{word}(?:[\s-]+{joiner}{word}){{0,2}}"
    openings = {first: frozenset({ANY}) for first in openings_of((*values, *vague))}
    return Numerals(
        Slot(written, openings | {DIGIT: frozenset({ANY})}),
        values,
        vague,
        re.compile(rf"\b{word}\b"),
    )
