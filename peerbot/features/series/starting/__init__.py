"""The start of a date: whoever holds it is asked shortly before whether to open a room."""
