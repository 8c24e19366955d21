"""What users judged: edges between claims, and what each judged claim said when it was judged."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

import duckdb

from storage.records import TalkClaim, make_id


@dataclass(frozen=True, slots=True)
class Judgement:
    """One edge: two claims are about the same contact, or about different ones."""

    one_claim: str
    other_claim: str
    verdict: str  # same, different


@dataclass(frozen=True, slots=True)
class JudgedClaim:
    """What a judged claim said: it is found again by this when its article is extracted anew."""

    claim_id: str
    article_id: str
    kind: str
    date_start: date | None
    city: str | None
    first_char: int | None
    last_char: int | None


def load_judgements(connection: duckdb.DuckDBPyConnection) -> list[Judgement]:
    """Return the judgements, the newest first."""
    rows = connection.execute(
        "SELECT one_claim, other_claim, verdict FROM judgements ORDER BY made_at DESC, rowid DESC"
    )
    return [Judgement(*row) for row in rows.fetchall()]


def load_judged_claims(connection: duckdb.DuckDBPyConnection) -> list[JudgedClaim]:
    """Return what the judged claims said."""
    rows = connection.execute(
        "SELECT claim_id, article_id, kind, date_start, city, first_char, last_char"
        " FROM judged_claims ORDER BY claim_id"
    )
    return [JudgedClaim(*row) for row in rows.fetchall()]


def add_judgements(
    connection: duckdb.DuckDBPyConnection,
    judgements: Sequence[Judgement],
    claims: Sequence[TalkClaim],
    made_at: datetime,
) -> None:
    """Store judgements, with the claims that they speak of."""
    for edge in judgements:
        key = make_id("judgement", edge.one_claim, edge.other_claim, edge.verdict, made_at)
        connection.execute(
            "INSERT OR IGNORE INTO judgements VALUES (?, ?, ?, ?, ?)",
            [key, edge.one_claim, edge.other_claim, edge.verdict, made_at],
        )
    for claim in claims:
        first = min((item.start for item in claim.evidence), default=None)
        last = max((item.end for item in claim.evidence), default=None)
        said = (claim.claim_id, claim.article_id, claim.kind, claim.date_start, claim.city)
        connection.execute(
            "INSERT OR REPLACE INTO judged_claims VALUES (?, ?, ?, ?, ?, ?, ?)",
            [*said, first, last],
        )
