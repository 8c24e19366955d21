"""Slots: to which contact a plan without a date belongs.

A plan belongs to the slot of its kind, parties, place and subject that is open when it is told.
A slot ends with the first contact with a date that fits, when that is over; with word that it is
called off; or when nobody tells of it any more. What is told after that is for another contact.
"""

from collections.abc import Iterable
from datetime import date, timedelta

from storage.nodes import Node
from tasks.traits import (
    OFF,
    apart,
    common_people,
    is_specific,
    named_ground,
    other_subject,
    same_city,
    same_kind,
    same_ordinal,
    same_parties,
    shared_topics,
    specific_ground,
)

SLOT_DAYS = 60  # how long a plan without a date waits for the next word of it
CALL_SLOT_DAYS = 30  # a call takes no preparing
AHEAD_DAYS = 90  # how far ahead the contact may lie that fills a plan
DOUBT_DAYS = 7  # how long reports contradict each other about what was called off
_DATED = frozenset({"day", "span"})

Choice = tuple[tuple[object, ...], Node, str]


def fill_slot(node: Node, near: Iterable[Node]) -> list[Choice]:
    """Return the contacts that may fill a plan without a date, and the next words of the plan."""
    fitting = [other for other in near if other.node_id != node.node_id and _fits(node, other)]
    end = min((_end(node, other) for other in fitting), default=date.max)
    return [
        (_order(node, other), other, "same")
        for other in fitting
        if _told(other) <= end and _in_time(node, other)
    ]


def _fits(node: Node, other: Node) -> bool:
    """Tell whether another node may be about the plan, but for how far away it is."""
    if other.stage in _DATED:
        back = timedelta(days=DOUBT_DAYS if OFF & set(node.statuses) else 0)
        later = other.last_day >= node.block_day - back
    else:
        later = other.stage == "plan" and other.block_day > node.block_day
    if not later or apart(node, other) or _elsewhere(node, other) or other_subject(node, other):
        return False
    return _enough(node, other)


def _elsewhere(node: Node, other: Node) -> bool:
    countries = set(node.countries), set(other.countries)
    return all(countries) and countries[0].isdisjoint(countries[1])


def _enough(node: Node, other: Node) -> bool:
    """Tell whether two share enough; what was called off comes back only by name."""
    anew = _off_before(node, _told(other)) or _off_before(other, node.block_day)
    if anew or OFF & set(node.statuses):
        if same_city(node, other) or same_ordinal(node, other):
            return True
        # The two presidents meet and call again, whatever was cancelled: they name no contact.
        return common_people(node, other) >= 2 and not (anew and node.world != "meeting")
    # The two presidents are a summit's parties, whoever is named.
    if node.world == "summit" or not is_specific(node):
        return True
    return specific_ground(node, other) > 0


def _off_before(node: Node, day: date) -> bool:
    """Tell whether a contact was called off on a day so long ago that reports agree about it."""
    return node.off_since is not None and (day - node.off_since).days > DOUBT_DAYS


def _end(node: Node, other: Node) -> date:
    """Return the last day on which word of the plan may be told, as far as another node tells."""
    if not same_kind(node, other) or not (node.world == "summit" or same_parties(node, other)):
        return date.max
    over = other.last_day if other.stage in _DATED else date.max
    off = other.off_since + timedelta(days=DOUBT_DAYS) if other.off_since else date.max
    return min(over, off)


def _told(node: Node) -> date:
    """Return the day since which a contact is told of, or there."""
    if node.stage == "plan":
        return node.block_day
    return min(node.reported_first, node.first_day)


def _in_time(node: Node, other: Node) -> bool:
    """Tell whether the slot is still alive when the other node is told of, or takes place."""
    usual = CALL_SLOT_DAYS if node.world == "call" else SLOT_DAYS
    # "The third round" is the third round, however long nobody speaks of it.
    slot = AHEAD_DAYS if same_ordinal(node, other) else usual
    return (_told(other) - node.block_day).days <= slot


def _order(node: Node, other: Node) -> tuple[object, ...]:
    """Return what orders the choices: by name, else by subject; a contact with a date; the first.

    A subject never outweighs a name: the next plan is about the same subject as the last contact.
    """
    names = named_ground(node, other, parties=node.world != "summit")
    topics = 0 if names or node.world == "summit" else shared_topics(node, other)
    ahead = (other.first_day - node.block_day).days
    return names, same_kind(node, other), topics, other.stage in _DATED, -abs(ahead), other.node_id
