"""Antecedents: the mention right before, which tells what "the previous one" is.

"No call is planned. The previous one took place on 3 November", "Two sessions took place. A third
could …".
"""

from collections.abc import Sequence
from itertools import pairwise

from tasks.extraction.contacts.frame import Frame
from tasks.extraction.contacts.status import PLANNED
from tasks.extraction.layers import SUBJECT

_NAMED = frozenset({"call", "summit"})


def name_ellipses(frames: Sequence[Frame]) -> None:
    """Let "the previous one" be a call, or a summit, where the words before it speak of one.

    Those may deny it: "No call is planned. The previous one took place on 3 November."
    """
    for before, frame in pairwise(frames):
        near = frame.sentence.paragraph - before.sentence.paragraph <= 1
        plain = before.status == "none" or not (before.date or before.place)
        # "Not now: it could take place later."
        later = not frame.people and before.status == "none" and frame.status in PLANNED
        named = before.trigger.key in _NAMED or (later and before.trigger.key == "meeting")
        if _is_next_round(before, frame):
            frame.trigger = frame.trigger._replace(key=before.trigger.key)
        elif frame.trigger.key == "same" and near and plain and named:
            frame.trigger = frame.trigger._replace(key=before.trigger.key)
            frame.is_previous = frame.is_previous or before.status == "held"
            if later or (not frame.people and _tells_pair(before)):
                frame.people = list(before.people)
                frame.sides |= before.sides
            # "Their third call, after that of 12 February": theirs too.
            frame.is_pronoun = frame.is_pronoun or (before.is_pronoun and not frame.people)


def _tells_pair(frame: Frame) -> bool:
    """Tell whether a sentence itself names the two, one of each side, whose contact it is."""
    named = {p.person_id: p.side for p in frame.people if p.start >= frame.sentence.start}
    return len(named) == len(SUBJECT) and set(named.values()) == SUBJECT


def _is_next_round(before: Frame, frame: Frame) -> bool:
    """Tell whether "a third one" is one more round: "Two sessions took place. A third could …"."""
    adjoins = before.sentence.end_token == frame.sentence.first_token
    of_rounds = before.trigger.key in ("round", "consultations") and frame.trigger.key == "same"
    return adjoins and of_rounds and frame.is_another and frame.status in ("scheduled", "possible")
