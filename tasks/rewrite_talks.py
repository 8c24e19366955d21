"""Rewrite talks: ids and rows for the clusters of claims that a run changed, no others."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime

import duckdb

from storage import node_rows, queries, resolution
from storage.nodes import Node
from storage.records import ReportedClaim
from storage.states import add_changes
from tasks.merge import find_changes, merge_claims
from tasks.resolve import Cluster, new_ids, talk_ids

Connection = duckdb.DuckDBPyConnection


@dataclass(slots=True)
class Blocks:
    """The blocks that a run touches: their nodes before and now."""

    before: dict[str, Node]
    now: dict[str, Node]
    claims: dict[str, tuple[ReportedClaim, ...]]  # by node
    touched: set[str]  # nodes whose claims changed, or what is known of their articles


@dataclass(slots=True)
class Placed:
    """The components that a run places anew."""

    nodes: dict[str, Node] = field(default_factory=dict)  # before, by id, also those gone
    groups: list[list[Node]] = field(default_factory=list)
    homeless: set[str] = field(default_factory=set)  # talks of no node: older than nodes are


def rewrite_talks(
    ledger: Connection,
    articles: Collection[str],
    blocks: Blocks,
    placed: Placed,
    moment: datetime,
) -> tuple[int, int]:
    """Give the clusters that changed their ids and rows; return how many talks are new, changed."""
    stored: dict[str, set[str]] = defaultdict(set)
    for node in placed.nodes.values():
        if node.talk_id is not None:
            stored[node.talk_id].add(node.node_id)
    changed = [nodes for nodes in placed.groups if not _same(nodes, blocks, placed, stored)]
    kept = {placed.nodes[n.node_id].talk_id for g in placed.groups if g not in changed for n in g}
    released = {talk_id for talk_id in stored if talk_id not in kept} | placed.homeless
    claims = _claims_of(ledger, blocks, changed)
    clusters = sorted(
        ((Cluster.of(c for n in nodes for c in claims[n.node_id]), nodes) for nodes in changed),
        key=lambda pair: pair[0].anchor,
    )
    candidates = {i for cluster, _ in clusters for i in new_ids(cluster)}
    candidates |= {
        c.claim.talk_id for cluster, _ in clusters for c in cluster.claims if c.claim.talk_id
    }
    taken = resolution.existing_talks(ledger, candidates) - released
    ids = talk_ids([cluster for cluster, _ in clusters], taken)
    members = {i: cluster.claims for i, (cluster, _) in zip(ids, clusters, strict=True)}
    counts = _write_talks(ledger, members, released, moment)
    home = {n.node_id: i for i, (_, nodes) in zip(ids, clusters, strict=True) for n in nodes}
    rows = [
        (claim.claim.claim_id, home[name], name) for name in sorted(home) for claim in claims[name]
    ]
    resolution.assign_claims(ledger, rows, articles)
    nodes = [replace(n, talk_id=_talk_of(n, home, placed)) for g in placed.groups for n in g]
    node_rows.replace_nodes(ledger, set(placed.nodes) - {n.node_id for n in nodes}, nodes)
    return counts


def bare(node: Node) -> Node:
    """Return what a node says itself, without what resolution made of it."""
    kind = node.link_kind if node.link_kind == "pinned" else None
    return replace(
        node, link=node.link if kind else None, link_kind=kind, component=None, talk_id=None
    )


def _same(
    nodes: Sequence[Node], blocks: Blocks, placed: Placed, stored: Mapping[str, set[str]]
) -> bool:
    """Tell whether a cluster is a talk as it is stored, with nothing new in it."""
    names = {node.node_id for node in nodes}
    talks = {placed.nodes[name].talk_id for name in names if name in placed.nodes}
    if names & blocks.touched or len(talks) != 1 or not names <= placed.nodes.keys():
        return False
    if any(bare(n) != bare(placed.nodes[n.node_id]) for n in nodes):
        return False
    (talk_id,) = talks
    return talk_id is not None and stored[talk_id] == names


def _talk_of(node: Node, home: Mapping[str, str], placed: Placed) -> str | None:
    return home.get(node.node_id) or placed.nodes[node.node_id].talk_id


def _claims_of(
    ledger: Connection, blocks: Blocks, groups: Iterable[Sequence[Node]]
) -> dict[str, list[ReportedClaim]]:
    """Return the claims of the nodes in these clusters, by node."""
    names = {node.node_id for nodes in groups for node in nodes}
    claims = {name: list(blocks.claims[name]) for name in names if name in blocks.claims}
    members = resolution.claims_of_nodes(ledger, names - claims.keys())
    for item in queries.load_claims(ledger, claim_ids=members):
        claims.setdefault(members[item.claim.claim_id], []).append(item)
    return claims


def _write_talks(
    ledger: Connection,
    members: dict[str, tuple[ReportedClaim, ...]],
    released: set[str],
    moment: datetime,
) -> tuple[int, int]:
    now = queries.newest_report(ledger) or moment
    waiting = resolution.talks_with_status(ledger, "ongoing") - released - members.keys()
    still: dict[str, list[ReportedClaim]] = defaultdict(list)
    for item in (
        queries.load_claims(ledger, claim_ids=resolution.claims_of_talks(ledger, waiting))
        if waiting
        else ()
    ):
        still[str(item.claim.talk_id)].append(item)
    everyone: dict[str, Sequence[ReportedClaim]] = {**members, **still}
    before = queries.load_talks(ledger, {*released, *everyone})
    talks = [merge_claims(talk_id, everyone[talk_id], now) for talk_id in sorted(everyone)]
    changes = find_changes(before, talks, everyone, moment)
    resolution.replace_talks(ledger, released - everyone.keys(), talks)
    add_changes(ledger, changes)
    touched = {change.talk_id for change in changes}
    new = touched - before.keys()
    return len(new), len(touched - new)
