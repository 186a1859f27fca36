"""The greeting, the menu, and what works everywhere: help, stop, text that is not understood."""

from functools import partial
from typing import ClassVar

from peerbot.kernel.chat import ChatGone, ThirdPersonCame, Undelivered, Wordless
from peerbot.kernel.context import Context
from peerbot.kernel.effects import Args, Farewell, ForgetChat, Line, Say
from peerbot.kernel.feature import Choice, Features, Flow
from peerbot.kernel.parse import Other, Pick
from peerbot.kernel.table import ELSE, NEITHER, Anywhere, Go, Home, State, Step, Transition


class Menu(State, frozen=True):
    """The menu is shown; a choice is awaited."""

    idle: ClassVar[bool] = True


class Lost(State, frozen=True):
    """Somebody was not understood, and is shown the way to people."""

    idle: ClassVar[bool] = True


def greeting(context: Context) -> tuple[Line, ...]:
    """Whom they write to, and what is true before they say anything."""
    known = bool(context.kept or context.passing)
    args: Args = {"collective": context.settings.collective}
    return (Line(0, "greeting-known" if known else "greeting", args),)


def show_menu(_state: State, _input: object, context: Context) -> Step:
    text = "menu-again" if context.greeted else "menu"
    return Step(Menu(), (Say(text, ask=True),))


def nothing_wanted(_state: State, _input: Pick, context: Context) -> Step:
    """A no in general takes nothing back that is on its way to others."""
    passing = (Line(0, "all-right-passing"),) if any(it.key for it in context.passing) else ()
    return Step(Home(), (Say("all-right", also=passing),))


def answer_thanks(state: State, _input: Pick, _context: Context) -> Step:
    """Leaves the open question open."""
    return Step(state, (Say("thanks"),))


def answer_goodbye(_state: State, _input: Pick, _context: Context) -> Step:
    return Step(Home(), (Say("bye"),))


def stop_asking(_state: State, heard: Pick, _context: Context) -> Step:
    """Without a word, unless it was only guessed: silence would be no answer to that."""
    return Step(Home(), (Say("stop-guessed"),) if heard.guessed else ())


def not_meant(state: State, _input: Pick, _context: Context) -> Step:
    """Of what was guessed. A question that was asked before stays open."""
    if state.idle:
        return Step(Lost(), (Say("guess-wrong", ask=True),))
    return Step(state, (Say("guess-wrong-here", also=state.question, ask=True),))


def show_help(features: Features, state: State, _input: Pick, context: Context) -> Step:
    """Leaves the open question open."""
    parts = features.helps(context)
    whole = next((part.text for part in parts if part.whole), "help")
    also = tuple(Line(0, part.text) for part in parts if not part.whole)
    return Step(state, (Say(whole, also=also),))


def help_with_answering(state: State, _input: Pick, _context: Context) -> Step:
    return Step(state, (Say("help-answering"),))


def lead_to_people(_state: State, heard: Other, context: Context) -> Step:
    """Whatever it was that could not be taken in."""
    if not context.greeted:
        return Step(Menu(), (_lost("not-understood-first", heard),))
    return Step(Lost(), (_lost("not-understood", heard),))


def not_understood(state: State, heard: Other, _context: Context) -> Step:
    """The question stays."""
    return Step(state, (_lost("not-understood-here", heard),))


def _lost(text: str, heard: Other) -> Say:
    """With one line in the language that somebody seems to write in."""
    line = (Line(0, f"language-{heard.language}"),) if heard.language else ()
    return Say(text, ask=True, before=line)


def answer_wordless(state: State, _input: Wordless, _context: Context) -> Step:
    """Leaves the open question open."""
    return Step(state, (Say("only-text" if state.idle else "only-text-here"),))


def third_person_came(_state: State, _input: ThirdPersonCame, _context: Context) -> Step:
    return Step(Home(), (Farewell("third-person"),))


def chat_gone(state: State, message: ChatGone, context: Context) -> Step:
    """An older chat may end while the person uses another one, which goes on."""
    if context.chat not in ("", message.chat):
        return Step(state)
    return Step(Home(), (ForgetChat(),))


def message_undelivered(state: State, _input: Undelivered, _context: Context) -> Step:
    return Step(state, (Say("undelivered"),))


def flow(features: Features) -> Flow:
    """The menu offers what each of these features adds to it."""
    nowhere = Choice("nothing", 1000)
    choices = (
        Transition(Menu, c.word, Go(c.command or c.word), when=c.when)
        for c in (*features.menu, nowhere)
    )
    lost = (
        Transition(Lost, c.word, Go(c.command or c.word), when=c.when)
        for c in (*(c for c in features.menu if c.to_people), nowhere)
    )
    helps = partial(show_help, features)
    return Flow(
        "welcome",
        (
            *choices,
            *lost,
            Transition(Home, ELSE, lead_to_people, (Menu, Lost)),
            Transition(Menu, ELSE, lead_to_people, (Lost,)),
            Transition(Lost, ELSE, lead_to_people, (Menu,)),
            Transition(Anywhere, "menu", show_menu, (Menu,), guessed="idle"),
            Transition(Anywhere, "help", helps, always_heard=True, answering=help_with_answering),
            Transition(Anywhere, "nothing", nothing_wanted, (Home,), guessed="idle"),
            Transition(Anywhere, NEITHER, not_meant, (Lost,), always_heard=True),
            Transition(Anywhere, "thanks", answer_thanks),
            Transition(Anywhere, "bye", answer_goodbye, (Home,), guessed="idle"),
            Transition(Anywhere, "stop", stop_asking, (Home,), always_heard=True, guessed="always"),
            Transition(Anywhere, ELSE, not_understood),
            Transition(Anywhere, Wordless, answer_wordless),
            Transition(Anywhere, ThirdPersonCame, third_person_came, (Home,)),
            Transition(Anywhere, ChatGone, chat_gone, (Home,)),
            Transition(Anywhere, Undelivered, message_undelivered),
        ),
        greeting=greeting,
    )
