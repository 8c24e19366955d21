"""Links: for each node the one other node that is most likely about the same contact.

A link depends only on the nodes within `REACH` days, in one world: a new claim can change no link
farther away.
"""

from bisect import bisect_left
from collections import defaultdict
from collections.abc import Callable, Iterable, Sequence
from dataclasses import replace
from datetime import timedelta

from storage.nodes import Node
from tasks.slots import AHEAD_DAYS, DOUBT_DAYS, Choice, fill_slot
from tasks.traits import (
    OFF,
    PLANNED,
    apart,
    common_people,
    conflict,
    ground,
    other_subject,
    same_article,
    same_city,
    same_ordinal,
    specific_ground,
    strangers,
)

RECALL_DAYS = 90  # how far back "the last round" without a date may reach
REPEAT_DAYS = 30  # how far apart two reports of a contact without a date may be
SLIP_DAYS = 3  # by how much a plan may slip without anybody calling it off
MOVED_DAYS = 60  # by how much a contact may be postponed
REACH = timedelta(days=AHEAD_DAYS + 1)
_LONGEST_SPAN = timedelta(days=31)  # of any node: a month is the longest


class Timeline:
    """Nodes by world and first day."""

    def __init__(self, nodes: Iterable[Node]) -> None:
        self._nodes: dict[str, list[Node]] = defaultdict(list)
        for node in sorted(nodes, key=lambda n: (n.first_day, n.node_id)):
            self._nodes[node.world].append(node)
        self._days = {world: [n.first_day for n in found] for world, found in self._nodes.items()}

    def near(self, node: Node, before: int, after: int) -> Sequence[Node]:
        """Return the nodes of its world that begin or last within these days of it."""
        days = self._days.get(node.world, [])
        start = bisect_left(days, node.first_day - timedelta(days=before) - _LONGEST_SPAN)
        end = bisect_left(days, node.last_day + timedelta(days=after + 1))
        return self._nodes[node.world][start:end]


def link(node: Node, timeline: Timeline) -> Node:
    """Return the node with its link, or without one."""
    if node.pinned or node.link_kind == "pinned":
        return node
    find = _FINDERS[node.stage]
    found = max(find(node, timeline), default=None, key=lambda choice: choice[0])
    if found is None:
        return replace(node, link=None, link_kind=None)
    _, target, kind = found
    return replace(node, link=target.node_id, link_kind=kind)


def rank(node: Node) -> tuple[bool, int, int, str]:
    """Return what orders nodes by weight: the better reported one leads."""
    return node.pinned, node.sources, -node.reported_first.toordinal(), node.node_id


def days_between(one: Node, other: Node) -> int:
    """Return how many days lie between two nodes; 0 when they overlap."""
    return max(0, (other.first_day - one.last_day).days, (one.first_day - other.last_day).days)


def _of_day(node: Node, timeline: Timeline) -> list[Choice]:
    same: list[Choice] = [
        ((1, ground(node, n), rank(n)), n, "same")
        for n in _days(node, timeline, 1)
        if n.block_day != node.block_day and _neighbours(node, n)
    ]
    if same or not PLANNED.issuperset(node.statuses):
        return same
    return [
        ((0, specific_ground(node, n), -days_between(node, n), n.node_id), n, "moved")
        for n in _days(node, timeline, MOVED_DAYS)
        if _moved(node, n)
    ]


def _days(node: Node, timeline: Timeline, apart: int) -> list[Node]:
    """Return the other nodes with a day that lie at most so many days from it."""
    first, last = node.first_day - timedelta(apart), node.last_day + timedelta(apart)
    return [
        n
        for n in timeline.near(node, apart, apart)
        if n.stage == "day"
        and n.last_day >= first
        and n.first_day <= last
        and n.node_id != node.node_id
    ]


def _neighbours(node: Node, home: Node) -> bool:
    """Tell whether a node is the same contact as a better reported one of the next day.

    Time zones and "the day before" put one contact on two days.
    """
    apart = days_between(node, home)
    if apart > 1 or rank(home) < rank(node) or (apart and home.sources <= node.sources):
        return False
    if conflict(node, home, dated=True) or same_article(node, home) or strangers(node, home):
        return False
    return same_city(node, home) or common_people(node, home) >= 2


def _moved(node: Node, later: Node) -> bool:
    """Tell whether a plan that nobody saw fulfilled took place another day, or elsewhere."""
    if same_article(node, later) or later.reported_last < node.reported_first:
        return False
    if not conflict(node, later) and later.first_day > node.first_day:
        limit = MOVED_DAYS if OFF & set(node.statuses) else SLIP_DAYS
        if days_between(node, later) <= limit and not strangers(node, later):
            shared = same_city(node, later) or same_ordinal(node, later)
            return shared or common_people(node, later) >= 2
        return False
    if days_between(node, later) > 1 or same_city(node, later):
        return False
    if node.ordinals and later.ordinals and not same_ordinal(node, later):
        return False
    # Another city, the same day or the next: a venue that moved, when the parties are the same or
    # it stayed in the country. Of two plans the one reported later is the truth.
    if PLANNED.issuperset(later.statuses) and later.reported_last <= node.reported_last:
        return False
    parties = common_people(node, later) >= 2 or same_ordinal(node, later)
    return parties or (
        bool(set(node.countries) & set(later.countries)) and not strangers(node, later)
    )


def _of_span(node: Node, timeline: Timeline) -> list[Choice]:
    """Find the contact that falls into a week or month, or another week or month like it."""
    choices: list[Choice] = []
    for other in timeline.near(node, 0, 0):
        if other.node_id == node.node_id or days_between(node, other):
            continue
        if apart(node, other, dated=True):
            continue
        points = ground(node, other)
        if other.stage == "day" and points and _within(node, other):
            choices.append(
                ((1, points, -other.first_day.toordinal(), other.node_id), other, "same")
            )
        like = other.stage == "span" and other.block != node.block and rank(other) > rank(node)
        if like and specific_ground(node, other):
            choices.append(((0, points, rank(other)), other, "same"))
    return choices


def _within(span: Node, other: Node) -> bool:
    return span.first_day <= other.last_day and other.first_day <= span.last_day


def _of_plan(node: Node, timeline: Timeline) -> list[Choice]:
    return fill_slot(node, timeline.near(node, DOUBT_DAYS, AHEAD_DAYS))


def _of_past(node: Node, timeline: Timeline) -> list[Choice]:
    """Find the last contact that fits one told without a date."""
    said = node.block_day
    choices: list[Choice] = []
    for other in timeline.near(node, RECALL_DAYS, 1):
        if other.node_id == node.node_id or apart(node, other) or other_subject(node, other):
            continue
        ago = (said - other.last_day).days
        if other.stage in ("day", "span"):
            fits, level = other.first_day <= said + timedelta(days=1) and ago <= RECALL_DAYS, 1
        else:
            fits, level = other.stage == "past" and 0 < ago <= REPEAT_DAYS, 0
        if fits and specific_ground(node, other):
            key = (level, ground(node, other), -abs(ago), other.node_id)
            choices.append((key, other, "same"))
    return choices


_FINDERS: dict[str, Callable[[Node, Timeline], list[Choice]]] = {
    "day": _of_day,
    "span": _of_span,
    "plan": _of_plan,
    "past": _of_past,
}
