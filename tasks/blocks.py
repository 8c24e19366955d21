"""Blocks: the claims of one world and one day, grouped into nodes.

A block is closed: how its claims group depends on them alone, so that a run which touches one block
leaves the others as they were. Within it the most specific claims found the groups.
"""

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, timedelta

from storage.nodes import Node
from storage.records import ReportedClaim, TalkClaim
from tasks.traits import (
    OFF,
    PLANNED,
    Gathered,
    conflict,
    ground,
    is_specific,
    other_subject,
    same_article,
    same_city,
    specific_ground,
    strangers,
    world_of,
)

Block = tuple[str, str, date]  # world, stage, day
LONGEST = timedelta(days=10)  # a contact that lasts longer is no single contact
_LENGTHS = {"week": timedelta(days=6), "month": timedelta(days=30)}


@dataclass(slots=True)
class Draft(Gathered):
    """A node in the making."""

    claims: list[ReportedClaim] = field(default_factory=list)

    @classmethod
    def of(cls, items: Iterable[ReportedClaim]) -> "Draft":
        """Return a draft with these claims."""
        draft = cls()
        for item in items:
            draft.add(item)
        return draft

    def add(self, item: ReportedClaim) -> None:
        """Put a claim into the node."""
        claim = item.claim
        self.claims.append(item)
        self.kinds.add(claim.kind)
        self.people.update(claim.participants)
        self.topics.update(claim.topics)
        self.articles.add(claim.article_id)
        if claim.city is not None:
            self.cities.add(claim.city)
        if claim.ordinal is not None:
            self.ordinals.add(claim.ordinal)


@dataclass(frozen=True, slots=True)
class Grouped:
    """A node and its claims."""

    node: Node
    claims: tuple[ReportedClaim, ...]


def block_of(item: ReportedClaim) -> Block:
    """Return the block of a claim: by its date, else by the day of its report."""
    claim = item.claim
    return world_of(claim.kind), stage_of(claim), claim.date_start or item.reported_at.date()


def stage_of(claim: TalkClaim) -> str:
    """Return how a claim is dated: day, span, or not at all: plan or past."""
    if claim.date_start is not None:
        return "day" if claim.date_precision == "day" else "span"
    return "plan" if claim.status in PLANNED else "past"


def group_claims(
    claims: Iterable[ReportedClaim], pins: Mapping[str, str], pinned: Sequence[Grouped]
) -> list[Grouped]:
    """Return the nodes of these claims, which must be whole blocks; pinned claims are left out."""
    blocks: dict[Block, list[ReportedClaim]] = defaultdict(list)
    for item in claims:
        if item.claim.claim_id not in pins:
            blocks[block_of(item)].append(item)
    return [node for block in sorted(blocks) for node in _group(block, blocks[block], pinned)]


def pin_claims(claims: Iterable[ReportedClaim], pins: Mapping[str, str]) -> list[Grouped]:
    """Return a node for each group of claims that a user's judgements put together."""
    groups: dict[str, list[ReportedClaim]] = defaultdict(list)
    for item in claims:
        if item.claim.claim_id in pins:
            groups[pins[item.claim.claim_id]].append(item)
    return [_pin(groups[name]) for name in sorted(groups)]


def moment(item: ReportedClaim) -> tuple[str, str]:
    """Return what orders reports: earliest first."""
    return item.reported_at.isoformat(), item.claim.claim_id


def _rank(item: ReportedClaim) -> tuple[int, str, str]:
    """Most specific first, so that full claims found the groups that vague ones join."""
    claim = item.claim
    filled = (claim.city is not None) + (claim.ordinal is not None) + len(claim.participants)
    return (-filled, *moment(item))


