"""Date events: the day of what is told by another day ("on May 4, a day after they spoke")."""

import re
from dataclasses import replace

from tasks.extraction.clause_tense import opens_clause, tense_at
from tasks.extraction.layers import DateMention, Sentence, on_day_of
from tasks.extraction.text import token_range
from tasks.extraction.timex.grammar import Expression
from tasks.extraction.timex.periods import resolve_offset
from tasks.extraction.timex.scene import Resolved, Scene, single

EVENT = "event_offset"
_OPENING = 3  # tokens before the day of "On Wednesday, a day before the visit, he called"
_CLAUSE = 60  # characters in which the verb of an event stands
_APPOSED = re.compile(r"[^,;:]*, (?:\w{1,3} )?")
_STOPS = (".", ";", "")
_NEAR = 40  # characters within which an event has its own date: "a day after the Aug. 15 summit"


def resolve_events(expressions: list[Expression], scene: Scene) -> list[Resolved]:
    """Return all mentions in order, those of events put among the ones that are resolved.

    The event before or after a day has no date but this one, so the mention is the event's: the
    sign of its pattern leads from the day of the main clause to it.
    """
    found = list(scene.resolved)
    for i, expression in enumerate(expressions):
        if expression.kind == EVENT and not _has_own_date(expressions, i, scene.document.text):
            found.extend(_resolve(expression, scene))
    return sorted(found, key=lambda item: item.mention.start)


def _has_own_date(expressions: list[Expression], i: int, text: str) -> bool:
    if i + 1 == len(expressions):
        return False
    following = expressions[i + 1]
    gap = text[expressions[i].end : following.start]
    # "A day after the visit of X to the Kremlin, on Aug. 6.": what ends the sentence is its own.
    apposed = _APPOSED.fullmatch(gap) is not None and text[following.end :][:1] in _STOPS
    return len(gap) < _NEAR and ("," not in gap or apposed)


def _resolve(expression: Expression, scene: Scene) -> list[Resolved]:
    known = _day_of_sentence(expression, scene)
    if known is None or _opens_clause(expression, known, scene):
        return []
    number = scene.words.numerals.parse(expression.slots.get("count", "1"))
    unit = scene.key(expression, "unit") or "day"
    first, precision, value = resolve_offset(known.first, unit, number, expression.pattern.sign)
    if first is None:
        return []
    return [
        item._replace(mention=replace(item.mention, of_event=True))
        for item in single(expression, first, precision, value, relative=known.relative)
    ]


def _opens_clause(expression: Expression, known: DateMention, scene: Scene) -> bool:
    """Tell an event in passing, whose sentence goes on to tell what happened on the day known."""
    document = scene.document
    if document.text[: expression.start].rstrip().endswith(":"):
        return True
    if document.text[known.end : expression.start].strip() != ",":
        return False
    first = document.tokens[scene.sentence(expression).first_token :][:_OPENING]
    return known.start <= first[-1].start


def _day_of_sentence(expression: Expression, scene: Scene) -> DateMention | None:
    """Return the day of the main clause: the one before in the sentence, else the one after."""
    sentence = scene.sentence(expression)
    days = [
        item.mention
        for item in scene.resolved
        if sentence.start <= item.mention.start < sentence.end
        and item.mention.precision == "day"
        and item.mention.first is not None
    ]
    before = [day for day in days if day.end <= expression.start]
    # "It comes two days after a call, eclipsed by the war they have waged since Friday."
    opens = not scene.document.text[sentence.start : expression.start].strip(' «"“')
    after = [d for d in days if opens or "," not in scene.document.text[expression.end : d.start]]
    if before or after:
        return (before or after[:1])[-1]
    return _day_of_report(expression, scene)


def _day_of_report(expression: Expression, scene: Scene) -> DateMention | None:
    """Return the day of a clause that tells of none: of the sentence before, else of the report.

    "The strike came a day after they spoke"; not where the event opens the sentence.
    """
    sentence = scene.sentence(expression)
    first, _ = token_range(scene.document, sentence.start, expression.start)
    if scene.document.tokens[first].start >= expression.start or expression.pattern.sign > 0:
        return None
    if tense_at(scene.document, expression.start, expression.end) == "future":
        return None
    if scene.document.text[expression.end :][:1] == ",":
        return None  # "Two days after that talk, …": what follows has the other day
    if not opens_clause(
        scene.document, expression.end, min(expression.end + _CLAUSE, sentence.end)
    ):
        return None  # "a day after the release of X"
    told = [
        item.mention
        for item in scene.resolved
        if item.mention.precision == "day"
        and item.mention.end <= sentence.start
        and _is_just_before(scene, item.mention.start, sentence)
    ]
    if told:
        return told[-1]
    today = scene.document.published
    span = expression.start, expression.end
    return on_day_of(today, *span)


def _is_just_before(scene: Scene, start: int, sentence: Sentence) -> bool:
    """Tell whether a day stands in the sentence before, in one paragraph."""
    return any(
        s.start <= start < s.end
        and s.end_token == sentence.first_token
        and (s.paragraph == sentence.paragraph or _opens_with_that(scene, sentence))
        for s in scene.document.sentences
    )


def _opens_with_that(scene: Scene, sentence: Sentence) -> bool:
    """Tell a sentence about what the one before told of: "That encounter came six days after …"."""
    return scene.document.tokens[sentence.first_token].form in scene.words.demonstratives
