-- One row a value of a talk claim: the words it was read from, and the article they stand in.
CREATE OR REPLACE VIEW evidence AS
SELECT c.talk_id, c.claim_id, c.kind, c.status, e.item.slot AS slot, e.item.text AS words,
    e.item.start AS start_at, e.item."end" AS end_at,
    a.language, a.publisher, a.published_at, a.title, a.url, a.article_id
FROM talk_claims AS c
CROSS JOIN unnest(c.evidence) AS e(item)
JOIN articles AS a ON a.article_id = c.article_id;
