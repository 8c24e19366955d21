"""Resolve: which claims of many articles are about the same contact.

A deterministic clustering whose result does not depend on the order in which articles arrived:
claims with a day first, by day; neighbours that differ by a day; then weeks and months; then plans
without a date, which wait as slots for the first dated contact that fits. Hard vetoes: another
city, another ordinal, and two claims of one article, which are two contacts because the article
itself tells them apart.
"""

from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Any

from storage.records import ReportedClaim, TalkClaim, make_id

SLOT_DAYS = 60  # how long a plan without a date waits for the contact that fills it
RECALL_DAYS = 45  # how far back "the last round" without a date may reach
PLANNED = frozenset({"possible", "scheduled", "postponed", "cancelled"})
_RELATED_KINDS = (
    frozenset({"envoy", "delegation"}),
    frozenset({"ministerial", "delegation"}),
    frozenset({"ministerial", "envoy"}),
)


@dataclass(slots=True)
class Cluster:
    """The claims that are about one contact."""

    claims: list[ReportedClaim] = field(default_factory=list)
    articles: set[str] = field(default_factory=set)

    def add(self, claim: ReportedClaim) -> None:
        """Put a claim into the cluster."""
        self.claims.append(claim)
        self.articles.add(claim.claim.article_id)

    def values(self, name: str) -> Counter[Any]:
        """Return how many claims give each value of a slot."""
        given = (getattr(item.claim, name) for item in self.claims)
        return Counter(value for value in given if value is not None)

    @property
    def people(self) -> frozenset[str]:
        """Everybody whom a claim names as taking part."""
        return frozenset(p for item in self.claims for p in item.claim.participants)

    @property
    def topics(self) -> frozenset[str]:
        """Every topic that a claim ties to the contact."""
        return frozenset(t for item in self.claims for t in item.claim.topics)

    @property
    def day(self) -> date | None:
        """The first day most claims give, the earlier one when they are split."""
        days = Counter(
            item.claim.date_start
            for item in self.claims
            if item.claim.date_start and item.claim.date_precision == "day"
        )
        return min(days, key=lambda d: (-days[d], d)) if days else None


Score = Callable[[ReportedClaim, Cluster], int]  # 0: the claim is not about this contact


def resolve(claims: Iterable[ReportedClaim]) -> list[Cluster]:
    """Return the clusters, ordered by their identity; every claim is in exactly one."""
    ordered = sorted(claims, key=_rank)
    dated = [c for c in ordered if _is_day(c.claim)]
    vague = [c for c in ordered if c.claim.date_start and not _is_day(c.claim)]
    undated = [c for c in ordered if not c.claim.date_start]
    clusters = _merge_neighbours(_cluster_days(dated))
    _attach(vague, clusters, _window_score)
    _attach(undated, clusters, _slot_score)
    return sorted(clusters, key=_anchor)


def talk_ids(clusters: Sequence[Cluster]) -> list[str]:
    """Return an id for each cluster: the one most of its claims had before, else a new one."""
    wishes: list[tuple[int, int, str]] = []
    for index, cluster in enumerate(clusters):
        before = cluster.values("talk_id")
        wishes += [(-count, index, talk_id) for talk_id, count in before.items()]
    given: dict[int, str] = {}
    for _, index, talk_id in sorted(wishes):
        if index not in given and talk_id not in given.values():
            given[index] = talk_id
    for index, cluster in enumerate(clusters):
        if index not in given:
            anchors = (c.claim.claim_id for c in sorted(cluster.claims, key=_moment))
            fresh = (make_id("talk", anchor) for anchor in anchors)
            taken = set(given.values())
            # A claim that moved on to another talk may have left its id there.
            given[index] = next((i for i in fresh if i not in taken), make_id("talk", *taken))
    return [given[index] for index in range(len(clusters))]


def _rank(item: ReportedClaim) -> tuple[int, str, str]:
    """Most specific first, so that full claims found the clusters that vague ones join."""
    claim = item.claim
    filled = (claim.city is not None) + (claim.ordinal is not None) + len(claim.participants)
    return (-filled, item.reported_at.isoformat(), claim.claim_id)


def _moment(item: ReportedClaim) -> tuple[str, str]:
    return item.reported_at.isoformat(), item.claim.claim_id


def _anchor(cluster: Cluster) -> tuple[str, str]:
    first = min(cluster.claims, key=lambda c: (c.reported_at, c.claim.claim_id))
    return first.reported_at.isoformat(), first.claim.claim_id


def _is_day(claim: TalkClaim) -> bool:
    return claim.date_start is not None and claim.date_precision == "day"


def _medium(kind: str) -> str:
    return "call" if kind == "call" else "meeting"


def _cluster_days(claims: Sequence[ReportedClaim]) -> list[Cluster]:
    by_day: dict[tuple[str, date], list[Cluster]] = defaultdict(list)
    for item in claims:
        start = item.claim.date_start
        if start is None:
            raise ValueError("a dated claim without a date")
        block = by_day[_medium(item.claim.kind), start]
        _join(item, block, block, _day_score)
    return [cluster for key in sorted(by_day) for cluster in by_day[key]]


def _attach(items: Sequence[ReportedClaim], clusters: list[Cluster], score: Score) -> None:
    for item in items:
        _join(item, clusters, clusters, score)


