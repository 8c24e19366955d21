-- One row a talk as this database knew it at `moment`: the last value of each field by then.
CREATE OR REPLACE MACRO talks_asof(moment) AS TABLE
WITH known AS (
    SELECT talk_id, field, max_by(new_value, rowid) AS value
    FROM talk_history
    WHERE recorded_at <= CAST(moment AS TIMESTAMPTZ)
    GROUP BY talk_id, field
)
SELECT
    talk_id,
    max(value) FILTER (field = 'kind') AS kind,
    max(value) FILTER (field = 'status') AS status,
    CAST(max(value) FILTER (field = 'date_start') AS DATE) AS date_start,
    CAST(max(value) FILTER (field = 'date_end') AS DATE) AS date_end,
    max(value) FILTER (field = 'date_precision') AS date_precision,
    max(value) FILTER (field = 'city') AS city,
    max(value) FILTER (field = 'country') AS country,
    max(value) FILTER (field = 'venue') AS venue,
    coalesce(string_split(max(value) FILTER (field = 'participants'), ', '), []) AS participants,
    CAST(max(value) FILTER (field = 'duration_minutes') AS INTEGER) AS duration_minutes,
    CAST(max(value) FILTER (field = 'ordinal') AS INTEGER) AS ordinal,
    coalesce(string_split(max(value) FILTER (field = 'topics'), ', '), []) AS topics,
    CAST(max(value) FILTER (field = 'disputed') AS BOOLEAN) AS disputed
FROM known
GROUP BY talk_id
HAVING count(*) FILTER (field = 'talk_id') = 0;
