"""Flows: what runs, in what order, and what a failure costs."""
