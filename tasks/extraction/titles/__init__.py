"""Titles: the post and the side that a title tells, and whom it means."""
