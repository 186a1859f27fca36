"""A note, if somebody likes: a few questions, handed to one facilitator or kept for next time."""
