"""peerbot: a Matrix bot for peer support that keeps nothing about anyone before their yes."""
