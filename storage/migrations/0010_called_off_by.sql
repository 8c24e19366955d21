-- Which side cancelled, put off or refused a contact, where a text says so.
ALTER TABLE talk_claims ADD COLUMN called_off_by VARCHAR;
ALTER TABLE talks ADD COLUMN called_off_by VARCHAR;
ALTER TABLE talk_reports ADD COLUMN called_off_by VARCHAR;
ALTER TABLE talk_states ADD COLUMN called_off_by VARCHAR;
