"""Clause tense: whether the words around a date speak of the past or of the future."""

from bisect import bisect_right

from tasks.extraction.brackets import closes_bracket
from tasks.extraction.layers import Document, Sentence
from tasks.extraction.speech.grammar import load_grammar
from tasks.extraction.tense_cues import DUE, TenseCues, load_tense_cues, tense_of
from tasks.extraction.text import token_range

_REACH = 14  # tokens; beyond it a verb says nothing about the date
_FAR = 24  # where no other verb stands beside the date
_BOUNDARY_COST = 4  # tokens that a comma or a conjunction between verb and date counts for
_MARKS = frozenset(",;:—–()")
_PREPARED = 8  # tokens from "preparations" to the day of what they are for
_AUXILIARY_REACH = 3  # tokens between an auxiliary and its participle
_PLANNED = "planned"


def tense_at(document: Document, start: int, end: int, *, is_date: bool = False) -> str | None:
    """Return "past", "future" or "due" for the clause of the span, None when nothing tells.

    The verb of a date may stand far before it.
    """
    cues = load_tense_cues(document.language)
    sentence = document.sentences[
        max(bisect_right(document.sentences, start, key=lambda s: s.start) - 1, 0)
    ]
    first, stop = token_range(document, start, min(end, sentence.end))
    if first == stop:
        return None
    leading = _leading(document, cues, sentence, first)
    opens = first - sentence.first_token <= 1
    after = _nearest(document, cues, range(stop, sentence.end_token), sentence, opens=opens)
    # "It took until December, when they met" tells of what was.
    goes_on = document.forms[stop : stop + 1] and document.forms[stop] in cues.then
    if not goes_on and not cues.future_before.isdisjoint(leading):
        # "By Thursday he had called": where the date opens the sentence, its verb comes after.
        return "past" if opens and after and after[1] == "past" else "future"
    if _is_ahead(document, cues, first, sentence) and not _is_numbered(document, start, end):
        return "future"
    if not cues.expected.isdisjoint(
        document.forms[max(first - _REACH, sentence.first_token) : first]
    ):
        return "past"
    leads = range(first - 1, sentence.first_token - 1, -1)
    before = _nearest(document, cues, leads, sentence)
    if is_date and (after is None or after[0] > 2 * _BOUNDARY_COST):
        # "Agreed to meet on the margins of … on 12 July, the ministry said": not of the saying.
        before = before or _nearest(document, cues, leads, sentence, reach=_FAR)
        after = None if before else after
    if before and before[1] == "past" and document.forms[stop : stop + 1] == (cues.infinitive,):
        # "They met at the consulate on Thursday to discuss": what for, however far the verb is.
        verbs = document.forms[max(first - before[0], sentence.first_token) : first]
        after = after if cues.purpose_after.isdisjoint(verbs) else None
    both = (found for found in (before, after) if found)  # what comes before goes before
    nearest = min(both, key=lambda found: found[0], default=None)
    if before and before[1] == _PLANNED and before[0] <= _AUXILIARY_REACH:
        # "The round planned for June was called off" may be behind or ahead.
        return None if after and after[1] == "past" else "future"
    if nearest and nearest[1] == _PLANNED:
        # "haziranda yapılması planlanan tur iptal edildi": the verb that follows tells.
        ends_last = bool(load_grammar(document.language).setting)
        return DUE if ends_last and _verb_behind(document, cues, stop, sentence) else "future"
    return nearest[1] if nearest else None


def is_prepared(document: Document, start: int) -> bool:
    """Tell whether a date is of what somebody prepares, whenever that is told."""
    preparing = load_tense_cues(document.language).preparing
    first = token_range(document, start, start)[0]
    for i in range(first - 1, max(first - _PREPARED, 0) - 1, -1):
        if _is_marked(document.text[document.tokens[i].end : start]):
            return False
        if document.forms[i] in preparing:
            return True
    return False


def _leading(
    document: Document, cues: TenseCues, sentence: Sentence, first: int
) -> tuple[str, ...]:
    """Return the two words before a date, and both as one, that can make it one to come."""
    words = document.forms[max(first - 2, sentence.first_token) : first]
    pair = " ".join(words)
    if pair in cues.exceptions:
        return ()  # "before that, on 24 July"
    by_name = len(words) > 1 and document.text[document.starts[first - 1]].isupper()
    return (*(words[1:] if by_name else words), pair)  # "was received by Putin Monday"


def _is_ahead(document: Document, cues: TenseCues, first: int, sentence: Sentence) -> bool:
    """Tell a day in words that tell what comes before it: "vor dem Treffen mit X am Freitag"."""
    forms, tokens = document.forms, document.tokens
    for i in range(first - 1, max(first - _REACH, sentence.first_token) - 1, -1):
        gap = document.text[tokens[i].end : tokens[i + 1].start]
        if not cues.ahead or _is_marked(gap):
            return False
        if forms[i] in cues.ahead or " ".join(forms[i : i + 2]) in cues.ahead:
            return True
        if document.text[tokens[i].start].islower() and tense_of(document, cues, i):
            return False
    return False


def _verb_behind(document: Document, cues: TenseCues, stop: int, sentence: Sentence) -> bool:
    """Tell whether the next verb after a word of planning is of what was."""
    planned = [i for i in range(stop, sentence.end_token) if document.forms[i] in cues.planned]
    for i in range(planned[0] + 1, sentence.end_token) if planned else ():
        tense = tense_of(document, cues, i)
        if tense and document.forms[i] not in cues.planned:
            return tense == "past"
    return False


