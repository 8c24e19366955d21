-- What keeps the ids of talks stable when claims are extracted again, and old ids answerable.

-- The talk each claim was put into last; it outlives the claim's own row, which re-extraction
-- replaces.
CREATE TABLE claim_talks (
    claim_id VARCHAR PRIMARY KEY,
    article_id VARCHAR NOT NULL,
    date_start DATE,
    talk_id VARCHAR NOT NULL
);

INSERT INTO claim_talks
SELECT claim_id, article_id, date_start, talk_id
FROM talk_claims
WHERE talk_id IS NOT NULL;

-- A talk that turned out to be another one: where its claims went.
CREATE TABLE talk_redirects (
    old_id VARCHAR PRIMARY KEY,
    new_id VARCHAR NOT NULL
);
