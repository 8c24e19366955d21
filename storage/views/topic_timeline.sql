-- One row a topic and day on which a claim changed or confirmed its stance: the strongest of the day.
CREATE OR REPLACE VIEW topic_timeline AS
WITH told AS (
    SELECT t.topic, CAST(coalesce(a.published_at, a.fetched_at) AS DATE) AS on_date, t.stance,
        list_position(['raised', 'proposed', 'excluded', 'rejected', 'agreed', 'done'], t.stance)
            AS strength,
        t.side, t.article_id, t.talk_id
    FROM topic_claims AS t
    JOIN articles AS a ON a.article_id = t.article_id
),
days AS (
    SELECT topic, on_date,
        arg_max(stance, strength) AS stance,
        max(strength) AS strength,
        list_sort(list(DISTINCT stance)) AS stances
    FROM told
    GROUP BY topic, on_date
)
SELECT d.topic, d.on_date, d.stance,
    mode(told.side ORDER BY told.side) AS side,
    CAST(count(DISTINCT told.article_id) AS INTEGER) AS articles,
    mode(told.talk_id ORDER BY told.talk_id) AS talk_id,
    d.stances,
    lag(d.stance) OVER (PARTITION BY d.topic ORDER BY d.on_date) AS stance_before
FROM days AS d
JOIN told ON told.topic = d.topic AND told.on_date = d.on_date AND told.strength = d.strength
GROUP BY d.topic, d.on_date, d.stance, d.stances
ORDER BY d.topic, d.on_date;
