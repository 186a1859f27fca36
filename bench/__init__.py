"""How peerbot compares with a bare bot in the same run, and how it grows with who it knows."""
