-- One row a talk as all reports published by the end of `day` told it, whenever they were fetched.
-- Which reports are about one contact is today's answer; what they say is that day's.
CREATE OR REPLACE MACRO talks_reported_asof(day) AS TABLE
WITH latest AS (
    SELECT talk_id, max(reported_on) AS reported_on
    FROM talk_reports
    WHERE reported_on <= CAST(day AS DATE)
    GROUP BY talk_id
)
SELECT r.talk_id, r.kind, r.status, r.date_start, r.date_end, r.date_precision, r.city, r.country,
    r.venue, r.participants, r.heads, r.duration_minutes, r.ordinal, r.topics, r.disputed,
    r.called_off_by, r.reported_on
FROM talk_reports AS r
SEMI JOIN latest ON latest.talk_id = r.talk_id AND latest.reported_on = r.reported_on;
