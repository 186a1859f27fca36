"""Wires the parts, starts and stops them, and carries out what stewards ask."""
