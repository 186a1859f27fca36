"""Words of one person for another's chat: said while that is allowed, or not at all."""

from dataclasses import dataclass

from peerbot.engine.core import Engine
from peerbot.engine.deeds import Result
from peerbot.engine.records import CHAT, TOO_OLD, Knock, Row, Send
from peerbot.flow import OurFault
from peerbot.kernel.ids import Person, owner_of
from peerbot.vocabulary import effects
from peerbot.vocabulary.inputs import ChatGone
from peerbot.vocabulary.ports import ChatLost, Unread, Voice


@dataclass
class Relays:
    """Says that there is something to read, and the words themselves once they are wanted."""

    engine: Engine
    voice: Voice

    async def perform(self, row_id: str, machine: Person, row: Row) -> Result:
        """Tell whoever waits for it whether it was said. Raises the exceptions of the ports."""
        match row.action:
            case Knock(relay=relay, chat=chat, body=body):
                notify, done = True, None
            case Send(relay=effects.Relay() as relay, chat=chat, body=body, notify=notify):
                done = (relay.done,) if relay.done else ()
            case _:
                raise OurFault("there is nothing to pass on")
        chat = self.engine.chat_of(machine.user) or chat  # where they want to read it
        if self._over(relay) or too_old(self.engine, machine, row):
            return relay.unsaid
        try:
            await self.voice.say(machine.user, chat, body, notify=notify, txn_id=row_id)
        except ChatLost:
            return (*relay.unsaid, effects.Tell(machine, ChatGone(chat)))
        except Unread:
            return relay.unsaid
        return done

    def _over(self, relay: effects.Relay) -> bool:
        now = self.engine.clock()
        open_ = not relay.mark or self.engine.world.is_open(relay.mark, now)
        return now >= relay.until or not open_


def too_old(engine: Engine, machine: Person, row: Row) -> bool:
    """Whether the homeserver may have forgotten this row's transaction, or it was meant for an
    identity that the person's account had before."""
    now = engine.clock()
    chat = engine.store.get(owner_of(machine), CHAT, now=now)
    since = chat.since if chat else None
    meant_for_another = since is not None and row.created < since <= now
    return meant_for_another or now - row.created > TOO_OLD
