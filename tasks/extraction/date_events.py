"""Date events: the day of what is told by another day ("on May 4, a day after they spoke")."""

from tasks.extraction.date_grammar import Expression
from tasks.extraction.date_periods import resolve_offset
from tasks.extraction.date_scene import Resolved, Scene, single
from tasks.extraction.layers import DateMention

EVENT = "event_offset"
_OPENING = 3  # tokens before the day of "On Wednesday, a day before the visit, he called"
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
    gap = text[expressions[i].end : expressions[i + 1].start]
    return len(gap) < _NEAR and "," not in gap


def _resolve(expression: Expression, scene: Scene) -> list[Resolved]:
    known = _day_of_sentence(expression, scene)
    if known is None or _opens_clause(expression, known, scene):
        return []
    number = scene.words.numerals.parse(expression.slots.get("count", "1"))
    first, precision, value = resolve_offset(known.first, "day", number, expression.pattern.sign)
    if first is None:
        return []
    return list(single(expression, first, precision, value, relative=known.relative))


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
    return before[-1] if before else next(iter(days), None)
