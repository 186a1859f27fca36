"""The whole story on a throwaway homeserver, before somebody's eyes."""
