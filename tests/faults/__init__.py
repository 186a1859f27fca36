"""What goes wrong, and what people mean ill, done to the real bot on a real homeserver.

A test carries the number of its row in the list of faults: `test_fault_18_...`.
"""
