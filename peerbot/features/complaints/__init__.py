"""Complaints: to those who took that on, not to whom they concern, with an address or without."""
