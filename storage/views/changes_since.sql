-- One row a field of a talk that took another value since `moment`, and who reported it.
CREATE OR REPLACE MACRO changes_since(moment) AS TABLE
SELECT h.recorded_at, h.talk_id, t.kind, t.date_start, t.city, h.field, h.old_value, h.new_value,
    h.reported_at, a.publisher, a.title, a.url
FROM talk_history AS h
LEFT JOIN talks AS t ON t.talk_id = h.talk_id
LEFT JOIN articles AS a ON a.article_id = h.article_id
WHERE h.recorded_at > CAST(moment AS TIMESTAMPTZ)
ORDER BY h.recorded_at, t.date_start, h.talk_id, h.field;
