"""The roles that stewards offer and people accept."""
