"""The greeting, the menu, and what works everywhere: help, stop, text that is not understood."""

from peerbot.feature import Choice, Features, Flow
from peerbot.flow import ELSE, Anywhere, Go, Home, Row, State, Step
from peerbot.kernel.parse import Other, Pick
from peerbot.vocabulary.effects import Farewell, ForgetChat, Say
from peerbot.vocabulary.inputs import ChatGone, ThirdPersonCame, Undelivered
from peerbot.vocabulary.notes import View

LONG = 150
"""Characters beyond which a text is no choice: they told us something and deserve a reply."""


class Menu(State, frozen=True):
    """The menu is shown; a choice is awaited."""


def show_menu(state: State, _input: object, view: View) -> Step:
    if not isinstance(state, Home | Menu):  # they have been greeted already
        return Step(Menu(), (Say("menu-again", ask=True),))
    about = view.about
    known = bool(about.places or about.role or about.offer or about.note or about.passing)
    text = "welcome-known" if known else "welcome"
    return Step(Menu(), (Say(text, {"collective": view.settings.collective}, ask=True),))


def nothing_wanted(_state: State, _input: Pick, _view: View) -> Step:
    return Step(Home(), (Say("all-right"),))


def stop_asking(_state: State, _input: Pick, _view: View) -> Step:
    return Step(Home())


def show_help(state: State, _input: Pick, view: View) -> Step:
    """Leaves the open question open."""
    text = "help-facilitator" if view.about.facilitator else "help"
    return Step(state, (Say(text),))


def not_understood(state: State, heard: Other, _view: View) -> Step:
    text = "not-understood-long" if len(heard.text) > LONG else "not-understood"
    return Step(state, (Say(text, ask=True),))


def third_person_came(_state: State, _input: ThirdPersonCame, _view: View) -> Step:
    return Step(Home(), (Farewell("third-person"),))


def chat_gone(state: State, message: ChatGone, view: View) -> Step:
    """An older chat may end while the person uses another one, which goes on."""
    if view.chat not in ("", message.chat):
        return Step(state)
    return Step(Home(), (ForgetChat(),))


def message_undelivered(state: State, _input: Undelivered, _view: View) -> Step:
    return Step(state, (Say("undelivered"),))


def flow(features: Features) -> Flow:
    """The menu offers what each of these features adds to it."""
    nowhere = Choice("nothing", 1000)
    choices = (
        Row(Menu, c.word, Go(c.command or c.word), when=c.when) for c in (*features.menu, nowhere)
    )
    return Flow(
        "welcome",
        (
            Row(Home, ELSE, Go("menu")),
            *choices,
            Row(Anywhere, "menu", show_menu, (Menu,)),
            Row(Anywhere, "help", show_help),
            Row(Anywhere, "nothing", nothing_wanted, (Home,)),
            Row(Anywhere, "stop", stop_asking, (Home,)),
            Row(Anywhere, ELSE, not_understood),
            Row(Anywhere, ThirdPersonCame, third_person_came, (Home,)),
            Row(Anywhere, ChatGone, chat_gone, (Home,)),
            Row(Anywhere, Undelivered, message_undelivered),
        ),
    )
