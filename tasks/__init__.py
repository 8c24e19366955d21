"""Tasks: the stages of a run, pure functions first."""
