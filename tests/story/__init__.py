"""The whole story on a real homeserver, with the real bot, also when it is killed in the midst."""
