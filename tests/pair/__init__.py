"""People of two homeservers that federate, the bot on one of them, and the other may be away."""
