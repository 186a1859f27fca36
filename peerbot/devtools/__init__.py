"""For trying things out and for the tests: throwaway homeservers, the sandbox, the demo.

Nothing of the bot imports it, and a bot that runs does not carry it in memory.
"""
