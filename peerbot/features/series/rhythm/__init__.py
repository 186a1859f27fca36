"""The rhythm of a date: a card of steps with minutes, for whoever holds it."""
