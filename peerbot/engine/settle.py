"""What can be done without the homeserver: for a command while the bot does not run."""

from peerbot.engine.core import Engine
from peerbot.engine.entries import ENTRY, Scrub
from peerbot.kernel.chat import Scrubbed


def settle(engine: Engine) -> None:
    """Deliver messages between actors, and clean the file. Raises ScrubUnfinished.

    What needs the homeserver stays in the outbox until the bot runs.
    """
    store = engine.store
    waits: set[bytes] = set()
    while due_now := store.due(engine.clock(), 1, waits):  # one may erase those after it
        for due in due_now:
            entry = store.read_row(due, ENTRY)

            def done(entry_id: str = due.id) -> None:
                store.finish(entry_id)

            message = entry.action.comes_back_as
            if message is not None:
                engine.take(entry.actor, message, before=done)
            elif isinstance(entry.action, Scrub):
                store.scrub()
                engine.take(entry.actor, Scrubbed(), before=done)
            else:
                waits.add(due.queue_tag)
    if store.needs_scrub:
        store.scrub()
