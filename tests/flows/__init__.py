"""The tables: whole, honest, and with a way out everywhere."""