def _is_numbered(document: Document, start: int, end: int) -> bool:
    return any(c.isdigit() for c in document.text[start:end])


def opens_clause(document: Document, start: int, end: int) -> bool:
    """Tell whether a word between two offsets has a tense or opens another clause."""
    cues = load_tense_cues(document.language)
    return any(
        document.forms[i] in cues.boundaries or tense_of(document, cues, i)
        for i in range(*token_range(document, start, end))
    )


def tells_tense(document: Document, index: int) -> bool:
    """Tell whether a word has a tense."""
    return tense_of(document, load_tense_cues(document.language), index) is not None


def is_of_future(document: Document, start: int, end: int) -> bool:
    """Tell whether the words between two offsets are a verb of what is to come."""
    cues = load_tense_cues(document.language)
    return any(
        document.text[document.starts[i]].islower() and tense_of(document, cues, i) == "future"
        for i in range(*token_range(document, start, end))
    )


def is_verb(document: Document, index: int) -> bool:
    """Tell whether a word is a helping verb, or has a tense and no capital: no noun."""
    token = document.tokens[index]
    if not document.text[token.start].islower():
        return False
    return token.form in load_grammar(document.language).auxiliaries or tells_tense(document, index)


def _nearest(
    document: Document,
    cues: TenseCues,
    indices: range,
    sentence: Sentence,
    *,
    opens: bool = False,
    reach: int = _REACH,
) -> tuple[int, str] | None:
    """Return the distance and the tense of the first cue along the indices.

    Where a date opens its sentence, commas part it from its own verb: "On Friday, in Vienna, they".
    """
    forms, step = document.forms, indices.step
    distance = 0
    for i in indices:
        cost = _cost(document, cues, i, step, opens=opens)
        if cost > 1 and reach > _REACH and forms[i] in cues.boundaries:
            return None
        distance += cost
        if distance > reach:
            return None
        tense = None if closes_bracket(document, i) else tense_of(document, cues, i)
        if tense and step > 0 and forms[i] == cues.infinitive:
            distance += _BOUNDARY_COST  # "met on Wednesday to discuss" tells a purpose
        if forms[i] in cues.linking and _leads_plan(document, cues, i, sentence):
            return distance, "future"
        if tense == "future" and forms[i] in cues.planned and not _is_firm(document, cues, i):
            return distance, _auxiliary(document, cues, i, sentence) or _PLANNED
        if tense == "future" and step < 0 and _tells_purpose(document, cues, i, sentence):
            return distance, "past"
        if tense:
            return distance, _auxiliary(document, cues, i, sentence) or tense
    return None


def _cost(document: Document, cues: TenseCues, i: int, step: int, *, opens: bool) -> int:
    """Return what a word adds to the distance of the words behind it: more where a clause ends."""
    tokens = document.tokens
    one, two = (tokens[i], tokens[i + 1]) if step < 0 else (tokens[i - 1], tokens[i])
    gap = document.text[one.end : two.start]
    marked = _is_marked(gap) and not (opens and gap == ", ")
    cost = 1 + (_BOUNDARY_COST if marked or tokens[i].form in cues.boundaries else 0)
    return cost + (_BOUNDARY_COST if marked and step > 0 else 0)  # mostly "…, she said"


def _leads_plan(document: Document, cues: TenseCues, i: int, sentence: Sentence) -> bool:
    """Tell whether a word of planning comes after a verb in its clause: "ist … geplant"."""
    for j in range(i + 1, min(i + _REACH, sentence.end_token)):
        if _is_marked(document.text[document.tokens[j - 1].end : document.tokens[j].start]):
            return False
        if document.forms[j] in cues.planned:
            return True
    return False


def _is_firm(document: Document, cues: TenseCues, i: int) -> bool:
    """Tell "is scheduled", which is ahead whatever follows, from "the round scheduled for"."""
    pair = " ".join(document.forms[max(i - 1, 0) : i + 1])
    return cues.terms.get(pair) == "future"


def _is_marked(gap: str) -> bool:
    """Tell whether a mark stands between two words; agencies write a hyphen for a dash."""
    return " - " in gap or not _MARKS.isdisjoint(gap)


def _tells_purpose(document: Document, cues: TenseCues, i: int, sentence: Sentence) -> bool:
    """Tell the infinitive of what somebody came for: "flew to Doha to meet him in August"."""
    if not cues.infinitive or document.forms[i - 1] != cues.infinitive:
        return False
    for j in range(i - 2, max(i - _REACH, sentence.first_token) - 1, -1):
        one, two = document.tokens[j], document.tokens[j + 1]
        if _is_marked(document.text[one.end : two.start]) or one.form in cues.boundaries:
            return False
        if one.form in cues.purpose_after:
            return True
        if tense_of(document, cues, j):
            return False
    return False


def _auxiliary(document: Document, cues: TenseCues, i: int, sentence: Sentence) -> str | None:
    """Return the tense of what leads the cue: of "will be held", "was to be held"."""
    found = None
    for j in range(i - 1, max(i - 1 - _AUXILIARY_REACH, sentence.first_token - 1), -1):
        one, two = document.tokens[j], document.tokens[j + 1]
        if _is_marked(document.text[one.end : two.start]) or one.form in cues.boundaries:
            break
        leads = one.form not in cues.planned or two.form == cues.infinitive
        tense = tense_of(document, cues, j) if leads else None
        if tense == DUE:
            return tense  # "was to be held", though "to be held" is ahead
        if tense == "future":
            found = tense  # but not of "planned for June was cancelled"
    return found
