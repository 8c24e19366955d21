"""Judgements: what users decided about claims wins over the rules, and survives re-extraction.

An edge ties two claims, not two talks: talks are made anew, claims come back. A claim whose article
was extracted anew is known again by what it said and where it stood.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence

import duckdb

from storage import judgements as stored
from storage import queries
from storage.judgements import JudgedClaim, Judgement
from storage.records import TalkClaim
from tasks.traits import world_of

_LEAST = 3  # points: the date and one thing more


def load_pins(ledger: duckdb.DuckDBPyConnection) -> dict[str, str]:
    """Return the group of each claim that a judgement speaks of."""
    edges = stored.load_judgements(ledger)
    if not edges:
        return {}
    judged = stored.load_judged_claims(ledger)
    articles = {claim.article_id for claim in judged}
    claims = [c.claim for c in queries.load_claims(ledger, article_ids=articles)]
    return pin(edges, find_again(judged, claims))


def pin(edges: Iterable[Judgement], names: Mapping[str, str]) -> dict[str, str]:
    """Return the group of each judged claim; the edges come newest first.

    `names` gives the claim that a judged one is today. Of judgements that contradict each other the
    newest counts.
    """
    group: dict[str, str] = {}
    apart: set[frozenset[str]] = set()
    for edge in edges:
        ends = [names[e] for e in (edge.one_claim, edge.other_claim) if e in names]
        for end in ends:
            group.setdefault(end, end)
        if len(set(ends)) < 2:
            continue
        one, other = (group[end] for end in ends)
        if one == other or frozenset({one, other}) in apart:
            continue
        if edge.verdict == "different":
            apart.add(frozenset({one, other}))
            continue
        kept, lost = min(one, other), max(one, other)
        group = {claim: kept if name == lost else name for claim, name in group.items()}
        apart = {frozenset(kept if name == lost else name for name in pair) for pair in apart}
    return group


def find_again(judged: Sequence[JudgedClaim], claims: Iterable[TalkClaim]) -> dict[str, str]:
    """Return today's claim for each judged one that is still there, one to one, the best first."""
    by_article: dict[str, list[TalkClaim]] = defaultdict(list)
    for claim in claims:
        by_article[claim.article_id].append(claim)
    wishes = sorted(
        (-_likeness(old, claim), old.claim_id, claim.claim_id)
        for old in judged
        for claim in by_article[old.article_id]
        if _likeness(old, claim) >= _LEAST
    )
    found: dict[str, str] = {}
    for _, old_id, claim_id in wishes:
        if old_id not in found and claim_id not in found.values():
            found[old_id] = claim_id
    return found


def _likeness(old: JudgedClaim, claim: TalkClaim) -> int:
    if world_of(old.kind) != world_of(claim.kind):
        return 0
    start = min((item.start for item in claim.evidence), default=None)
    end = max((item.end for item in claim.evidence), default=None)
    overlap = (
        start is not None
        and end is not None
        and old.first_char is not None
        and old.last_char is not None
        and start < old.last_char
        and old.first_char < end
    )
    return (
        2 * (old.date_start == claim.date_start)
        + 2 * overlap
        + (old.city == claim.city)
        + (old.claim_id == claim.claim_id)
        + (old.kind == claim.kind)
    )