def _join(
    item: ReportedClaim, candidates: Sequence[Cluster], clusters: list[Cluster], score: Score
) -> None:
    best, points = None, 0
    for cluster in candidates:
        if item.claim.article_id in cluster.articles or _conflict(item.claim, cluster):
            continue
        found = score(item, cluster)
        if found > points:
            best, points = cluster, found
    if best is None:
        best = Cluster()
        clusters.append(best)
    best.add(item)


def _conflict(claim: TalkClaim, cluster: Cluster) -> bool:
    for name in ("city", "ordinal"):
        value, known = getattr(claim, name), cluster.values(name)
        if value is not None and known and value not in known:
            return True
    kinds = cluster.values("kind")
    return not any(_kinds_agree(claim.kind, kind) for kind in kinds)


def _kinds_agree(one: str, other: str) -> bool:
    return one == other or frozenset({one, other}) in _RELATED_KINDS


def _common_ground(claim: TalkClaim, cluster: Cluster) -> int:
    """Points for what a claim shares with a cluster beside its date."""
    city = claim.city is not None and claim.city in cluster.values("city")
    ordinal = claim.ordinal is not None and claim.ordinal in cluster.values("ordinal")
    people = len(cluster.people & set(claim.participants))
    same_kind = claim.kind in cluster.values("kind")
    return 4 * city + 4 * ordinal + 2 * min(people, 3) + 2 * same_kind


def _strangers(claim: TalkClaim, cluster: Cluster) -> bool:
    """Both name people, and none of them is the same."""
    return bool(claim.participants and cluster.people) and not (
        cluster.people & set(claim.participants)
    )


def _day_score(item: ReportedClaim, cluster: Cluster) -> int:
    ground = _common_ground(item.claim, cluster)
    if _strangers(item.claim, cluster) and item.claim.city not in cluster.values("city"):
        return 0
    return ground


def _window_score(item: ReportedClaim, cluster: Cluster) -> int:
    """Score a week or month: it joins the contact that falls into it, or its like."""
    claim, day = item.claim, cluster.day
    if _strangers(claim, cluster) or claim.date_start is None:
        return 0
    first, last = _window(claim)
    if day is not None:
        inside = first <= day <= last
    else:
        windows = [_window(c.claim) for c in cluster.claims if c.claim.date_start]
        inside = any(first <= end and start <= last for start, end in windows)
    return _common_ground(claim, cluster) if inside else 0


def _window(claim: TalkClaim) -> tuple[date, date]:
    start = claim.date_start
    if start is None:
        raise ValueError("a window needs a date")
    if claim.date_end is not None:
        return start, claim.date_end
    length = {"week": 6, "month": 30}.get(claim.date_precision, 0)
    return start, start + timedelta(days=length)


def _slot_score(item: ReportedClaim, cluster: Cluster) -> int:
    """Score a claim without a date: it joins the nearest contact its report can be about."""
    claim = item.claim
    if _strangers(claim, cluster) or _other_subject(claim, cluster):
        return 0
    distance = _days_apart(item, cluster)
    ground = _common_ground(claim, cluster)
    shares_more_than_kind = ground > 2 or not (claim.participants or claim.city)
    if distance is None or not shares_more_than_kind or not ground:
        return 0
    return 100 * ground - min(distance, 99)


def _days_apart(item: ReportedClaim, cluster: Cluster) -> int | None:
    """Days between a report and the contact it may be about; None when too far apart."""
    reported, day = item.reported_at.date(), cluster.day
    if day is None:
        gaps = [abs((reported - c.reported_at.date()).days) for c in cluster.claims]
        return min(gaps) if min(gaps) <= SLOT_DAYS else None
    ahead = (day - reported).days
    if item.claim.status in PLANNED:
        return ahead if -1 <= ahead <= SLOT_DAYS else None
    return -ahead if -1 <= -ahead <= RECALL_DAYS else None


def _other_subject(claim: TalkClaim, cluster: Cluster) -> bool:
    known = cluster.topics
    return bool(claim.topics and known) and not known & set(claim.topics)


def _merge_neighbours(clusters: list[Cluster]) -> list[Cluster]:
    """Merge contacts a day apart, or overlapping, that share what tells contacts apart.

    Time zones and "the day before" put one contact on two days; the smaller cluster joins the
    larger one.
    """
    ordered = sorted(clusters, key=lambda c: (-len(c.claims), _anchor(c)))
    kept: list[Cluster] = []
    for cluster in ordered:
        home = next((k for k in kept if _neighbours(k, cluster)), None)
        if home is None:
            kept.append(cluster)
            continue
        for item in cluster.claims:
            home.add(item)
    return kept


def _neighbours(home: Cluster, cluster: Cluster) -> bool:
    if home.articles & cluster.articles or len(cluster.claims) >= len(home.claims):
        return False
    if not home.values("kind") & cluster.values("kind"):
        return False
    if any(_conflict(item.claim, home) for item in cluster.claims):
        return False
    if any(_strangers(item.claim, home) for item in cluster.claims):
        return False
    same_city = bool(set(home.values("city")) & set(cluster.values("city")))
    is_call = "call" in home.values("kind")
    if not (same_city or (is_call and len(home.people & cluster.people) >= 2)):
        return False
    (start, end), (other_start, other_end) = _span(home), _span(cluster)
    margin = timedelta(days=1)
    return start - margin <= other_end and other_start <= end + margin


def _span(cluster: Cluster) -> tuple[date, date]:
    windows = [_window(c.claim) for c in cluster.claims if c.claim.date_start]
    return min(start for start, _ in windows), max(end for _, end in windows)
