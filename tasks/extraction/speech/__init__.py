"""Speech: who is speaking, in which clause, and what frames it."""
