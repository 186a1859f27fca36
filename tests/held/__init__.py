"""A note, if you like, and a room well held: on a real homeserver, with the real bot."""
