-- One row a person and talk the person takes part in: the whole life of a negotiator.
CREATE OR REPLACE VIEW talks_by_person AS
SELECT n.person_id, coalesce(p.name, n.person_id) AS name, p.side,
    t.date_start, t.kind, t.status, t.city, t.country, t.duration_minutes,
    list_filter(t.participants, lambda other: other <> n.person_id) AS together_with,
    t.topics, t.talk_id
FROM talks AS t
CROSS JOIN unnest(t.participants) AS n(person_id)
LEFT JOIN people AS p ON p.person_id = n.person_id
ORDER BY name, t.date_start NULLS LAST, t.talk_id;
