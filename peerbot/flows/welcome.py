"""The first words, the menu, and what holds in every conversation: help, stop, lost words."""

from peerbot.flow import ELSE, Anywhere, Flow, Go, Handler, Home, Other, Pick, Row, State, Step
from peerbot.vocabulary.effects import Farewell, ForgetChat, Say
from peerbot.vocabulary.inputs import ChatGone, ThirdPersonCame, Undelivered
from peerbot.vocabulary.notes import View


def go(word: str) -> Handler:
    """A choice that is the same as saying `word`."""
    return lambda _state, _input, _view: Go(word)


def menu(_state: State, _input: object, view: View) -> Step:
    about = view.about
    known = bool(about.places or about.role or about.offer)
    text = "welcome-known" if known else "welcome"
    return Step(Home(), (Say(text, {"collective": view.settings.collective}, ask=True),))


def nothing(_state: State, _input: Pick, _view: View) -> Step:
    return Step(Home(), (Say("all-right"),))


def stop(_state: State, _input: Pick, _view: View) -> Step:
    return Step(Home())


def help_(_state: State, _input: Pick, view: View) -> Step:
    text = "help-facilitator" if view.about.facilitator else "help"
    return Step(Home(), (Say(text),))


def lost(state: State, heard: Other, view: View) -> Step | Go:
    if isinstance(state, Home):
        return menu(state, heard, view)
    return Step(state, (Say("not-understood", ask=True),))


def third_person(_state: State, _input: ThirdPersonCame, _view: View) -> Step:
    return Step(Home(), (Farewell("third-person"),))


def chat_gone(_state: State, told: ChatGone, _view: View) -> Step:
    return Step(Home(), (ForgetChat(told.chat, told.erase),))


def undelivered(state: State, _input: Undelivered, _view: View) -> Step:
    return Step(state, (Say("undelivered"),))


def offered(view: View) -> bool:
    return view.about.offer is not None


def facilitates(view: View) -> bool:
    return view.about.facilitator


FLOW = Flow(
    "welcome",
    (
        Row(Home, "rooms", go("rooms"), (Home,)),
        Row(Home, "now", go("now"), (Home,)),
        Row(Home, "kept", go("kept"), (Home,)),
        Row(Home, "clear", go("clear"), (Home,)),
        Row(Home, "role", go("role"), (Home,), when=offered),
        Row(Home, "open", go("open"), (Home,), when=facilitates),
        Row(Home, "nothing", nothing, (Home,)),
        Row(Anywhere, "menu", menu, (Home,)),
        Row(Anywhere, "help", help_, (Home,)),
        Row(Anywhere, "stop", stop, (Home,)),
        Row(Anywhere, ELSE, lost, (Home,)),
        Row(Anywhere, ThirdPersonCame, third_person, (Home,)),
        Row(Anywhere, ChatGone, chat_gone, (Home,)),
        Row(Anywhere, Undelivered, undelivered, (Home,)),
    ),
)
