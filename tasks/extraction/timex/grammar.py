"""Date grammar: where calendar expressions stand in a text, and what their slots hold."""

import re
from collections.abc import Iterator
from typing import NamedTuple

from tasks.extraction.clause_tense import tells_tense
from tasks.extraction.layers import Document, Sentence
from tasks.extraction.speech.grammar import load_grammar
from tasks.extraction.term_patterns import Form
from tasks.extraction.text import token_range
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
_BETWEEN = 7  # tokens between two dates of a list, with the place of the first
_LIST_MARKS = frozenset(",-–—'’")


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
        return _ends_phrase(expression, document, sentence, words)
    if kind == "holiday":
        # "Jean-Noël" is a name.
        return "-" not in document.text[max(expression.start - 1, 0) : expression.end + 1]
    uncounted = kind == "period" or (kind == "offset" and "count" not in slots)
    if uncounted and slots.get("unit") in words.plural_units:
        return False  # "days later" tells no day
    if kind not in {"month", "season", "weekday"}:
        return True
    alone = sentence.end_token - sentence.first_token == 1  # "March.": a heading
    return _is_name(expression, document, before, words, alone=alone)


def _is_name(
    expression: Expression, document: Document, before: str, words: CalendarWords, *, alone: bool
) -> bool:
    """Tell the name of a month, a season or a weekday from a word that is spelt like it."""
    kind, slots = expression.kind, expression.slots
    name = slots[kind]
    small = document.text[expression.offsets[kind]].islower()
    if name in words.capitalised and small:
        return False
    if len(slots) > 1:
        return True
    opened = alone or before in words.openers.get(kind, ()) or name in words.adverbial
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


def _ends_phrase(
    expression: Expression, document: Document, sentence: Sentence, words: CalendarWords
) -> bool:
    rest = document.folded[expression.end : expression.end + 30]
    if document.folded[expression.start : expression.end].split()[-1].isalpha():
        return True  # "11 числа"
    if rest[:1] in {".", ","} and rest[1:2].isdigit():
        return False  # "les 2,5 %"
    if not rest.strip() or rest.lstrip()[0] in ',;:)»"—–' or rest[0] == "." or rest[:3] == " - ":
        return True
    following = re.match(r"\s+([^\W_]+)", rest)
    if following is None:
        return False
    if following[1] in words.followers:
        return True
    if "ordinal_day" not in expression.slots:
        return False
    if expression.start == expression.offsets["ordinal_day"] == sentence.start:
        return True  # "18-го президенты …": no noun begins so
    return _leads_on(expression, document, words)


def _leads_on(expression: Expression, document: Document, words: CalendarWords) -> bool:
    """Tell whether an ordinal is no adjective: "on the 9th they met", "9-го Путин принял"."""
    first, following = token_range(document, expression.start, expression.end)
    grammar = load_grammar(document.language)
    after = document.forms[following]
    if after in grammar.conjunctions | grammar.prepositions | grammar.subordinate:
        return True
    if tells_tense(document, following):
        return True
    named = words.bare_day_names and document.text[document.tokens[following].start].isupper()
    return named and _opens_part(document, first, words)


def _opens_part(document: Document, first: int, words: CalendarWords) -> bool:
    """Tell whether a date opens its part of a sentence: "And already on the 9th"."""
    grammar = load_grammar(document.language)
    passing = (grammar.prepositions | words.joiners) - grammar.conjunctions
    while first:
        before = document.text[document.tokens[first - 1].end : document.tokens[first].start]
        if before.strip() or document.forms[first - 1] in grammar.conjunctions:
            return True
        if document.forms[first - 1] not in passing:
            return False
        first -= 1
    return True


def _share_years(
    expressions: list[Expression], document: Document, words: CalendarWords
) -> list[Expression]:
    """Give "27 February and 10 April 2025" the year that is written once."""
    shared = list(expressions)
    for i in reversed(range(len(shared) - 1)):
        one, two = shared[i], shared[i + 1]
        if not {one.kind, two.kind} <= {"day", "month"}:
            continue
        written = next((slot for slot in _YEAR_SLOTS if slot in two.slots), None)
        if written is None or any(slot in one.slots for slot in _YEAR_SLOTS):
            continue
        if _are_coordinated(document, one, two, words):
            later = _month(one, words) > _month(two, words)
            year = two.slots[written]
            if written == "year":
                year = str(int(year) - later)
            shared[i] = one._replace(slots=one.slots | {written: year})
    return shared


def _are_coordinated(
    document: Document, one: Expression, two: Expression, words: CalendarWords
) -> bool:
    """Tell dates of one list, whose places may stand between them: "in May in Oslo and in July"."""
    gap = document.folded[one.end : two.start]
    if words.are_listed(gap):
        return True
    first, last = token_range(document, one.end, two.start)
    links = words.list_words | words.joiners
    grammar = load_grammar(document.language)
    passing = links | grammar.prepositions | words.locative
    between = document.tokens[first:last]
    return (
        0 < len(between) <= _BETWEEN
        and _LIST_MARKS.issuperset(re.sub(r"[\w\s]", "", gap))
        and ("," in gap or any(token.form in links for token in between))
        and all(t.form in passing or document.text[t.start].isupper() for t in between)
    )


def _month(expression: Expression, words: CalendarWords) -> int:
    return int(words.key("month", expression.slots["month"]))
