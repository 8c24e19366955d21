"""Resolve changes: make `talks` agree with the claims, recomputing only what new ones touch.

A run loads the blocks that its articles' claims are in, and were in before; from the nodes that
changed it follows the links that may have changed, and from these the components to place anew.
What is farther away stays, and is what a resolution of everything would give: each step is a
function of what is near (`tasks.links.REACH`).
"""

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime, timedelta

import duckdb

from storage import queries, resolution, tables
from storage.nodes import Node
from storage.records import ReportedClaim
from tasks.blocks import block_of, group_claims, pin_claims
from tasks.judgements import load_pins
from tasks.links import MOVED_DAYS, REACH, Timeline, link
from tasks.merge import find_changes, merge_claims
from tasks.placing import find_components, place
from tasks.resolve import Cluster, new_ids, talk_ids

RESOLVER_VERSION = "2"  # another one resolves everything anew
_NEAR = timedelta(days=MOVED_DAYS + 1)
_LONGEST_LINK = timedelta(days=31)

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


def resolve_changes(
    ledger: Connection, articles: Collection[str], moment: datetime
) -> tuple[int, int]:
    """Bring the talks up to date with the claims of these articles; count the new and the changed.

    Everything is resolved when the rules have changed, or a claim that a user judged was touched.
    """
    pins = load_pins(ledger)
    known = resolution.get_meta(ledger, "resolver")
    everything = known != RESOLVER_VERSION or _judged(ledger, articles, pins)
    blocks = _all_blocks(ledger, pins) if everything else _touched(ledger, articles, pins)
    linked = _link(ledger, blocks, everything=everything)
    placed = _place(ledger, blocks, linked)
    counts = _rewrite(ledger, articles, blocks, placed, moment)
    resolution.set_meta(ledger, "resolver", RESOLVER_VERSION)
    return counts


def forget_resolution(ledger: Connection) -> None:
    """Make the next resolution one of everything: what users judged has changed."""
    resolution.set_meta(ledger, "resolver", "")


def _judged(ledger: Connection, articles: Collection[str], pins: Mapping[str, str]) -> bool:
    """Tell whether a touched article holds a judged claim: its pinned node may change."""
    if not pins:
        return False
    judged = {item.claim.article_id for item in queries.load_claims(ledger, claim_ids=pins)}
    nodes = resolution.nodes_of_articles(ledger, articles)
    return bool(judged & set(articles)) or any(node.pinned for node in nodes)


def _all_blocks(ledger: Connection, pins: Mapping[str, str]) -> Blocks:
    claims = queries.load_claims(ledger)
    pinned = pin_claims(claims, pins)
    grouped = [*pinned, *group_claims(claims, pins, pinned)]
    before = {node.node_id: node for node in resolution.all_nodes(ledger)}
    now = {item.node.node_id: item.node for item in grouped}
    return Blocks(before, now, {i.node.node_id: i.claims for i in grouped}, set(now))


def _touched(ledger: Connection, articles: Collection[str], pins: Mapping[str, str]) -> Blocks:
    fresh = queries.load_claims(ledger, article_ids=articles)
    stale = resolution.nodes_of_articles(ledger, articles)
    keys = {block_of(item) for item in fresh} | {node.block for node in stale}
    before = [n for n in resolution.nodes_of_blocks(ledger, sorted(keys)) if not n.pinned]
    members = resolution.claims_of_nodes(ledger, [node.node_id for node in before])
    others = [
        item
        for item in queries.load_claims(ledger, claim_ids=members)
        if item.claim.article_id not in articles
    ]
    pinned = pin_claims(queries.load_claims(ledger, claim_ids=pins), pins) if pins else []
    grouped = group_claims([*fresh, *others], pins, pinned)
    touched = {i.node.node_id for i in grouped if set(i.node.articles) & set(articles)}
    return Blocks(
        {node.node_id: node for node in before},
        {item.node.node_id: item.node for item in grouped},
        {item.node.node_id: item.claims for item in grouped},
        touched,
    )


def _bare(node: Node) -> Node:
    """Return what a node says itself, without what resolution made of it."""
    kind = node.link_kind if node.link_kind == "pinned" else None
    return replace(
        node, link=node.link if kind else None, link_kind=kind, component=None, talk_id=None
    )


def _seen(node: Node) -> Node:
    """Return what links of plans can see of a node."""
    return replace(_bare(node), sources=0, articles=(), reported_last=node.reported_first)


