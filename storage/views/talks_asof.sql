-- One row a talk as this database knew it at `moment`: the last value of each field by then.
CREATE OR REPLACE MACRO talks_asof(moment) AS TABLE
WITH known AS (
    SELECT talk_id, recorded_at, reported_at, field, new_value, rowid AS place
    FROM talk_history
    WHERE recorded_at <= CAST(moment AS TIMESTAMPTZ)
),
gone AS (
    -- A talk that was merged into another may come back later, with all its fields anew.
    SELECT talk_id, max(place) AS place
    FROM known
    WHERE field = 'talk_id'
    GROUP BY talk_id
),
latest AS (
    SELECT known.talk_id, field, max(known.place) AS place
    FROM known
    LEFT JOIN gone ON gone.talk_id = known.talk_id
    WHERE gone.place IS NULL OR known.place > gone.place
    GROUP BY known.talk_id, field
),
believed AS (
    -- Not max_by: it skips NULL, and a field that lost its value would keep the old one.
    SELECT known.talk_id, known.field, new_value AS value, recorded_at, reported_at
    FROM known
    SEMI JOIN latest ON latest.place = known.place
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
    CAST(max(value) FILTER (field = 'disputed') AS BOOLEAN) AS disputed,
    max(recorded_at) AS recorded_at,
    max(reported_at) AS reported_at
FROM believed
GROUP BY talk_id;
