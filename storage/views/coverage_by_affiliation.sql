-- One row an affiliation of publishers: how much they write of the talks, and how often first.
CREATE OR REPLACE VIEW coverage_by_affiliation AS
WITH written AS (
    SELECT coalesce(f.affiliation, 'unknown') AS affiliation,
        CAST(count(DISTINCT a.publisher) AS INTEGER) AS publishers,
        CAST(count(*) AS INTEGER) AS articles,
        CAST(count(*) FILTER (a.relevant) AS INTEGER) AS relevant,
        CAST(count(a.duplicate_of) AS INTEGER) AS copies
    FROM articles AS a
    LEFT JOIN feeds AS f ON f.feed_id = a.feed_id
    GROUP BY coalesce(f.affiliation, 'unknown')
),
reported AS (
    SELECT affiliation, articles,
        first_reported_at = min(first_reported_at) OVER (PARTITION BY talk_id) AS is_first,
        count(*) OVER (PARTITION BY talk_id) = 1 AS is_alone
    FROM coverage
)
SELECT w.affiliation, w.publishers, w.articles, w.relevant, w.copies,
    CAST(count(r.affiliation) AS INTEGER) AS talks,
    CAST(count(*) FILTER (r.is_first) AS INTEGER) AS talks_told_first,
    CAST(count(*) FILTER (r.is_alone) AS INTEGER) AS talks_told_alone
FROM written AS w
LEFT JOIN reported AS r ON r.affiliation = w.affiliation
GROUP BY w.affiliation, w.publishers, w.articles, w.relevant, w.copies
ORDER BY w.articles DESC, w.affiliation;
