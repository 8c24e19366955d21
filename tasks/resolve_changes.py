"""Resolve changes: make `talks` agree with the claims, recomputing only what new ones touch.

A run loads the blocks that its articles' claims are in, and were in before; from the nodes that
changed it follows the links that may have changed, and from these the components to place anew.
What is farther away stays, and is what a resolution of everything would give: each step is a
function of what is near (`tasks.links.REACH`).
"""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import replace
from datetime import date, datetime, timedelta

import duckdb

from storage import node_rows, queries, resolution
from storage.nodes import Node
from tasks.blocks import block_of, group_claims, pin_claims
from tasks.judgements import load_pins
from tasks.links import MOVED_DAYS, REACH, Timeline, link
from tasks.placing import find_components, place
from tasks.rewrite_talks import Blocks, Placed, bare, rewrite_talks

RESOLVER_VERSION = "5"  # another one resolves everything anew
_NEAR = timedelta(days=MOVED_DAYS + 1)
_LONGEST_LINK = timedelta(days=31)

Connection = duckdb.DuckDBPyConnection


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
    if everything:
        placed.homeless = resolution.talks_without_node(ledger)
    counts = rewrite_talks(ledger, articles, blocks, placed, moment)
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
    nodes = node_rows.nodes_of_articles(ledger, articles)
    return bool(judged & set(articles)) or any(node.pinned for node in nodes)


def _all_blocks(ledger: Connection, pins: Mapping[str, str]) -> Blocks:
    claims = queries.load_claims(ledger)
    pinned = pin_claims(claims, pins)
    grouped = [*pinned, *group_claims(claims, pins, pinned)]
    before = {node.node_id: node for node in node_rows.all_nodes(ledger)}
    now = {item.node.node_id: item.node for item in grouped}
    return Blocks(before, now, {i.node.node_id: i.claims for i in grouped}, set(now))


def _touched(ledger: Connection, articles: Collection[str], pins: Mapping[str, str]) -> Blocks:
    fresh = queries.load_claims(ledger, article_ids=articles)
    stale = node_rows.nodes_of_articles(ledger, articles)
    keys = {block_of(item) for item in fresh} | {node.block for node in stale}
    before = [n for n in node_rows.nodes_of_blocks(ledger, sorted(keys)) if not n.pinned]
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


def _seen(node: Node) -> Node:
    """Return what links of plans can see of a node."""
    return replace(bare(node), sources=0, articles=(), reported_last=node.reported_first)


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
        if len(versions) > 1 and bare(versions[0]) == bare(versions[1]):
            continue
        changed.add(name)
        visible = len(versions) == 1 or _seen(versions[0]) != _seen(versions[1])
        near += [_widen(node, _NEAR) for node in versions]
        if visible:
            far += [_widen(node, REACH) for node in versions]
    dated = [n for n in node_rows.nodes_in(ledger, near) if n.stage in ("day", "span")]
    undated = [n for n in node_rows.nodes_in(ledger, far) if n.stage in ("plan", "past")]
    again = {n.node_id: n for n in (*dated, *undated)}
    again = {n: blocks.now.get(n, node) for n, node in again.items() if _is_there(n, blocks)}
    again |= {name: blocks.now[name] for name in changed if name in blocks.now}
    windows = _merge([_widen(node, REACH) for node in again.values()])
    around = [n for n in node_rows.nodes_in(ledger, windows) if n.node_id not in blocks.before]
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
    before |= {node.node_id: node for node in node_rows.nodes_by_id(ledger, unseen)}
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
    reached = node_rows.nodes_by_id(ledger, targets)
    affected |= {node.component for node in reached if node.component is not None}
    pool = {n.node_id: n for n in node_rows.nodes_of_components(ledger, affected)}
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
