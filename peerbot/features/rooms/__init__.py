"""Ephemeral rooms: opened from a chat, held by somebody, closed when promised."""
