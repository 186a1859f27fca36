"""Olm, Megolm and cross-signing on vodozemac, with every key kept in sealed, expiring records."""
