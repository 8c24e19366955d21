-- Closed sets are VARCHAR with CHECK: DuckDB cannot add values to an ENUM.
CREATE TABLE articles (
    article_id VARCHAR PRIMARY KEY,
    url VARCHAR NOT NULL,
    canonical_url VARCHAR NOT NULL,
    feed_id VARCHAR NOT NULL,
    publisher VARCHAR NOT NULL,
    title VARCHAR NOT NULL,
    byline VARCHAR,
    language VARCHAR NOT NULL,
    published_at TIMESTAMPTZ,
    published_source VARCHAR NOT NULL CHECK (published_source IN ('page', 'feed', 'url', 'none')),
    fetched_at TIMESTAMPTZ NOT NULL,
    updated_at TIMESTAMPTZ NOT NULL,
    text VARCHAR NOT NULL USING COMPRESSION zstd,
    relevant BOOLEAN NOT NULL,
    relevance DOUBLE NOT NULL CHECK (relevance BETWEEN 0 AND 1),
    cited_sources VARCHAR[] NOT NULL,
    wire_agency VARCHAR,
    duplicate_of VARCHAR
);

CREATE TABLE talk_claims (
    claim_id VARCHAR PRIMARY KEY,
    article_id VARCHAR NOT NULL,
    kind VARCHAR NOT NULL CHECK (kind IN ('call', 'summit', 'ministerial', 'envoy', 'delegation')),
    status VARCHAR NOT NULL
        CHECK (status IN ('possible', 'scheduled', 'ongoing', 'held', 'postponed', 'cancelled')),
    date_start DATE,
    date_end DATE,
    date_precision VARCHAR NOT NULL CHECK (date_precision IN ('day', 'week', 'month', 'unknown')),
    city VARCHAR,
    country VARCHAR,
    venue VARCHAR,
    participants VARCHAR[] NOT NULL,
    duration_minutes INTEGER,
    ordinal INTEGER,
    topics VARCHAR[] NOT NULL,
    evidence STRUCT(slot VARCHAR, start INTEGER, "end" INTEGER, text VARCHAR)[] NOT NULL,
    extractor_version VARCHAR NOT NULL,
    talk_id VARCHAR
);

CREATE TABLE topic_claims (
    claim_id VARCHAR PRIMARY KEY,
    article_id VARCHAR NOT NULL,
    topic VARCHAR NOT NULL,
    stance VARCHAR NOT NULL
        CHECK (stance IN ('raised', 'proposed', 'agreed', 'done', 'rejected', 'excluded')),
    evidence STRUCT(slot VARCHAR, start INTEGER, "end" INTEGER, text VARCHAR)[] NOT NULL,
    extractor_version VARCHAR NOT NULL,
    side VARCHAR,
    talk_id VARCHAR
);

CREATE TABLE statements (
    statement_id VARCHAR PRIMARY KEY,
    article_id VARCHAR NOT NULL,
    speaker VARCHAR,
    speaker_name VARCHAR,
    quote VARCHAR NOT NULL,
    direct BOOLEAN NOT NULL,
    start INTEGER NOT NULL,
    "end" INTEGER NOT NULL,
    extractor_version VARCHAR NOT NULL
);

CREATE TABLE people (
    person_id VARCHAR PRIMARY KEY,
    name VARCHAR NOT NULL,
    side VARCHAR,
    roles STRUCT(title VARCHAR, since DATE, until DATE)[] NOT NULL
);

CREATE TABLE talks (
    talk_id VARCHAR PRIMARY KEY,
    kind VARCHAR NOT NULL,
    status VARCHAR NOT NULL,
    date_start DATE,
    date_end DATE,
    date_precision VARCHAR NOT NULL,
    city VARCHAR,
    country VARCHAR,
    venue VARCHAR,
    participants VARCHAR[] NOT NULL,
    duration_minutes INTEGER,
    ordinal INTEGER,
    topics VARCHAR[] NOT NULL,
    first_reported_at TIMESTAMPTZ,
    last_reported_at TIMESTAMPTZ,
    articles INTEGER NOT NULL,
    independent_sources INTEGER NOT NULL,
    disputed BOOLEAN NOT NULL
);

-- Append-only: what this database believed, and when it learned it.
CREATE TABLE talk_history (
    talk_id VARCHAR NOT NULL,
    recorded_at TIMESTAMPTZ NOT NULL,
    reported_at TIMESTAMPTZ,
    field VARCHAR NOT NULL,
    old_value VARCHAR,
    new_value VARCHAR,
    article_id VARCHAR
);

CREATE TABLE runs (
    run_id VARCHAR PRIMARY KEY,
    flow VARCHAR NOT NULL,
    started_at TIMESTAMPTZ NOT NULL,
    finished_at TIMESTAMPTZ NOT NULL,
    feeds_polled INTEGER NOT NULL,
    feeds_unchanged INTEGER NOT NULL,
    feeds_failed INTEGER NOT NULL,
    feeds_skipped INTEGER NOT NULL,
    articles_seen INTEGER NOT NULL,
    articles_new INTEGER NOT NULL,
    articles_updated INTEGER NOT NULL,
    articles_relevant INTEGER NOT NULL,
    articles_failed INTEGER NOT NULL,
    claims INTEGER NOT NULL,
    talks_new INTEGER NOT NULL,
    talks_changed INTEGER NOT NULL,
    extractor_version VARCHAR NOT NULL
);

CREATE TABLE feed_health (
    feed_id VARCHAR PRIMARY KEY,
    url VARCHAR NOT NULL,
    etag VARCHAR,
    last_modified VARCHAR,
    body_hash VARCHAR,
    last_success_at TIMESTAMPTZ,
    last_attempt_at TIMESTAMPTZ,
    last_status INTEGER,
    last_error VARCHAR,
    consecutive_failures INTEGER NOT NULL,
    next_poll_at TIMESTAMPTZ,
    last_entry_at TIMESTAMPTZ,
    last_body_at TIMESTAMPTZ,
    validators_lie BOOLEAN NOT NULL,
    interval_minutes INTEGER,
    moved_to VARCHAR,
    moved_times INTEGER NOT NULL,
    retired_at TIMESTAMPTZ
);

CREATE TABLE failures (
    run_id VARCHAR NOT NULL,
    stage VARCHAR NOT NULL,
    url VARCHAR NOT NULL,
    reason VARCHAR NOT NULL,
    attempts INTEGER NOT NULL,
    failed_at TIMESTAMPTZ NOT NULL,
    next_attempt_at TIMESTAMPTZ,
    feed_id VARCHAR,
    title VARCHAR,
    published_at TIMESTAMPTZ,
    PRIMARY KEY (run_id, stage, url)
);
