-- One row a day on which a side's stance on a topic moved, with the talk that moved it.
-- Being raised again takes nothing back: 'raised' only opens a topic. The side is NULL where the
-- text names none. The talk is the one that the article ties the topic to, else the contact of the
-- week before that the same articles report.
CREATE OR REPLACE VIEW topic_moves AS
WITH told AS (
    SELECT t.topic, t.side, CAST(coalesce(a.published_at, a.fetched_at) AS DATE) AS on_date,
        t.stance, t.article_id, t.talk_id,
        list_position(['raised', 'proposed', 'excluded', 'rejected', 'agreed', 'done'], t.stance)
            AS strength
    FROM topic_claims AS t
    JOIN articles AS a ON a.article_id = t.article_id
),
strongest AS (
    SELECT topic, side, on_date, stance, article_id, talk_id
    FROM told
    QUALIFY strength = max(strength) OVER (PARTITION BY topic, side, on_date)
),
days AS (
    SELECT topic, side, on_date, stance, CAST(count(DISTINCT article_id) AS INTEGER) AS articles
    FROM strongest
    GROUP BY topic, side, on_date, stance
),
moves AS (
    SELECT topic, side, on_date, stance, articles,
        row_number() OVER earlier = 1 AS opens,
        coalesce(
            last_value(nullif(stance, 'raised') IGNORE NULLS) OVER (
                PARTITION BY topic, side ORDER BY on_date
                ROWS BETWEEN UNBOUNDED PRECEDING AND 1 PRECEDING
            ),
            lag(stance) OVER earlier
        ) AS stance_before
    FROM days
    WINDOW earlier AS (PARTITION BY topic, side ORDER BY on_date)
    QUALIFY opens OR (stance <> 'raised' AND stance <> stance_before)
),
reported AS (
    SELECT s.topic, s.side, s.on_date, k.talk_id, k.kind, k.date_start, k.city
    FROM strongest AS s
    JOIN talk_claims AS c ON c.article_id = s.article_id
    JOIN talks AS k ON k.talk_id = c.talk_id
    WHERE k.talk_id = s.talk_id
        OR (s.talk_id IS NULL AND k.status IN ('held', 'ongoing')
            AND k.date_start BETWEEN s.on_date - 7 AND s.on_date)
    QUALIFY row_number() OVER (
        PARTITION BY s.topic, s.side, s.on_date
        ORDER BY coalesce(k.talk_id = s.talk_id, false) DESC, list_contains(k.topics, s.topic) DESC,
            k.date_start DESC NULLS LAST, k.talk_id
    ) = 1
)
SELECT m.topic, m.side, m.on_date, m.stance_before, m.stance, m.articles,
    r.kind, r.date_start AS talk_date, r.city, r.talk_id
FROM moves AS m
LEFT JOIN reported AS r
    ON r.topic = m.topic AND r.side IS NOT DISTINCT FROM m.side AND r.on_date = m.on_date
ORDER BY m.topic, m.on_date, m.side;
