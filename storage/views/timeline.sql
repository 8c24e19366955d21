-- One row a talk, oldest first: the readable form of `talks`; undated talks stand where they were first reported.
CREATE OR REPLACE VIEW timeline AS
SELECT
    coalesce(date_start, CAST(first_reported_at AS DATE)) AS sort_day,
    date_start, date_end, date_precision, kind, status, city, country,
    array_to_string(participants, ', ') AS people,
    duration_minutes, array_to_string(topics, ', ') AS agenda,
    articles, independent_sources, disputed, talk_id
FROM talks
ORDER BY sort_day, kind, talk_id;
