-- One row a value of a talk and a claim that gives it: who says what, and whether the talk says so too.
CREATE OR REPLACE VIEW talk_values AS
WITH said AS (
    SELECT c.talk_id, c.claim_id, c.article_id,
        coalesce(a.duplicate_of, a.article_id) AS source, a.publisher, a.language,
        coalesce(a.published_at, a.fetched_at) AS reported_at,
        c.kind, c.status, c.called_off_by, c.city, c.country, c.venue,
        CAST(c.date_start AS VARCHAR) AS date_start, CAST(c.date_end AS VARCHAR) AS date_end,
        CAST(c.duration_minutes AS VARCHAR) AS duration_minutes,
        CAST(c.ordinal AS VARCHAR) AS ordinal, c.participants, c.heads, c.topics, c.evidence
    FROM talk_claims AS c
    JOIN articles AS a ON a.article_id = c.article_id
    WHERE c.talk_id IS NOT NULL
),
told AS (
    SELECT talk_id, claim_id, slot, value FROM (
        UNPIVOT said
        ON kind, status, called_off_by, city, country, venue, date_start, date_end, duration_minutes, ordinal
        INTO NAME slot VALUE value
    )
    UNION ALL SELECT talk_id, claim_id, 'participants', unnest(participants) FROM said
    UNION ALL SELECT talk_id, claim_id, 'heads', unnest(heads) FROM said
    UNION ALL SELECT talk_id, claim_id, 'topics', unnest(topics) FROM said
),
stands AS (
    SELECT talk_id, slot, value FROM (
        UNPIVOT (
            SELECT talk_id, kind, status, called_off_by, city, country, venue,
                CAST(date_start AS VARCHAR) AS date_start, CAST(date_end AS VARCHAR) AS date_end,
                CAST(duration_minutes AS VARCHAR) AS duration_minutes,
                CAST(ordinal AS VARCHAR) AS ordinal
            FROM talks
        )
        ON kind, status, called_off_by, city, country, venue, date_start, date_end, duration_minutes, ordinal
        INTO NAME slot VALUE value
    )
    UNION ALL SELECT talk_id, 'participants', unnest(participants) FROM talks
    UNION ALL SELECT talk_id, 'heads', unnest(heads) FROM talks
    UNION ALL SELECT talk_id, 'topics', unnest(topics) FROM talks
)
SELECT told.talk_id, told.slot, told.value, stands.value IS NOT NULL AS chosen, told.claim_id,
    said.article_id, said.source, said.publisher, said.language, said.reported_at,
    -- A contact is of the kind its word says; a country and a venue are read from the city's words.
    -- The words of a topic stand in the article's claim about it.
    list_filter(list_concat(said.evidence, words.evidence), lambda e: CASE told.slot
        WHEN 'kind' THEN e.slot = 'trigger'
        WHEN 'country' THEN e.slot IN ('country', 'city')
        WHEN 'venue' THEN e.slot = 'city'
        ELSE starts_with(told.slot, e.slot) END) AS evidence
FROM told
JOIN said ON said.claim_id = told.claim_id
LEFT JOIN topic_claims AS words ON told.slot = 'topics' AND words.article_id = said.article_id
    AND words.topic = told.value
LEFT JOIN stands ON stands.talk_id = told.talk_id AND stands.slot = told.slot
    AND stands.value = told.value
ORDER BY told.talk_id, told.slot, chosen DESC, told.value, said.reported_at, told.claim_id;
