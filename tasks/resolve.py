"""Resolve: which claims of many articles are about the same contact.

Claims → nodes (`tasks.blocks`) → links (`tasks.links`) → clusters (`tasks.placing`). Each step
looks only at what is near in time and in one world, so the order in which articles arrive changes
nothing and a run can recompute the part it touches (`tasks.resolve_changes`). Hard vetoes: another
city, another ordinal, and two claims of one article, which are two contacts because the article
itself tells them apart.
"""

from collections import Counter
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass

from storage.records import ReportedClaim, make_id
from tasks.blocks import Grouped, group_claims, moment, pin_claims
from tasks.links import Timeline, link
from tasks.placing import find_components, place


@dataclass(frozen=True, slots=True)
class Cluster:
    """The claims that are about one contact, earliest report first."""

    claims: tuple[ReportedClaim, ...]

    @classmethod
    def of(cls, claims: Iterable[ReportedClaim]) -> "Cluster":
        """Return a cluster of these claims."""
        return cls(tuple(sorted(claims, key=moment)))

    @property
    def anchor(self) -> tuple[str, str]:
        """What orders clusters: their earliest report."""
        return moment(self.claims[0])


def resolve(
    claims: Iterable[ReportedClaim], pins: Mapping[str, str] | None = None
) -> list[Cluster]:
    """Return the clusters, ordered by their earliest report; every claim is in exactly one.

    `pins` gives the group of each claim that a user's judgements put together.
    """
    items, pins = list(claims), pins or {}
    pinned = pin_claims(items, pins)
    grouped = [*pinned, *group_claims(items, pins, pinned)]
    return sorted(cluster_nodes(grouped), key=lambda cluster: cluster.anchor)


def cluster_nodes(grouped: Sequence[Grouped]) -> list[Cluster]:
    """Return the clusters of these nodes."""
    timeline = Timeline(item.node for item in grouped)
    claims = {item.node.node_id: item.claims for item in grouped}
    linked = [link(item.node, timeline) for item in grouped]
    return [
        Cluster.of(claim for node in nodes for claim in claims[node.node_id])
        for component in find_components(linked)
        for nodes in place(component)
    ]


def talk_ids(clusters: Sequence[Cluster], taken: Collection[str] = ()) -> list[str]:
    """Return an id for each cluster: the one most of its claims had before, else a new one.

    A new id is made from the earliest claim; `taken` are ids of other talks.
    """
    wishes: list[tuple[int, int, str]] = []
    for index, cluster in enumerate(clusters):
        before = Counter(c.claim.talk_id for c in cluster.claims if c.claim.talk_id is not None)
        wishes += [(-count, index, talk_id) for talk_id, count in before.items()]
    given: dict[int, str] = {}
    used = set(taken)
    for _, index, talk_id in sorted(wishes):
        if index not in given and talk_id not in used:
            given[index] = talk_id
            used.add(talk_id)
    for index, cluster in enumerate(clusters):
        if index not in given:
            # A claim that moved on to another talk may have left its id there.
            fresh = next(i for i in new_ids(cluster) if i not in used)
            given[index] = fresh
            used.add(fresh)
    return [given[index] for index in range(len(clusters))]


def new_ids(cluster: Cluster) -> list[str]:
    """Return the ids a talk may get that has none: of its first claim, else of the next."""
    names = [item.claim.claim_id for item in cluster.claims]
    return [make_id("talk", name) for name in names] + [make_id("talk", *names, "again")]
