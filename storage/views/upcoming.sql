-- One row a talk that is planned: scheduled or possible, soonest first.
CREATE OR REPLACE VIEW upcoming AS
SELECT date_start, date_precision, kind, status, city, country, participants, topics,
    last_reported_at, talk_id
FROM talks
WHERE status IN ('scheduled', 'possible')
ORDER BY date_start NULLS LAST, last_reported_at DESC, talk_id;
