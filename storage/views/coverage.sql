-- One row a talk and affiliation of the publishers that report it (state, public, independent …).
CREATE OR REPLACE VIEW coverage AS
SELECT c.talk_id, coalesce(f.affiliation, 'unknown') AS affiliation,
    CAST(count(DISTINCT a.article_id) AS INTEGER) AS articles,
    CAST(count(DISTINCT coalesce(a.duplicate_of, a.article_id)) AS INTEGER) AS different_texts,
    list_sort(list(DISTINCT a.publisher)) AS publishers,
    min(coalesce(a.published_at, a.fetched_at)) AS first_reported_at,
    list_sort(list(DISTINCT c.status)) AS statuses
FROM talk_claims AS c
JOIN articles AS a ON a.article_id = c.article_id
LEFT JOIN feeds AS f ON f.feed_id = a.feed_id
WHERE c.talk_id IS NOT NULL
GROUP BY c.talk_id, coalesce(f.affiliation, 'unknown')
ORDER BY c.talk_id, affiliation;
