"""Further contacts: one more, or one of experts, that is planned without names or a day.

"A third round is being prepared", "experts of the two ministries are to meet before long": in a
text on both countries it is theirs, where nothing tells of others.
"""

from collections.abc import Sequence

from tasks.extraction.contacts.frame import Frame
from tasks.extraction.contacts.kinds import PRESIDENTS
from tasks.extraction.layers import SUBJECT

_AHEAD = frozenset({"possible", "scheduled"})
_ONE = frozenset({"round", "consultations", "meeting", "same"})  # words for one contact
_OF_MISSIONS = frozenset(
    {"embassy_operations", "mission_funding", "diplomatic_property", "visas", "direct_flights"}
)


def is_of_experts(frame: Frame) -> bool:
    """Tell a plan of those who look after the missions: "experts will meet", "one on visas"."""
    return _is_plan(frame) and (frame.is_of_teams or (frame.is_of_missions and _is_more(frame)))


def is_further(frame: Frame) -> bool:
    """Tell the plan of one more contact, or of one of experts, of which nobody is named."""
    return _is_plan(frame) and (_is_more(frame) or frame.is_of_teams)


def _is_plan(frame: Frame) -> bool:
    named = frame.people or frame.sides - SUBJECT or frame.is_of_body
    return frame.status in _AHEAD and frame.trigger.key in _ONE and not named


def _is_more(frame: Frame) -> bool:
    return frame.is_another or frame.ordinal is not None


def are_of_missions(topics: set[str]) -> bool:
    """Tell whether one of some topics is what the experts on the missions meet for."""
    return not topics.isdisjoint(_OF_MISSIONS)


def is_told_again(frame: Frame, told: Sequence[Frame]) -> bool:
    """Tell whether one more contact is the one of which some frames tell, however far away."""
    if not is_further(frame) or not any(is_further(f) for f in told):
        return False
    plans = all(
        (f.status is None or f.status in _AHEAD) and not f.people and not f.date for f in told
    )
    if not plans or frame.date or any(f.is_joint != frame.is_joint for f in told):
        return False
    which = [f.ordinal.key for f in (frame, *told) if f.ordinal]
    where = [f.place.city for f in (frame, *told) if f.place and f.place.city]
    return len(set(which)) <= 1 and len(set(where)) <= 1


def is_after_summit(frame: Frame, told: Sequence[Frame], kind: str | None) -> bool:
    """Tell whether one more meeting is the one after a summit that has its day: "the next one"."""
    plan = frame.status in _AHEAD and frame.is_another and frame.trigger.key in _ONE | {"summit"}
    nobody = frame.names <= PRESIDENTS and not frame.sides - SUBJECT and not frame.is_of_teams
    if not plan or not nobody or frame.date or kind != "summit":
        return False
    if any(f.is_another or f.ordinal for f in told):
        return False  # "A second summit is planned for May. The next meeting …"
    first = told[0].sentence.start
    return any(f.date and f.status in _AHEAD for f in told) and first < frame.sentence.start
