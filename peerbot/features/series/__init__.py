"""Series: groups that meet again, planned by whoever hosts them, and by nobody else's name."""
