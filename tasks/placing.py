"""Placing: from linked nodes to clusters, each of one contact.

Nodes that a path of links joins are a component; within it the weightiest nodes found the clusters
and the others join along their links, unless something in the cluster contradicts them.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from storage.nodes import Node
from tasks.links import days_between, rank
from tasks.traits import (
    Gathered,
    conflict,
    ground,
    same_article,
    same_city,
    same_ordinal,
    strangers,
)

_STAGES = ("day", "span", "plan", "past")


@dataclass(slots=True)
class Group(Gathered):
    """Nodes of one contact, with the traits of them all."""

    nodes: list[Node] = field(default_factory=list)
    anchors: list[Node] = field(default_factory=list)  # those whose day the others must be near

    def add(self, node: Node, *, anchor: bool) -> None:
        """Put a node into the group."""
        self.nodes.append(node)
        if anchor:
            self.anchors.append(node)
        for name in ("kinds", "cities", "ordinals", "people", "topics", "articles"):
            getattr(self, name).update(getattr(node, name))


def find_components(nodes: Iterable[Node]) -> list[list[Node]]:
    """Return the nodes by component, each ordered by id; a link to no node is passed over."""
    by_id = {node.node_id: node for node in nodes}
    parent = {name: name for name in by_id}

    def root(name: str) -> str:
        while parent[name] != name:
            parent[name] = parent[parent[name]]
            name = parent[name]
        return name

    for node in by_id.values():
        if node.link in by_id:
            one, other = root(node.node_id), root(str(node.link))
            parent[max(one, other)] = min(one, other)
    groups: dict[str, list[Node]] = defaultdict(list)
    for name in sorted(by_id):
        groups[root(name)].append(by_id[name])
    return [groups[name] for name in sorted(groups)]


def place(component: Sequence[Node]) -> list[list[Node]]:
    """Return the clusters of a component: every node in exactly one."""
    by_id = {node.node_id: node for node in component}
    joined = _adjacency(component, by_id)
    home: dict[str, Group] = {}
    groups: list[Group] = []
    for node in sorted(component, key=_turn):
        options = [
            ((other == node.link, ground(node, home[other]), rank(by_id[other])), other, kind)
            for other, kind in joined[node.node_id]
            if other in home and _compatible(node, home[other], kind)
        ]
        if options:
            _, other, kind = max(options)
            group = home[other]
            group.add(node, anchor=kind == "moved")
        else:
            group = Group()
            group.add(node, anchor=True)
            groups.append(group)
        home[node.node_id] = group
    return [group.nodes for group in groups]


def _adjacency(
    component: Sequence[Node], by_id: Mapping[str, Node]
) -> dict[str, list[tuple[str, str]]]:
    joined: dict[str, list[tuple[str, str]]] = defaultdict(list)
    for node in component:
        if node.link in by_id:
            kind = str(node.link_kind)
            joined[node.node_id].append((str(node.link), kind))
            joined[str(node.link)].append((node.node_id, kind))
    return joined


def _turn(node: Node) -> tuple[object, ...]:
    """Dated before undated, the weightier first; plans from the last back, what is past forward."""
    pinned, sources, early, name = rank(node)
    day = node.block_day.toordinal()
    place_in_stage = {
        "day": (-sources, -early),
        "span": (-sources, -early),
        "plan": (-day, -sources),
        "past": (day, -sources),
    }[node.stage]
    return not pinned, _STAGES.index(node.stage), *place_in_stage, name


def _compatible(node: Node, group: Group, kind: str) -> bool:
    if same_article(node, group):
        return False
    if kind == "pinned":
        return True
    if kind == "moved":
        return not (node.ordinals and group.ordinals) or same_ordinal(node, group)
    dated_alike = node.stage in ("day", "span")
    if conflict(node, group, dated=dated_alike) or (
        strangers(node, group) and not same_city(node, group)
    ):
        return False
    if node.stage != "day":
        return True
    dated = [anchor for anchor in group.anchors if anchor.stage == "day"]
    return not dated or any(days_between(node, anchor) <= 1 for anchor in dated)
