"""The commands as a steward types them: real processes, their words and their exit codes."""
