"""Retold: what the reports published by each day made of a talk, kept beside `talks`."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date

import duckdb

from storage.queries import load_claims
from storage.records import ReportedClaim


@dataclass(frozen=True, slots=True)
class TalkReport:
    """One talk as the reports published by the end of a day told it: a row of `talk_reports`."""

    talk_id: str
    reported_on: date
    kind: str
    status: str
    date_start: date | None
    date_end: date | None
    date_precision: str
    city: str | None
    country: str | None
    venue: str | None
    participants: tuple[str, ...]
    duration_minutes: int | None
    ordinal: int | None
    topics: tuple[str, ...]
    disputed: bool
    heads: tuple[str, ...] = ()
    called_off_by: str | None = None


def talks_to_retell(
    connection: duckdb.DuckDBPyConnection, article_ids: Collection[str]
) -> dict[str, list[ReportedClaim]]:
    """Return the talks whose row has changed, or that these articles report, with their claims.

    A talk that is gone is among them, without claims.
    """
    connection.execute(
        """
        CREATE OR REPLACE TEMP TABLE retelling AS
        WITH now AS (SELECT t.talk_id, hash(t) AS digest FROM talks AS t)
        SELECT coalesce(now.talk_id, told.talk_id) AS talk_id, now.digest
        FROM now
        FULL JOIN talk_reports_of AS told ON told.talk_id = now.talk_id
        WHERE now.digest IS DISTINCT FROM told.digest
        UNION
        SELECT now.talk_id, now.digest
        FROM talk_claims AS c
        JOIN now ON now.talk_id = c.talk_id
        WHERE c.article_id IN (SELECT unnest(?::VARCHAR[]))
        """,
        [list(article_ids)],
    )
    rows = connection.execute(
        "SELECT claim_id FROM talk_claims SEMI JOIN retelling USING (talk_id)"
    ).fetchall()
    found = load_claims(connection, claim_ids={claim_id for (claim_id,) in rows})
    asked = connection.execute("SELECT talk_id FROM retelling").fetchall()
    claims: dict[str, list[ReportedClaim]] = {talk_id: [] for (talk_id,) in asked}
    for item in found:
        claims[str(item.claim.talk_id)].append(item)
    return claims


def replace_reports(connection: duckdb.DuckDBPyConnection) -> None:
    """Delete what is kept of the talks that `talks_to_retell` gave, and note them as retold.

    Write their reports afterwards.
    """
    for table in ("talk_reports", "talk_reports_of"):
        connection.execute(
            f"DELETE FROM {table} WHERE talk_id IN (SELECT talk_id FROM retelling)"  # noqa: S608
        )
    connection.execute("INSERT INTO talk_reports_of FROM retelling WHERE digest IS NOT NULL")
    connection.execute("DROP TABLE retelling")
