-- One row a topic and talk that has it on its agenda.
CREATE OR REPLACE VIEW talks_by_topic AS
SELECT n.topic, t.date_start, t.kind, t.status, t.city, t.country, t.participants,
    t.articles, t.talk_id
FROM talks AS t
CROSS JOIN unnest(t.topics) AS n(topic)
ORDER BY n.topic, t.date_start NULLS LAST, t.talk_id;
