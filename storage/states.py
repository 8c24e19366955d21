"""States: what the database knew of a talk from one change to the next, told by `talk_history`."""

from collections.abc import Sequence

import duckdb

from storage.records import TalkChange
from storage.rows import write

_TELL = """
INSERT INTO talk_states
WITH known AS (
    SELECT m.moment, h.talk_id, h.recorded_at, h.reported_at, h.field, h.new_value,
        h.rowid AS place
    FROM telling AS m
    JOIN talk_history AS h ON h.talk_id = m.talk_id AND h.recorded_at <= m.moment
),
gone AS (
    -- A talk that was merged into another may come back later, with all its fields anew.
    SELECT talk_id, moment, max(place) AS place
    FROM known
    WHERE field = 'talk_id'
    GROUP BY talk_id, moment
),
latest AS (
    SELECT known.talk_id, known.moment, field, max(known.place) AS place
    FROM known
    LEFT JOIN gone ON gone.talk_id = known.talk_id AND gone.moment = known.moment
    WHERE gone.place IS NULL OR known.place > gone.place
    GROUP BY known.talk_id, known.moment, field
),
believed AS (
    -- Not max_by: it skips NULL, and a field that lost its value would keep the old one.
    SELECT known.talk_id, known.moment, known.field, new_value AS value, reported_at
    FROM known
    SEMI JOIN latest ON latest.place = known.place AND latest.moment = known.moment
),
until AS (
    SELECT talk_id, moment, lead(moment) OVER (PARTITION BY talk_id ORDER BY moment) AS superseded
    FROM telling
)
SELECT
    b.talk_id,
    max(value) FILTER (field = 'kind'),
    max(value) FILTER (field = 'status'),
    CAST(max(value) FILTER (field = 'date_start') AS DATE),
    CAST(max(value) FILTER (field = 'date_end') AS DATE),
    max(value) FILTER (field = 'date_precision'),
    max(value) FILTER (field = 'city'),
    max(value) FILTER (field = 'country'),
    max(value) FILTER (field = 'venue'),
    coalesce(string_split(max(value) FILTER (field = 'participants'), ', '), []),
    CAST(max(value) FILTER (field = 'duration_minutes') AS INTEGER),
    CAST(max(value) FILTER (field = 'ordinal') AS INTEGER),
    coalesce(string_split(max(value) FILTER (field = 'topics'), ', '), []),
    CAST(max(value) FILTER (field = 'disputed') AS BOOLEAN),
    b.moment,
    max(reported_at),
    any_value(until.superseded),
    coalesce(string_split(max(value) FILTER (field = 'heads'), ', '), []),
    max(value) FILTER (field = 'called_off_by')
FROM believed AS b
JOIN until ON until.talk_id = b.talk_id AND until.moment = b.moment
GROUP BY b.talk_id, b.moment
ORDER BY b.moment, b.talk_id
"""


def add_changes(connection: duckdb.DuckDBPyConnection, changes: Sequence[TalkChange]) -> None:
    """Add to the history, and tell anew, change by change, what was known of these talks."""
    write(connection, changes)
    connection.execute(
        """
        CREATE OR REPLACE TEMP TABLE telling AS
        SELECT DISTINCT talk_id, recorded_at AS moment FROM talk_history
        WHERE talk_id IN (SELECT unnest(?::VARCHAR[]))
        """,
        [sorted({change.talk_id for change in changes})],
    )
    connection.execute("DELETE FROM talk_states WHERE talk_id IN (SELECT talk_id FROM telling)")
    connection.execute(_TELL)
    connection.execute("DROP TABLE telling")
