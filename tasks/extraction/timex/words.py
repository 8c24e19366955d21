"""Calendar words: the date vocabulary and the date patterns of one language, made ready to match.

The patterns are written as term_patterns tells: "{weekday}? ,? {days} {month} {year}?".
"""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import lru_cache

from tasks.extraction.lexicon import Pack, load_pack
from tasks.extraction.numerals import Numerals, load_numerals
from tasks.extraction.term_patterns import (
    ANY,
    DIGIT,
    Followers,
    Form,
    Slot,
    alternatives,
    index_by_openings,
    invert,
    normalize,
    slot_for,
)
from tasks.extraction.text import fold

YEAR = r"(?:1[6-9]|20)\d\d(?![.,]?\d)"
# A slot whose words are the keys' terms; the key is the slot's value.
_TABLES = (
    "month", "weekday", "short_weekday", "season", "unit", "day_part", "part", "which",
    "context_which", "today", "context_day", "vague", "holiday", "weekend", "which_year",
    "ordinal_word",
)  # fmt: skip


@dataclass(frozen=True)
class DatePattern:
    """One way to write a date, and what it means (`kind`, see `timex.resolution`)."""

    kind: str
    form: Form
    sign: int = 0  # of an offset
    # What an offset counts from: "published", "context", "tense", or "future": the publication,
    # where the clause is to come.
    anchor: str = "published"


@dataclass(frozen=True)
class CalendarWords:
    """All that a language's pack says about dates."""

    values: dict[str, dict[str, str]]  # slot → folded term → key
    by_first_word: dict[str, Followers[DatePattern]]
    numerals: Numerals
    openers: dict[str, frozenset[str]]  # kind → words before a lone ambiguous name
    ambiguous: frozenset[str]  # names that are common words too: "may", "mars"
    capitalised: frozenset[str]  # names that are common words when written small: "march"
    adverbial: frozenset[str]  # forms of season names that only tell a time: "весной"
    never_alone: frozenset[str]  # names that need a day or a year beside them: "jan"
    plural_units: frozenset[str]  # "the coming years" is no year
    not_after: frozenset[str]  # a date-like number right after these words is none
    between: frozenset[str]  # "between 4 and 6 March" is a range
    range_connector: re.Pattern[str]
    list_connector: re.Pattern[str]
    followers: frozenset[str]  # words that may follow a bare day of the month
    month_first: bool  # 02/03/2025 is 3 February
    short_numeric: bool  # 27/02 is a date
    # 27.02 is a date, unless this stands before it (a preposition of times of day); None: never
    short_dotted: re.Pattern[str] | None
    list_words: frozenset[str]  # "and", "to": between the dates of a list or a range
    joiners: frozenset[str]  # "then", "again": between them too
    locative: frozenset[str]  # prepositions of a place that stands between them
    bare_day_names: bool  # "on the 9th Putin": a capital begins a name, and not every noun
    adjectives: frozenset[str]  # "вчерашний", made of the stems
    attributive_after: tuple[str, ...]  # what makes a weekday an attribute: "Friday's summit"
    attributive_before: tuple[str, ...]  # "la rencontre de vendredi"
    behind: frozenset[str]  # "after Friday's summit"
    demonstratives: frozenset[str]  # opening a sentence: of the event told right before
    context_scope: dict[str, str]  # context_day term → "sentence" when it looks no further back

    def patterns_for(self, form: str, following: str) -> tuple[DatePattern, ...]:
        """Return the patterns that can begin with this token when that one follows."""
        known = self.by_first_word.get(DIGIT if form[0].isdigit() else form)
        if known is None:
            return ()
        return known[DIGIT if following[:1].isdigit() else following]

    def are_listed(self, gap: str) -> bool:
        """Tell whether two dates with this text between them are parts of a list or a range."""
        return bool(self.list_connector.fullmatch(gap) or self.range_connector.fullmatch(gap))

    def key(self, slot: str, text: str) -> str:
        """Return the key of the term a slot matched."""
        return self.values[slot][normalize(text)]


