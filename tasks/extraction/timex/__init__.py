"""Time expressions: from the words of a calendar to the days they mean."""
