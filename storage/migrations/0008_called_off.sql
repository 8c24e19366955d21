-- A contact that was called off takes no later plan: since when it is off, resolution must remember.
ALTER TABLE talk_nodes ADD COLUMN off_since DATE;
