"""Date grammar: where calendar expressions stand in a text, and what their slots hold."""

import re
from collections.abc import Iterator
from typing import NamedTuple

from tasks.extraction.layers import Document, Sentence
from tasks.extraction.term_patterns import Form
from tasks.extraction.timex.words import CalendarWords, DatePattern

_NUMERIC = DatePattern("numeric", Form("", {}))
_ISO = re.compile(r"(?P<year>(?:19|20)\d\d)-(?P<month>[01]\d)-(?P<day>[0-3]\d)(?![\d-])")
_NUMBERS = re.compile(
    r"(?P<one>\d{1,2})(?P<mark>[./-])(?P<two>\d{1,2})(?P=mark)(?P<year>(?:19|20)\d\d|\d\d)(?![\d/-]|\.\d)"
)
_DOTTED = re.compile(r"(?P<one>[0-3]\d)\.(?P<two>0[1-9]|1[0-2])(?![\d%]|[.,]\d|\s?[%€$₽])")
_SHORT = re.compile(r"(?P<one>[0-3]\d)/(?P<two>[01]\d)(?![\d/.,-])")
# A number glued to these is part of an amount, a score, a clock time or a code.
_GLUED_BEFORE = frozenset("$€£₽№#/:+")
_YEAR_BEFORE = re.compile(r"(?<!\d)(?:19|20)\d\d-$")
_LAST_MONTH = 12
_YEAR_SLOTS = ("year", "which_year")


class Expression(NamedTuple):
    """A matched pattern: `slots` hold the folded text of each slot that is filled."""

    start: int
    end: int
    pattern: DatePattern
    slots: dict[str, str]
    offsets: dict[str, int]  # slot → where its text starts

    @property
    def kind(self) -> str:
        """What the expression means (see `timex.resolution`)."""
        return self.pattern.kind


def find_expressions(document: Document, words: CalendarWords) -> list[Expression]:
    """Return the calendar expressions of the text in order, without overlaps."""
    found: list[Expression] = []
    for sentence in document.sentences:
        found.extend(_scan(document, sentence, words))
    return _share_years(found, document, words)


def _scan(document: Document, sentence: Sentence, words: CalendarWords) -> Iterator[Expression]:
    reached = sentence.start
    known, forms = words.by_first_word, document.forms[sentence.first_token : sentence.end_token]
    for index, form in enumerate(forms, sentence.first_token):
        if form not in known and form[0] > "9":
            continue
        token = document.tokens[index]
        if token.start < reached:
            continue
        numeric = form[0].isdigit()
        if numeric and _is_glued(document.text, token.start):
            continue
        following = document.forms[index + 1] if index + 1 < sentence.end_token else ""
        patterns = words.patterns_for(form, following)
        expression = _match_numeric(document, token.start, sentence.end, words) if numeric else None
        if expression is None and patterns:
            expression = _longest(document, index, sentence, words, patterns)
        if expression is not None:
            yield expression
            reached = expression.end


def _is_glued(text: str, start: int) -> bool:
    before = text[start - 1 : start]
    if before in _GLUED_BEFORE:
        return bool(before)
    if before == "-" and _YEAR_BEFORE.search(text, max(start - 6, 0), start):
        return False
    return before in {".", ",", "-"} and text[start - 2 : start - 1].isdigit()


def _match_numeric(
    document: Document, start: int, end: int, words: CalendarWords
) -> Expression | None:
    folded = document.folded
    match = _ISO.match(folded, start, end) or _NUMBERS.match(folded, start, end)
    if match is None and words.short_numeric:
        match = _SHORT.match(folded, start, end)
    if match is None and words.short_dotted is not None:
        match = _DOTTED.match(folded, start, end)
        # "в 10.04" is a time of day, "12.05 млн" an amount.
        if match is not None and words.short_dotted.search(folded, max(start - 4, 0), start):
            return None
        if match is not None and not _ends_list(match, folded, words):
            return None
    if match is None:
        return None
    slots = match.groupdict()
    if "day" not in slots:
        one, two = int(slots["one"]), int(slots["two"])
        # Only slashes follow the American order, and no month is above twelve.
        month_first = words.month_first and slots.get("mark", "/") == "/"
        day, month = (two, one) if (month_first or two > _LAST_MONTH) else (one, two)
        if month > _LAST_MONTH:
            day, month = month, day
        slots = {"day": str(day), "month": str(month), "year": slots.get("year") or ""}
    filled = {slot: text for slot, text in slots.items() if text}
    return Expression(match.start(), match.end(), _NUMERIC, filled, {})


