"""What can be done without the homeserver: for a command while the bot does not run."""

from peerbot.engine.core import Engine
from peerbot.engine.records import ROW, Scrub, Wake
from peerbot.vocabulary import effects
from peerbot.vocabulary.inputs import Scrubbed
from peerbot.vocabulary.room_inputs import Due


def settle(engine: Engine) -> None:
    """Deliver messages between machines, and clean the file. Raises ScrubUnfinished.

    What needs the homeserver stays in the outbox until the bot runs.
    """
    store = engine.store
    waits: set[bytes] = set()
    while rows := store.due(engine.clock(), 1, waits):  # one may erase those after it
        for due in rows:
            row = store.read_row(due, ROW)

            def done(row_id: str = due.id) -> None:
                store.finish(row_id)

            match row.action:
                case effects.Tell(input=message):
                    engine.take(row.machine, message, before=done)
                case Wake(what=what):
                    engine.take(row.machine, Due(what), before=done)
                case Scrub():
                    store.scrub()
                    engine.take(row.machine, Scrubbed(), before=done)
                case _:
                    waits.add(due.lane_tag)
    if store.needs_scrub:
        store.scrub()
