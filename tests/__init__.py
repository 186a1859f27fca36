"""The tests mirror the packages; what crosses them talks to a real homeserver."""
