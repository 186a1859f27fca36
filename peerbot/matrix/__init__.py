"""The only part of peerbot that speaks Matrix: nothing else imports vodozemac or aiohttp."""
