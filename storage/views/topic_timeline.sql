-- One row a topic and day on which a claim changed or confirmed its stance.
CREATE OR REPLACE VIEW topic_timeline AS
SELECT t.topic, CAST(coalesce(a.published_at, a.fetched_at) AS DATE) AS on_date, t.stance,
    max(t.side) AS side, CAST(count(DISTINCT t.article_id) AS INTEGER) AS articles,
    min(t.talk_id) AS talk_id
FROM topic_claims AS t
JOIN articles AS a ON a.article_id = t.article_id
GROUP BY t.topic, on_date, t.stance
ORDER BY t.topic, on_date, t.stance;