def _link(ledger: Connection, blocks: Blocks, *, everything: bool) -> dict[str, Node]:
    """Return the nodes that may have another link now, linked."""
    if everything:
        timeline = Timeline(blocks.now.values())
        return {name: link(node, timeline) for name, node in blocks.now.items()}
    near: list[tuple[str, date, date]] = []
    far: list[tuple[str, date, date]] = []
    changed: set[str] = set()
    for name in sorted(blocks.before.keys() | blocks.now.keys()):
        versions = [v for v in (blocks.before.get(name), blocks.now.get(name)) if v is not None]
        if len(versions) > 1 and _bare(versions[0]) == _bare(versions[1]):
            continue
        changed.add(name)
        visible = len(versions) == 1 or _seen(versions[0]) != _seen(versions[1])
        near += [_widen(node, _NEAR) for node in versions]
        if visible:
            far += [_widen(node, REACH) for node in versions]
    dated = [n for n in resolution.nodes_in(ledger, near) if n.stage in ("day", "span")]
    undated = [n for n in resolution.nodes_in(ledger, far) if n.stage in ("plan", "past")]
    again = {n.node_id: n for n in (*dated, *undated)}
    again = {n: blocks.now.get(n, node) for n, node in again.items() if _is_there(n, blocks)}
    again |= {name: blocks.now[name] for name in changed if name in blocks.now}
    windows = _merge([_widen(node, REACH) for node in again.values()])
    around = [n for n in resolution.nodes_in(ledger, windows) if n.node_id not in blocks.before]
    timeline = Timeline([*around, *blocks.now.values()])
    return {name: link(node, timeline) for name, node in again.items()}


def _is_there(name: str, blocks: Blocks) -> bool:
    return name in blocks.now or name not in blocks.before


def _widen(node: Node, by: timedelta) -> tuple[str, date, date]:
    margin = by + _LONGEST_LINK
    return node.world, node.first_day - margin, node.last_day + margin


def _merge(windows: Iterable[tuple[str, date, date]]) -> list[tuple[str, date, date]]:
    merged: list[tuple[str, date, date]] = []
    for world, first, last in sorted(windows):
        if merged and merged[-1][0] == world and first <= merged[-1][2]:
            merged[-1] = (world, merged[-1][1], max(last, merged[-1][2]))
        else:
            merged.append((world, first, last))
    return merged


def _place(ledger: Connection, blocks: Blocks, linked: Mapping[str, Node]) -> Placed:
    """Place anew every component that a changed node or link is in, or was in."""
    before = dict(blocks.before)
    unseen = [name for name in linked if name not in before]
    before |= {node.node_id: node for node in resolution.nodes_by_id(ledger, unseen)}
    affected: set[str] = set()
    targets: set[str] = set()
    for name in before.keys() | linked.keys():
        old, new = before.get(name), linked.get(name)
        changed = name in blocks.touched or (name in blocks.before and name not in blocks.now)
        changed |= old is None or (new is not None and _without_fate(old) != _without_fate(new))
        if not changed:
            continue
        if old is not None and old.component is not None:
            affected.add(old.component)
        if new is not None and new.link is not None:
            targets.add(new.link)
    reached = resolution.nodes_by_id(ledger, targets)
    affected |= {node.component for node in reached if node.component is not None}
    pool = {n.node_id: n for n in resolution.nodes_of_components(ledger, affected)}
    current: dict[str, Node] = {}
    for name in pool.keys() | (blocks.now.keys() - before.keys()):
        if name in linked:
            current[name] = linked[name]
        elif name in blocks.now:
            current[name] = _keep_link(blocks.now[name], pool[name])
        elif name not in blocks.before:
            current[name] = pool[name]
    groups = []
    for component in find_components(current.values()):
        label = component[0].node_id
        groups += [[replace(n, component=label) for n in nodes] for nodes in place(component)]
    return Placed(pool, groups)


def _without_fate(node: Node) -> Node:
    return replace(node, component=None, talk_id=None)


def _keep_link(node: Node, old: Node) -> Node:
    """Return a node of a touched block that did not change, with the link it had."""
    return replace(node, link=old.link, link_kind=old.link_kind)


def _rewrite(
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
    released = {talk_id for talk_id in stored if talk_id not in kept}
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
    resolution.replace_nodes(ledger, set(placed.nodes) - {n.node_id for n in nodes}, nodes)
    return counts


def _talk_of(node: Node, home: Mapping[str, str], placed: Placed) -> str | None:
    return home.get(node.node_id) or placed.nodes[node.node_id].talk_id


def _same(
    nodes: Sequence[Node], blocks: Blocks, placed: Placed, stored: Mapping[str, set[str]]
) -> bool:
    """Tell whether a cluster is a talk as it is stored, with nothing new in it."""
    names = {node.node_id for node in nodes}
    talks = {placed.nodes[name].talk_id for name in names if name in placed.nodes}
    if names & blocks.touched or len(talks) != 1 or not names <= placed.nodes.keys():
        return False
    if any(_bare(n) != _bare(placed.nodes[n.node_id]) for n in nodes):
        return False
    (talk_id,) = talks
    return talk_id is not None and stored[talk_id] == names


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
    tables.write(ledger, changes)
    touched = {change.talk_id for change in changes}
    new = touched - before.keys()
    return len(new), len(touched - new)