def _ends_list(match: re.Match[str], folded: str, words: CalendarWords) -> bool:
    """Tell whether a mark or a link follows: an amount has its unit there."""
    rest = folded[match.end() : match.end() + 20].strip()
    following = re.match(r"[^\W_]+", rest)
    return following is None or following[0] in words.list_words


def _longest(
    document: Document,
    index: int,
    sentence: Sentence,
    words: CalendarWords,
    patterns: tuple[DatePattern, ...],
) -> Expression | None:
    token = document.tokens[index]
    best: Expression | None = None
    for pattern in patterns:
        match = pattern.form.regex.match(document.folded, token.start, sentence.end)
        if match is None or (best is not None and match.end() <= best.end):
            continue
        slots = {slot: text for slot, text in match.groupdict().items() if text is not None}
        offsets = {slot: match.start(slot) for slot in slots}
        expression = Expression(match.start(), match.end(), pattern, slots, offsets)
        if _is_plausible(expression, document, index, sentence, words):
            best = expression
    return best


def _is_plausible(
    expression: Expression,
    document: Document,
    index: int,
    sentence: Sentence,
    words: CalendarWords,
) -> bool:
    """Tell a date from a common word or a plain number, by what stands around it."""
    before = document.tokens[index - 1].form if index > sentence.first_token else ""
    kind, slots = expression.kind, expression.slots
    if before in words.not_after and document.tokens[index].form[0].isdigit():
        return False
    if kind == "year":
        return _is_year(expression, before, words)
    if kind in {"bare_day", "weekday_day"} and "ordinal_word" not in slots:
        return _ends_phrase(expression, document, words)
    if kind == "holiday":
        # "Jean-Noël" is a name.
        return "-" not in document.text[max(expression.start - 1, 0) : expression.end + 1]
    if kind == "period" and slots.get("unit") in words.plural_units:
        return False
    if kind not in {"month", "season", "weekday"}:
        return True
    return _is_name(expression, document, before, words)


def _is_name(expression: Expression, document: Document, before: str, words: CalendarWords) -> bool:
    """Tell the name of a month, a season or a weekday from a word that is spelt like it."""
    kind, slots = expression.kind, expression.slots
    name = slots[kind]
    small = document.text[expression.offsets[kind]].islower()
    if name in words.capitalised and small:
        return False
    if len(slots) > 1:
        return True
    opened = before in words.openers.get(kind, ()) or name in words.adverbial
    opened = opened or before in words.values[kind]  # "April, May and June"
    if kind == "season" or name in words.ambiguous:
        return opened
    return name not in words.never_alone


def _is_year(expression: Expression, before: str, words: CalendarWords) -> bool:
    if expression.end - expression.start > len("2025") or before in words.openers.get("year", ()):
        return True
    # A round number or an old one is a quantity unless something says otherwise.
    number = expression.slots["year"]
    return number >= "1950" and not number.endswith("00")


def _ends_phrase(expression: Expression, document: Document, words: CalendarWords) -> bool:
    rest = document.folded[expression.end : expression.end + 30]
    if document.folded[expression.start : expression.end].split()[-1].isalpha():
        return True  # "11 числа"
    if rest[:1] in {".", ","} and rest[1:2].isdigit():
        return False  # "les 2,5 %"
    if not rest.strip() or rest.lstrip()[0] in ',;:)»"—–' or rest[0] == ".":
        return True
    following = re.match(r"\s+([^\W_]+)", rest)
    return following is not None and following[1] in words.followers


def _share_years(
    expressions: list[Expression], document: Document, words: CalendarWords
) -> list[Expression]:
    """Give "27 February and 10 April 2025" the year that is written once."""
    shared = list(expressions)
    for i in reversed(range(len(shared) - 1)):
        one, two = shared[i], shared[i + 1]
        if one.kind != two.kind or one.kind not in {"day", "month"}:
            continue
        written = next((slot for slot in _YEAR_SLOTS if slot in two.slots), None)
        if written is None or any(slot in one.slots for slot in _YEAR_SLOTS):
            continue
        if words.are_listed(document.folded[one.end : two.start]):
            later = _month(one, words) > _month(two, words)
            year = two.slots[written]
            if written == "year":
                year = str(int(year) - later)
            shared[i] = one._replace(slots=one.slots | {written: year})
    return shared


def _month(expression: Expression, words: CalendarWords) -> int:
    return int(words.key("month", expression.slots["month"]))
