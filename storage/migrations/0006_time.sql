-- Who stands behind a feed, so that coverage can be told by affiliation.
CREATE TABLE feeds (
    feed_id VARCHAR PRIMARY KEY,
    url VARCHAR NOT NULL,
    publisher VARCHAR NOT NULL,
    language VARCHAR NOT NULL,
    country VARCHAR,
    affiliation VARCHAR
        CHECK (affiliation IN ('state', 'public', 'independent', 'agency'))
);

-- What the reports published by a day made of a talk: one row each day on which that changed.
CREATE TABLE talk_reports (
    talk_id VARCHAR NOT NULL,
    reported_on DATE NOT NULL,
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
    disputed BOOLEAN NOT NULL
);

-- The row of `talks` that a talk's reports were last told for: another one tells them anew.
CREATE TABLE talk_reports_of (
    talk_id VARCHAR NOT NULL,
    digest UBIGINT NOT NULL
);

COMMENT ON TABLE articles IS 'One row a fetched article, relevant or not';
COMMENT ON TABLE article_versions IS 'One row an earlier text of an article that changed';
COMMENT ON TABLE talk_claims IS 'One row a contact that one article asserts, with the words of each value';
COMMENT ON TABLE topic_claims IS 'One row a topic and the strongest stance one article asserts';
COMMENT ON TABLE statements IS 'One row a quotation or reported statement, with its speaker';
COMMENT ON TABLE people IS 'One row a person who takes part or speaks, with dated roles';
COMMENT ON TABLE talks IS 'One row a real contact, merged from all its claims';
COMMENT ON TABLE talk_history IS 'One row a field of a talk that took a value, and when this database learned it';
COMMENT ON TABLE talk_reports IS 'One row a talk and day on which published reports changed what was known of it';
COMMENT ON TABLE talk_reports_of IS 'One row a talk whose reports have been told, with the state they were told for';
COMMENT ON TABLE talk_redirects IS 'One row an id of a talk that turned out to be another one';
COMMENT ON TABLE claim_talks IS 'One row a claim and the talk it was put into last';
COMMENT ON TABLE entries IS 'One row an entry of a feed: what it said of an article';
COMMENT ON TABLE feeds IS 'One row a feed of the list, and who stands behind it';
COMMENT ON TABLE feed_health IS 'One row a feed: how its polls went, and when the next one is due';
COMMENT ON TABLE runs IS 'One row a run and what it found';
COMMENT ON TABLE failures IS 'One row an input that failed in a run, and why';
COMMENT ON TABLE talk_nodes IS 'One row a group of claims that resolution never parts';
COMMENT ON TABLE judgements IS 'One row an edge between two claims that a user judged';
COMMENT ON TABLE judged_claims IS 'One row a judged claim, with what it said';
