"""Judging: from what a user says of talks to edges between their claims."""

from collections.abc import Callable, Sequence

import duckdb

from storage import queries, resolution
from storage.judgements import Judgement
from storage.records import ReportedClaim

Decision = Callable[[duckdb.DuckDBPyConnection], list[Judgement]]


class JudgementError(Exception):
    """A judgement that cannot be made; told in one line."""


def same(talk_ids: Sequence[str]) -> Decision:
    """Return the judgement that these talks, or the claims of this one talk, are one contact."""

    def decide(ledger: duckdb.DuckDBPyConnection) -> list[Judgement]:
        claims = [c for talk_id in talk_ids for c in _claims(ledger, talk_id)]
        return _one(claims)

    return decide


def different(talk_id: str, names: Sequence[str]) -> Decision:
    """Return the judgement that the claims with these names are about another contact.

    A name is an article's address or id, or a claim's id, or the beginning of such an id.
    """

    def decide(ledger: duckdb.DuckDBPyConnection) -> list[Judgement]:
        claims = _claims(ledger, talk_id)
        named = {name: _named(ledger, claims, name) for name in names}
        unknown = [name for name in named if not named[name]]
        if unknown:
            raise JudgementError(
                f"no article or claim of talk {talk_id} is named {unknown[0]!r}; `talks show` names"
                " the articles"
            )
        moved = [c for c in claims if any(c in found for found in named.values())]
        rest = [c for c in claims if c not in moved]
        if not rest:
            raise JudgementError(f"nothing would be left of talk {talk_id}: name fewer articles")
        apart = Judgement(rest[0].claim.claim_id, moved[0].claim.claim_id, "different")
        return [*_one(rest), *_one(moved), apart]

    return decide


def _claims(ledger: duckdb.DuckDBPyConnection, talk_id: str) -> list[ReportedClaim]:
    found = resolution.talks_named(ledger, talk_id)
    if len(found) != 1:
        problem = "no talk has the id" if not found else "several talks have an id like"
        raise JudgementError(f"{problem} {talk_id!r}; `talks timeline` shows the ids")
    return queries.load_claims(ledger, claim_ids=resolution.claims_of_talks(ledger, found))


def _one(claims: Sequence[ReportedClaim]) -> list[Judgement]:
    """Return an edge from the first claim to each, itself included: it may stand alone."""
    names = [item.claim.claim_id for item in claims]
    return [Judgement(names[0], name, "same") for name in names]


def _named(
    ledger: duckdb.DuckDBPyConnection, claims: Sequence[ReportedClaim], name: str
) -> list[ReportedClaim]:
    articles = resolution.articles_named(ledger, [name])
    return [
        item
        for item in claims
        if item.claim.article_id in articles or item.claim.claim_id.startswith(name)
    ]
