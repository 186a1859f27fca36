"""What people agree on in each kind of room, and what somebody proposes for this time."""
