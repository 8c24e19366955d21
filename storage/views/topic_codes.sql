-- One row a topic claim as an event of CAMEO and of PLOVER, as far as these have a code for it.
-- Sources as in `talk_codes`: CAMEO 1.1b3 has offers and agreements in 03 ("offer, promise, agree to"),
-- deeds in 05 to 08, refusals in 12, and keeps 057 for what is signed; PLOVER by its table CAMEO2PLOVER-2021,
-- without the modes that its manual has given up. What is only raised, or is off the agenda, is no
-- event of its own (NULL): the talk it is raised in is one, in `talk_codes`.
CREATE OR REPLACE VIEW topic_codes AS
WITH areas(topic, area) AS (
    VALUES
    ('embassy_operations', 'diplomatic'), ('ambassadors', 'diplomatic'),
    ('culture_sport', 'diplomatic'), ('iran', 'diplomatic'), ('middle_east', 'diplomatic'),
    ('mission_funding', 'economic'), ('direct_flights', 'economic'), ('economy', 'economic'),
    ('arctic', 'economic'), ('space', 'material'), ('visas', 'administrative'),
    ('diplomatic_property', 'property'), ('sanctions', 'sanctions'), ('prisoners', 'release'),
    ('ceasefire', 'truce'), ('energy_truce', 'truce'), ('black_sea', 'truce'),
    ('arms_control', 'arms'), ('ukraine_settlement', 'settlement'),
    ('summit_preparation', 'meeting')
),
codes(area, act, cameo, label, plover, mode, context) AS (
    VALUES
    ('diplomatic', 'intent', '032', 'Express intent to engage in diplomatic cooperation', 'AGREE',
        NULL, 'diplomatic'),
    ('diplomatic', 'done', '050', 'Engage in diplomatic cooperation', 'SUPPORT', NULL,
        'diplomatic'),
    ('diplomatic', 'rejected', '120', 'Reject', 'REJECT', NULL, NULL),
    ('economic', 'intent', '0311', 'Express intent to cooperate economically', 'AGREE', NULL,
        'economic'),
    ('economic', 'done', '061', 'Cooperate economically', 'COOPERATE', NULL, 'economic'),
    ('economic', 'rejected', '1211', 'Reject economic cooperation', 'REJECT', 'assist',
        'economic'),
    ('material', 'intent', '031', 'Express intent to engage in material cooperation', 'AGREE',
        NULL, 'diplomatic'),
    ('material', 'done', '060', 'Engage in material cooperation', 'COOPERATE', NULL, NULL),
    ('material', 'rejected', '121', 'Reject material cooperation', 'REJECT', 'assist', NULL),
    ('administrative', 'intent', '0351', 'Express intent to ease administrative sanctions',
        'AGREE', NULL, 'rights_freedoms'),
    ('administrative', 'done', '081', 'Ease administrative sanctions', 'CONCEDE', NULL, 'legal'),
    ('administrative', 'rejected', '1241', 'Refuse to ease administrative sanctions', 'REJECT',
        'change', 'executive'),
    ('property', 'intent', '0353', 'Express intent to release persons or property', 'AGREE', NULL,
        'rights_freedoms'),
    ('property', 'done', '0842', 'Return, release property', 'RETREAT', NULL, 'legal'),
    ('property', 'rejected', '1243', 'Refuse to release persons or property', 'REJECT', 'yield',
        'legal'),
    ('release', 'intent', '0353', 'Express intent to release persons or property', 'AGREE', NULL,
        'rights_freedoms'),
    ('release', 'done', '0841', 'Return, release person(s)', 'RETREAT', 'release', 'legal'),
    ('release', 'rejected', '1243', 'Refuse to release persons or property', 'REJECT', 'yield',
        'legal'),
    ('sanctions', 'intent', '0354',
        'Express intent to ease economic sanctions, boycott, or embargo', 'AGREE', NULL,
        'economic'),
    ('sanctions', 'done', '085', 'Ease economic sanctions, boycott, embargo', 'RETREAT', NULL,
        'economic'),
    ('sanctions', 'rejected', '1244', 'Refuse to ease economic sanctions, boycott, or embargo',
        'REJECT', 'yield', 'economic'),
    ('truce', 'intent', '0356', 'Express intent to de-escalate military engagement', 'AGREE',
        NULL, 'military'),
    ('truce', 'done', '0871', 'Declare truce, ceasefire', 'RETREAT', 'ceasefire', 'military'),
    ('truce', 'rejected', '1246', 'Refuse to de-escalate military engagement', 'REJECT', 'yield',
        'military'),
    ('arms', 'intent', '0356', 'Express intent to de-escalate military engagement', 'AGREE', NULL,
        'military'),
    ('arms', 'done', '087', 'De-escalate military engagement', 'RETREAT', 'disarm', 'military'),
    ('arms', 'rejected', '1246', 'Refuse to de-escalate military engagement', 'REJECT', 'yield',
        'military'),
    ('settlement', 'intent', '037', 'Express intent to settle dispute', 'AGREE', NULL,
        'diplomatic'),
    ('settlement', 'done', '057', 'Sign formal agreement', 'SUPPORT', NULL, 'diplomatic'),
    ('settlement', 'rejected', '127', 'Reject plan, agreement to settle dispute', 'REJECT', 'meet',
        'diplomatic'),
    ('meeting', 'intent', '036', 'Express intent to meet or negotiate', 'AGREE', NULL,
        'diplomatic'),
    ('meeting', 'rejected', '125', 'Reject proposal to meet, discuss, or negotiate', 'REJECT',
        'meet', 'diplomatic')
)
SELECT t.topic, t.stance, t.side, c.cameo, c.label AS cameo_name, c.plover AS plover_type,
    c.mode AS plover_mode, c.context AS plover_context,
    CAST(coalesce(a.published_at, a.fetched_at) AS DATE) AS on_date,
    t.claim_id, t.article_id, t.talk_id
FROM topic_claims AS t
JOIN articles AS a ON a.article_id = t.article_id
LEFT JOIN areas ON areas.topic = t.topic
LEFT JOIN codes AS c ON c.area = areas.area
    AND c.act = CASE t.stance WHEN 'proposed' THEN 'intent' WHEN 'agreed' THEN 'intent'
        ELSE t.stance END
ORDER BY t.topic, on_date, t.article_id;
