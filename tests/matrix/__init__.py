"""How peerbot speaks Matrix, shown against a real homeserver wherever one can show it."""
