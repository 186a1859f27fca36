"""The engine, on a real store, with a little world in Matrix's place."""
