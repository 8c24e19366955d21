-- One row a talk as an event of CAMEO and of PLOVER, the two code systems for news of states.
-- Sources: CAMEO 1.1b3 (Schrodt, March 2012), its codes 036, 040 to 046, 161 and 164 with their usage
-- notes; PLOVER draft of 2021 (github.com/openeventdata/PLOVER), AGREE, CONSULT, REJECT and SANCTION, and
-- its table CAMEO2PLOVER-2021. Where both speak, the manual goes before the table.
-- `place`: phone, RU, US, third (neutral ground) or unknown. `source` and `target`: in a visit the guest and
-- the host (042; its mirror 043 is the same event with both reversed); of what is off, the side that called
-- it off and the other one, NULL where nobody says. A reciprocal event has no direction: CAMEO writes it
-- twice, with source and target reversed, PLOVER with both as actors.
CREATE OR REPLACE VIEW talk_codes AS
WITH seen AS (
    SELECT talk_id, kind, status, date_start, country, called_off_by,
        CASE WHEN status IN ('held', 'ongoing') THEN 'met'
            WHEN status IN ('scheduled', 'possible') THEN 'planned'
            ELSE status END AS phase,
        CASE WHEN kind = 'call' THEN 'phone'
            WHEN country IS NULL THEN 'unknown'
            WHEN country IN ('RU', 'US') THEN country
            ELSE 'third' END AS place,
        -- Rounds of delegations are negotiations, which go before visits and other meetings.
        kind = 'delegation' AS negotiates
    FROM talks
),
-- NULL: any. The first row that fits counts.
rules(rank, phase, place, negotiates, cameo, label, mirror, plover, mode) AS (
    VALUES
    (1, 'met', 'phone', NULL, '041', 'Discuss by telephone', NULL, 'CONSULT', 'phone'),
    (2, 'met', 'RU', true, '046', 'Engage in negotiation', NULL, 'CONSULT', 'visit'),
    (3, 'met', 'US', true, '046', 'Engage in negotiation', NULL, 'CONSULT', 'visit'),
    (4, 'met', 'third', true, '046', 'Engage in negotiation', NULL, 'CONSULT', 'third-party'),
    (5, 'met', 'unknown', true, '046', 'Engage in negotiation', NULL, 'CONSULT', NULL),
    (6, 'met', 'RU', false, '042', 'Make a visit', '043', 'CONSULT', 'visit'),
    (7, 'met', 'US', false, '042', 'Make a visit', '043', 'CONSULT', 'visit'),
    (8, 'met', 'third', false, '044', 'Meet at a third location', NULL, 'CONSULT', 'third-party'),
    (9, 'met', 'unknown', false, '040', 'Consult', NULL, 'CONSULT', NULL),
    (10, 'planned', NULL, NULL, '036', 'Express intent to meet or negotiate', NULL, 'AGREE', NULL),
    (11, 'cancelled', NULL, true, '164', 'Halt negotiations', NULL, 'REJECT', 'meet'),
    (12, 'cancelled', NULL, false, '161', 'Reduce or break diplomatic relations', NULL, 'REJECT',
        'meet'),
    (13, 'postponed', NULL, NULL, '161', 'Reduce or break diplomatic relations', NULL, 'REJECT',
        'meet')
)
SELECT s.talk_id, s.kind, s.status, s.date_start, s.place,
    r.cameo, r.label AS cameo_name, r.mirror AS cameo_mirror,
    r.plover AS plover_type, r.mode AS plover_mode,
    CASE WHEN s.phase IN ('met', 'planned') THEN if(s.place = 'RU' AND s.phase = 'met', 'US', 'RU')
        ELSE s.called_off_by END AS source,
    CASE WHEN s.phase IN ('met', 'planned') THEN if(s.place = 'RU' AND s.phase = 'met', 'RU', 'US')
        WHEN s.called_off_by = 'RU' THEN 'US'
        WHEN s.called_off_by = 'US' THEN 'RU' END AS target,
    s.phase IN ('met', 'planned') AND r.mirror IS NULL AS reciprocal
FROM seen AS s
JOIN rules AS r ON r.phase = s.phase
    AND coalesce(r.place = s.place, true)
    AND coalesce(r.negotiates = s.negotiates, true)
QUALIFY row_number() OVER (PARTITION BY s.talk_id ORDER BY r.rank) = 1
ORDER BY s.date_start NULLS LAST, s.talk_id;
