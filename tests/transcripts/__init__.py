"""Conversations as a facilitator may read and correct them."""
