"""Storage: what rests, and how it is asked."""
