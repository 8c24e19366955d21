-- What a run needs to recompute only the part of the talks that new claims touch, and what users
-- judged themselves. The next run resolves everything once and fills the table of nodes.
CREATE TABLE talk_nodes (
    node_id VARCHAR PRIMARY KEY,
    world VARCHAR NOT NULL CHECK (world IN ('call', 'summit', 'meeting')),
    stage VARCHAR NOT NULL CHECK (stage IN ('day', 'span', 'plan', 'past')),
    block_day DATE NOT NULL,
    first_day DATE NOT NULL,
    last_day DATE NOT NULL,
    kinds VARCHAR[] NOT NULL,
    cities VARCHAR[] NOT NULL,
    countries VARCHAR[] NOT NULL,
    ordinals INTEGER[] NOT NULL,
    people VARCHAR[] NOT NULL,
    topics VARCHAR[] NOT NULL,
    statuses VARCHAR[] NOT NULL,
    articles VARCHAR[] NOT NULL,
    sources INTEGER NOT NULL,
    reported_first DATE NOT NULL,
    reported_last DATE NOT NULL,
    pinned BOOLEAN NOT NULL,
    link VARCHAR,
    link_kind VARCHAR,
    component VARCHAR,
    talk_id VARCHAR
);

ALTER TABLE claim_talks ADD COLUMN node_id VARCHAR;

-- One row an edge between two claims that a user judged to be about one contact, or about two.
CREATE TABLE judgements (
    judgement_id VARCHAR PRIMARY KEY,
    one_claim VARCHAR NOT NULL,
    other_claim VARCHAR NOT NULL,
    verdict VARCHAR NOT NULL CHECK (verdict IN ('same', 'different')),
    made_at TIMESTAMPTZ NOT NULL
);

-- What a judged claim said, by which it is found again when its article is extracted anew.
CREATE TABLE judged_claims (
    claim_id VARCHAR PRIMARY KEY,
    article_id VARCHAR NOT NULL,
    kind VARCHAR NOT NULL,
    date_start DATE,
    city VARCHAR,
    first_char INTEGER,
    last_char INTEGER
);