@lru_cache
def load_calendar(language: str) -> CalendarWords | None:
    """Return the calendar words of a language; None when its pack has none."""
    table = load_pack(language).get("calendar")
    if table is None:
        return None
    values = {slot: invert(table.get(slot, {})) | _derived(table, slot) for slot in _TABLES}
    numerals = load_numerals(language)
    slots = _slot_patterns(table, values, numerals)
    patterns = _compile_patterns(table, slots)
    return CalendarWords(
        values=values,
        by_first_word=index_by_openings((p, p.form.openings) for p in patterns),
        numerals=numerals,
        openers={kind: _folded(words) for kind, words in table.get("openers", {}).items()},
        ambiguous=_folded(table.get("ambiguous", ())),
        capitalised=_folded(table.get("capitalised", ())),
        adverbial=_folded(table.get("adverbial", ())),
        never_alone=_folded(table.get("never_alone", ())),
        plural_units=_folded(table.get("plural_units", ())),
        not_after=_folded(table.get("not_after", ())),
        between=_folded(table.get("between", ())),
        range_connector=_connector(table, "range"),
        list_connector=_connector(table, "list"),
        followers=_folded(table.get("bare_day_followers", ())),
        month_first=bool(table.get("month_first", False)),
        short_numeric=bool(table.get("short_numeric", False)),
        short_dotted=_before(table.get("clock_words", ())) if table.get("short_dotted") else None,
        list_words=_folded(
            word for kind in ("range", "list") for word in table.get("connectors", {}).get(kind, ())
        ),
        joiners=_folded(load_pack(language).get("contact_context", {}).get("day_joiners", ())),
        locative=_folded(load_pack(language).get("places", {}).get("locative", ())),
        bare_day_names=bool(table.get("bare_day_names", False)),
        adjectives=frozenset(term for slot in _TABLES for term in _derived(table, slot)),
        attributive_after=tuple(map(fold, table.get("attributive_after", ()))),
        attributive_before=tuple(fold(word) + " " for word in table.get("attributive_before", ())),
        behind=frozenset(map(fold, table.get("behind", ()))),
        demonstratives=_folded(table.get("demonstratives", ())),
        context_scope=dict.fromkeys(map(fold, table.get("same_sentence_only", ())), "sentence"),
    )


def _folded(words: Iterable[str]) -> frozenset[str]:
    return frozenset(map(fold, words))


def _before(words: Iterable[str]) -> re.Pattern[str]:
    return re.compile(rf"\b(?:{alternatives(words)})\s*\Z")


def _derived(table: Pack, slot: str) -> dict[str, str]:
    """Return the adjectives of months and days, each stem of `[calendar.stems]` in its cases."""
    endings = table.get("stem_endings", ())
    stems = table.get("stems", {}).get(slot, {})
    return invert({key: [s + e for s in terms for e in endings] for key, terms in stems.items()})


def _connector(table: Pack, kind: str) -> re.Pattern[str]:
    """Return the pattern of what stands between two dates of a range or a list."""
    words = table.get("connectors", {}).get(kind, [])
    articles = rf"(?:(?:{alternatives(table.get('connectors', {}).get('articles', []))})\s*'?\s*)?"
    marks = r"\s*[-–—]\s*" if kind == "range" else r"\s*[,&]\s*"
    return re.compile(rf"(?:{marks}|\s*,?\s*\b(?:{alternatives(words)})\s+){articles}")


def _slot_patterns(
    table: Pack, values: dict[str, dict[str, str]], numerals: Numerals
) -> dict[str, Slot]:
    slots = {slot: slot_for(terms) for slot, terms in values.items()}
    number = r"(?:0?[1-9]|[12]\d|3[01])(?!\d)"
    suffix = _endings(table.get("day_suffixes", ()))
    day = rf"{number}(?:{suffix})?"
    links = "|".join(_connector(table, kind).pattern for kind in ("range", "list"))
    digits = {DIGIT: frozenset({ANY})}
    slots["day"] = Slot(day, digits)
    slots["ordinal_day"] = Slot(number + suffix, digits)
    # The last link of a list of days is a word or a dash: "Feb. 18, 12 diplomats" is no list.
    slots["days"] = Slot(rf"{day}(?:(?:\s*,\s*{day})*(?!\s*,\s*\d)(?:{links}){day})?", digits)
    ending = _endings(table.get("decade_suffixes", ()))
    slots["decade"] = Slot(rf"(?:1[6-9]|20)\d0{ending}", digits)
    # "the 90s", but "années 90": the ending tells it from a number where there is one.
    tail = ending if table.get("decade_suffixes") else ""
    slots["short_decade"] = Slot(rf"[2-9]0{tail}", digits)
    slots["year"] = Slot(YEAR, digits)
    # "le 10 novembre 93": a year of two figures closes its phrase.
    slots["short_year"] = Slot(r"[4-9]\d(?=\s*(?:[.,;:)»]|$))(?![.,]?\d)", digits)
    slots["count"] = numerals.slot
    return slots


def _endings(suffixes: Iterable[str]) -> str:
    return rf"(?:[\s-]?(?:{'|'.join(re.escape(fold(s)) for s in suffixes) or '(?!)'})(?!\w))"


def _compile_patterns(table: Pack, slots: dict[str, Slot]) -> Iterator[DatePattern]:
    for entry in table.get("patterns", ()):
        for form in entry["forms"]:
            yield DatePattern(
                entry["kind"],
                Form(form, slots),
                entry.get("sign", 0),
                entry.get("anchor", "published"),
            )
