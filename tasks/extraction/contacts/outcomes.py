"""Outcomes: what the words right after a plan of then say has become of it.

"They were to meet on Saturday in Miami. The meeting took place": it was held; "… It fell through".
"""

from collections.abc import Sequence
from itertools import pairwise

from tasks.extraction.contacts.contact import same_days
from tasks.extraction.contacts.frame import Frame
from tasks.extraction.contacts.status import CALLED_OFF

_IN_PERSON = frozenset({"meeting", "summit", "seen"})
_PLANS = frozenset({"due", "scheduled", "possible", "preparing", "coming"})


def settle_plans(frames: Sequence[Frame]) -> None:
    """Give a plan whose day is over, or that "was to be", the outcome told right after it."""
    for plan, outcome in pairwise(frames):
        cue = plan.status_cue
        if cue is None or cue.key not in _PLANS or not _speaks_of(outcome, plan):
            continue
        if outcome.status == "held" and (cue.key == "due" or plan.status == "held"):
            plan.status = "held"
        elif outcome.status in CALLED_OFF and plan.status == "held":
            plan.status = outcome.status


def _speaks_of(outcome: Frame, plan: Frame) -> bool:
    """Tell whether a mention right after a plan adds nothing that could tell it apart."""
    if outcome.sentence.paragraph - plan.sentence.paragraph > 1 or outcome.is_another:
        return False
    if (outcome.trigger.key == "call") != (plan.trigger.key == "call") and (
        {outcome.trigger.key, plan.trigger.key} & _IN_PERSON
    ):
        return False  # "they telephoned; a meeting was found needless"
    if outcome.ordinal or "other" in outcome.sides or not outcome.names <= plan.names:
        return False
    if outcome.date and not (plan.date and same_days(outcome.date, plan.date)):
        return False
    city = outcome.place.city if outcome.place else None
    return city is None or (plan.place is not None and plan.place.city == city)
