"""Load, step, commit; then the sender performs what was committed."""
