-- One row a talk and participant: who was there, in which post on that day, and whether he led a team.
-- `role` is the first post that the list of people gives for the day of the talk, or of its last
-- report where it has no day; NULL where none is known.
CREATE OR REPLACE VIEW participants AS
WITH present AS (
    SELECT t.talk_id, n.person_id, t.kind, t.status, t.date_start, t.city,
        list_contains(t.heads, n.person_id) AS is_head,
        coalesce(t.date_start, CAST(t.last_reported_at AS DATE)) AS on_day
    FROM talks AS t
    CROSS JOIN unnest(t.participants) AS n(person_id)
)
SELECT n.talk_id, n.person_id, coalesce(p.name, n.person_id) AS name, p.side,
    list_filter(p.roles, lambda r: coalesce(r.since <= n.on_day, true)
        AND coalesce(n.on_day < r.until, true))[1].title AS role,
    n.is_head, n.kind, n.status, n.date_start, n.city
FROM present AS n
LEFT JOIN people AS p ON p.person_id = n.person_id
ORDER BY n.date_start NULLS LAST, n.talk_id, p.side, n.person_id;
