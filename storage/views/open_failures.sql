-- One row an input that failed and has not succeeded since: why, how often, when it is tried again.
CREATE OR REPLACE VIEW open_failures AS
SELECT f.stage, f.url, f.reason, f.attempts, f.failed_at, f.next_attempt_at, f.feed_id, f.run_id
FROM failures AS f
WHERE CASE f.stage
    WHEN 'poll' THEN NOT EXISTS (
        FROM feed_health AS h WHERE h.url = f.url AND h.last_success_at > f.failed_at
    )
    -- An article that broke an extractor is stored with relevance 0 until extraction succeeds.
    WHEN 'extract' THEN NOT EXISTS (FROM articles AS a WHERE a.url = f.url AND a.relevance > 0)
    ELSE NOT EXISTS (FROM articles AS a WHERE a.url = f.url)
END
QUALIFY row_number() OVER (PARTITION BY f.url, f.stage ORDER BY f.failed_at DESC, f.run_id DESC) = 1
ORDER BY f.failed_at DESC, f.url;
