"""Element's own crypto at the other end."""
