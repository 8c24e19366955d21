"""The claims of the development set with their true contacts: gold ones and extracted ones."""

import json
from dataclasses import dataclass
from datetime import date
from functools import cache
from pathlib import Path
from typing import Any

from storage.records import ReportedClaim, TalkClaim, make_id
from tasks.duplicates import find_duplicates
from tasks.extraction import extract
from tests.quality_gate import load_cases, make_article
from tests.scoring import _pair

GOLD = Path(__file__).parent / "gold.jsonl"


@dataclass(frozen=True, slots=True)
class ClaimSet:
    """Claims to resolve, and the true contact of those that have one."""

    claims: tuple[ReportedClaim, ...]
    contacts: dict[str, str]  # claim id → contact


def load_contacts() -> list[dict[str, Any]]:
    """Return the contacts: name, final status, and the claims that are about each."""
    return [json.loads(line) for line in GOLD.read_text("utf-8").splitlines()]


@cache
def _cases() -> dict[str, tuple[dict[str, Any], str]]:
    """Return the articles that the gold speaks of, each with the one it is a copy of, or itself."""
    wanted = {claim["article"] for contact in load_contacts() for claim in contact["claims"]}
    cases = {case["id"]: case for case in load_cases() if case["id"] in wanted}
    copies = find_duplicates([make_article(case) for case in cases.values()])
    return {name: (case, copies.get(name, name)) for name, case in cases.items()}


def _contact_of_event() -> dict[tuple[str, int], str]:
    return {
        (claim["article"], claim["event"]): contact["talk"]
        for contact in load_contacts()
        for claim in contact["claims"]
    }


@cache
def gold_claims() -> ClaimSet:
    """Return the claims as the annotators wrote them."""
    contacts = {}
    claims = []
    for (name, index), contact in _contact_of_event().items():
        case, source = _cases()[name]
        claim = _gold_claim(name, index, case["gold"]["events"][index])
        contacts[claim.claim_id] = contact
        claims.append(_reported(claim, case, source))
    return ClaimSet(tuple(claims), contacts)


@cache
def extracted_claims() -> ClaimSet:
    """Return what today's extraction reads in the same articles, paired with the gold events."""
    by_event = _contact_of_event()
    contacts = {}
    claims = []
    for name, (case, source) in _cases().items():
        found = extract(make_article(case)).talk_claims
        claims += [_reported(claim, case, source) for claim in found]
        for i, j in _pair(case["gold"]["events"], found):
            if (name, i) in by_event:
                contacts[found[j].claim_id] = by_event[name, i]
    return ClaimSet(tuple(claims), contacts)


def _reported(claim: TalkClaim, case: dict[str, Any], source: str) -> ReportedClaim:
    moment = make_article(case).published_at
    assert moment is not None
    return ReportedClaim(claim, moment, f"publisher of {case['id']}", source)


def _gold_claim(article: str, index: int, event: dict[str, Any]) -> TalkClaim:
    def day(key: str) -> date | None:
        return date.fromisoformat(event[key]) if event.get(key) else None

    return TalkClaim(
        claim_id=make_id("gold", article, index),
        article_id=article,
        kind=event["kind"],
        status=event["status"],
        date_start=day("date"),
        date_end=day("date_end"),
        date_precision=event["precision"],
        city=event.get("city"),
        country=event.get("country"),
        venue=None,
        participants=tuple(event["participants"]),
        duration_minutes=event.get("duration_minutes"),
        ordinal=event.get("ordinal"),
        topics=tuple(event.get("topics", ())),
        evidence=(),
        extractor_version="gold",
    )
