-- One row a value that somebody gives for a slot of a talk on which sources differ.
CREATE OR REPLACE VIEW sources_disagree AS
WITH slots AS (
    SELECT c.talk_id, coalesce(a.duplicate_of, a.article_id) AS source, a.publisher,
        coalesce(a.published_at, a.fetched_at) AS reported_at,
        c.kind, c.city, c.country,
        CASE WHEN c.date_precision = 'day' THEN CAST(c.date_start AS VARCHAR) END AS date_start,
        CAST(c.date_end AS VARCHAR) AS date_end,
        CAST(c.duration_minutes AS VARCHAR) AS duration_minutes,
        CAST(c.ordinal AS VARCHAR) AS ordinal,
        -- Called off, though held by then: a plan that was called off before contradicts nobody.
        CASE WHEN c.status IN ('held', 'cancelled')
            AND max(coalesce(a.published_at, a.fetched_at)) FILTER (c.status = 'cancelled')
                OVER (PARTITION BY c.talk_id)
            >= min(coalesce(a.published_at, a.fetched_at)) FILTER (c.status = 'held')
                OVER (PARTITION BY c.talk_id)
            THEN c.status END AS status
    FROM talk_claims AS c
    JOIN articles AS a ON a.article_id = c.article_id
    WHERE c.talk_id IS NOT NULL
),
told AS (
    UNPIVOT slots
    ON kind, city, country, date_start, date_end, duration_minutes, ordinal, status
    INTO NAME slot VALUE value
)
SELECT talk_id, slot, value,
    CAST(count(DISTINCT source) AS INTEGER) AS independent_sources,
    list_sort(list(DISTINCT publisher)) AS publishers,
    min(reported_at) AS first_reported_at,
    max(reported_at) AS last_reported_at
FROM told
GROUP BY talk_id, slot, value
QUALIFY count(*) OVER (PARTITION BY talk_id, slot) > 1
ORDER BY talk_id, slot, independent_sources DESC, value;
