-- What a feed said of an article, so that a correction is seen, and what was not worth a fetch.
CREATE TABLE entries (
    entry_id VARCHAR PRIMARY KEY,
    feed_id VARCHAR NOT NULL,
    url VARCHAR NOT NULL,
    title VARCHAR NOT NULL,
    published_at TIMESTAMPTZ,
    digest VARCHAR NOT NULL,
    changes INTEGER NOT NULL,
    prefiltered BOOLEAN NOT NULL,
    seen_at TIMESTAMPTZ NOT NULL
);

ALTER TABLE runs ADD COLUMN entries_prefiltered INTEGER DEFAULT 0;
