"""The only part of peerbot that speaks Matrix, and the only one that imports nio or vodozemac."""
