-- One row a talk that is still to come: scheduled or possible, soonest first, the undated ones last.
CREATE OR REPLACE VIEW upcoming AS
SELECT * EXCLUDE (lapsed)
FROM plans
WHERE NOT lapsed
ORDER BY date_start NULLS LAST, last_reported_at DESC, talk_id;
