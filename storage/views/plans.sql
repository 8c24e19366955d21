-- One row a talk that is planned, scheduled or possible, also one of which nothing came (`lapsed`).
-- "Now" is the newest report: a database that nobody has fed for a month does not invent news.
CREATE OR REPLACE VIEW plans AS
WITH newest AS (
    SELECT CAST(max(coalesce(published_at, fetched_at)) AS DATE) AS today FROM articles
)
SELECT date_start, date_precision, kind, status, city, country, participants, topics,
    articles, last_reported_at,
    NOT CASE date_precision
        WHEN 'day' THEN coalesce(date_end, date_start) >= today
        WHEN 'week' THEN coalesce(date_end, date_start + 6) >= today
        WHEN 'month' THEN coalesce(date_end, last_day(date_start)) >= today
        ELSE CAST(last_reported_at AS DATE) >= today - 60  -- nobody speaks of it any more
    END AS lapsed,
    talk_id
FROM talks
CROSS JOIN newest
WHERE status IN ('scheduled', 'possible')
ORDER BY date_start NULLS LAST, last_reported_at DESC, talk_id;
