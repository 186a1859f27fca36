"""Long runs, for `make soak`; not part of `make test`."""
