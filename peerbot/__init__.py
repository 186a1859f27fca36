"""peerbot: a Matrix bot that peer-support collectives can trust with who came looking for company."""
