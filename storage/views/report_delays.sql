-- One row a talk that took place on a known day: who first reported it, how many days after.
-- `announced_days` is how long before the day it was first spoken of; NULL when it was not.
CREATE OR REPLACE VIEW report_delays AS
WITH told AS (
    SELECT c.talk_id, c.status, coalesce(a.published_at, a.fetched_at) AS reported_at,
        a.article_id, a.publisher, coalesce(f.affiliation, 'unknown') AS affiliation,
        a.language, a.url
    FROM talk_claims AS c
    JOIN articles AS a ON a.article_id = c.article_id
    LEFT JOIN feeds AS f ON f.feed_id = a.feed_id
),
first_told AS (
    SELECT told.*
    FROM told
    JOIN talks AS t ON t.talk_id = told.talk_id
    WHERE told.status IN ('held', 'ongoing')
        AND CAST(told.reported_at AS DATE) >= t.date_start
    QUALIFY row_number() OVER (
        PARTITION BY told.talk_id ORDER BY told.reported_at, told.article_id
    ) = 1
),
announced AS (
    SELECT talk_id, min(reported_at) AS announced_at FROM told GROUP BY talk_id
)
SELECT t.date_start, t.kind, t.city,
    date_diff('day', coalesce(t.date_end, t.date_start), CAST(f.reported_at AS DATE))
        AS delay_days,
    f.reported_at AS first_report_at, f.publisher, f.affiliation, f.language,
    CASE WHEN CAST(n.announced_at AS DATE) < t.date_start
        THEN date_diff('day', CAST(n.announced_at AS DATE), t.date_start) END AS announced_days,
    f.url, t.talk_id
FROM talks AS t
JOIN first_told AS f ON f.talk_id = t.talk_id
JOIN announced AS n ON n.talk_id = t.talk_id
WHERE t.status IN ('held', 'ongoing') AND t.date_precision = 'day'
ORDER BY t.date_start, t.kind, t.talk_id;
