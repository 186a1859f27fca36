"""What comes in the next two weeks, in somebody's own time zone, and a file for their calendar."""
