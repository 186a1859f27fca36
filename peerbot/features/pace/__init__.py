"""How many rooms a facilitator wants to open in a week: their own number, which only they see."""
