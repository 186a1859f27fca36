"""Requests to a homeserver, carried by matrix-nio."""
