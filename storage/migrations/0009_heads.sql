-- Who led the teams: of the participants, those of whom a text says so.
ALTER TABLE talk_claims ADD COLUMN heads VARCHAR[] DEFAULT [];
ALTER TABLE talks ADD COLUMN heads VARCHAR[] DEFAULT [];
ALTER TABLE talk_reports ADD COLUMN heads VARCHAR[] DEFAULT [];
ALTER TABLE talk_states ADD COLUMN heads VARCHAR[] DEFAULT [];
