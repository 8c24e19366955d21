-- One row an older text of an article: what it said until a later fetch found it changed.
CREATE TABLE article_versions (
    article_id VARCHAR NOT NULL,
    title VARCHAR NOT NULL,
    text VARCHAR NOT NULL USING COMPRESSION zstd,
    updated_at TIMESTAMPTZ NOT NULL,
    PRIMARY KEY (article_id, updated_at)
);
