"""The person said that they reset their account's identity. It may have been somebody else.

So what only the person may have goes: a question that is open, the note, the role or the offer of
one, and rooms that they hold (to the second, or by closing). Places in the rooms of others
stay: who has the account is in those rooms already, as far as a homeserver and members can tell.
"""

from peerbot.flow import Anywhere, Flow, Home, Row, State, Step
from peerbot.kernel.ids import Room
from peerbot.vocabulary.effects import BeginAnew, Effect, Forget, Say, Tell
from peerbot.vocabulary.inputs import IdentityReset
from peerbot.vocabulary.notes import View
from peerbot.vocabulary.room_inputs import LetGo, SecondDeclines


def reset(_state: State, _told: IdentityReset, view: View) -> Step:
    about = view.about
    gone = [Forget(note) for note in (about.note, about.role, about.offer) if note]
    marks = [place.mark for place in about.hosted]
    marks += [card.mark for card in view.rooms if card.second == view.me]
    held = [Tell(Room(mark), LetGo(view.me)) for mark in dict.fromkeys(marks)]
    named = [card.mark for card in view.rooms if card.named == view.me]
    held += [Tell(Room(mark), SecondDeclines(view.me)) for mark in named]
    effects: tuple[Effect, ...] = (BeginAnew(), *gone, *held, Say("identity-reset"))
    return Step(Home(), effects)


FLOW = Flow("identity", (Row(Anywhere, IdentityReset, reset, (Home,)),))
