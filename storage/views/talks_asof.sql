-- One row a talk as this database knew it at `moment`: the last value of each field by then.
CREATE OR REPLACE MACRO talks_asof(moment) AS TABLE
SELECT talk_id, kind, status, date_start, date_end, date_precision, city, country, venue,
    participants, heads, duration_minutes, ordinal, topics, disputed, called_off_by,
    recorded_at, reported_at
FROM talk_states
WHERE recorded_at <= CAST(moment AS TIMESTAMPTZ)
    AND (superseded_at IS NULL OR superseded_at > CAST(moment AS TIMESTAMPTZ));
