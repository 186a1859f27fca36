"""A person's own time zone, for the dates that they look up. Nobody else sees it."""