def _group(
    block: Block, items: Sequence[ReportedClaim], pinned: Sequence[Grouped]
) -> list[Grouped]:
    drafts: list[Draft] = []
    homes = [(p.node.node_id, Draft.of(p.claims)) for p in pinned if p.node.block == block]
    guests: dict[str, Draft] = defaultdict(Draft)
    for item in sorted(items, key=_rank):
        single = Draft.of([item])
        points, draft = _best(single, drafts, block[1])
        home_points, home = max(
            ((_score(single, given, block[1]), name) for name, given in homes), default=(0, "")
        )
        if home_points and home_points >= points and not same_article(single, guests[home]):
            guests[home].add(item)
        elif draft is not None:
            draft.add(item)
        else:
            drafts.append(single)
    made = [_finish(block, draft) for draft in drafts]
    made += [_finish(block, guests[name], name) for name in sorted(guests) if guests[name].claims]
    return made


def _best(single: Draft, drafts: Sequence[Draft], stage: str) -> tuple[int, Draft | None]:
    best, points, size = None, 0, 0
    for draft in drafts:
        found = _score(single, draft, stage)
        if found and (found, len(draft.claims)) > (points, size):
            best, points, size = draft, found, len(draft.claims)
    return points, best


def _score(single: Draft, draft: Draft, stage: str) -> int:
    """Return the points for a claim in a group; 0 when it is about another contact."""
    if same_article(single, draft) or conflict(single, draft, dated=stage in ("day", "span")):
        return 0
    if strangers(single, draft) and not (stage == "day" and same_city(single, draft)):
        return 0
    if stage in ("plan", "past"):
        specific = is_specific(single) and is_specific(draft)
        if other_subject(single, draft) or (specific and not specific_ground(single, draft)):
            return 0
    return ground(single, draft)


def _window(claim: TalkClaim, fallback: date) -> tuple[date, date]:
    start = claim.date_start or fallback
    if claim.date_start is None:
        return start, start
    if claim.date_precision == "day":
        end = claim.date_end or start
        return start, end if start <= end <= start + LONGEST else start
    return start, start + _LENGTHS.get(claim.date_precision, timedelta())


def _finish(block: Block, draft: Draft, home: str | None = None) -> Grouped:
    world, stage, day = block
    claims = tuple(sorted(draft.claims, key=moment))
    windows = [_window(item.claim, day) for item in claims]
    countries = {item.claim.country for item in claims if item.claim.country}
    node = Node(
        node_id=claims[0].claim.claim_id,
        world=world,
        stage=stage,
        block_day=day,
        first_day=min(first for first, _ in windows),
        last_day=max(last for _, last in windows),
        kinds=tuple(sorted(draft.kinds)),
        cities=tuple(sorted(draft.cities)),
        countries=tuple(sorted(countries)),
        ordinals=tuple(sorted(draft.ordinals)),
        people=tuple(sorted(draft.people)),
        topics=tuple(sorted(draft.topics)),
        statuses=tuple(sorted({item.claim.status for item in claims})),
        articles=tuple(sorted(draft.articles)),
        sources=len({item.source for item in claims}),
        reported_first=min(item.reported_at for item in claims).date(),
        reported_last=max(item.reported_at for item in claims).date(),
        pinned=False,
        link=home,
        link_kind="pinned" if home else None,
        off_since=_off_since(claims),
    )
    return Grouped(node, claims)


def _off_since(claims: Iterable[ReportedClaim]) -> date | None:
    """Return the day a contact was reported cancelled, if no later report says that it stands."""
    told = [(item.reported_at.date(), item.claim.status) for item in claims]
    alive = max((day for day, status in told if status not in OFF), default=date.min)
    return min(
        (day for day, status in told if status == "cancelled" and day >= alive), default=None
    )


def _pin(items: Sequence[ReportedClaim]) -> Grouped:
    """Return the node of claims a user put together; it stands where most of them stand."""
    stages = ("day", "span", "plan", "past")
    stage = min((stage_of(item.claim) for item in items), key=stages.index)
    typical = [block_of(item) for item in items if stage_of(item.claim) == stage]
    counted = Counter(typical)
    block = min(counted, key=lambda key: (-counted[key], key))
    placed = [item for item in items if block_of(item) == block]
    made = _finish(block, Draft.of(items))
    window = _finish(block, Draft.of(placed)).node
    node = made.node
    return Grouped(
        replace(node, first_day=window.first_day, last_day=window.last_day, pinned=True),
        made.claims,
    )
