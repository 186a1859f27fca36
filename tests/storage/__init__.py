"""Tests of storage/: what a caller, a steward and a thief of the disk would notice."""
