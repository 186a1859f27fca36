"""Words that somebody asked for: an hour before a date, or of a subject that they follow."""
