"""Tables: what may happen in each state of an actor, and where it leads.

The rules, which `stepping.step` holds:
- A table has transitions `(state, trigger) -> handler`. Those whose state is `Anywhere` serve every
  state of the actor that has no transition of its own for that trigger.
- A handler is pure: `(state, heard, context) -> Step`. It names no other flow: a transition that
  leads elsewhere has `Go(word)` in its place, and the one that answers that word anywhere takes
  over.
- A step may stay, or lead to a state that its transition names; anything else is our fault and
  raises.
- Consent comes from the table alone: a transition that carries one is the person's yes to it.
- Numbers belong to the question last asked: they are kept with the state, so that a menu that
  changed meanwhile never gives an old number a new meaning.
"""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Any, ClassVar, Literal, TypeGuard

from msgspec import Struct

from peerbot.kernel.chat import Edited, Said
from peerbot.kernel.consents import Consent
from peerbot.kernel.context import Context
from peerbot.kernel.effects import Effect, Line, Say
from peerbot.kernel.messages import Message
from peerbot.kernel.pages import NOTHING, Shown
from peerbot.kernel.parse import Guess, Heard, Pick


class State(Struct, frozen=True, tag=True):
    """Where an actor is. Subclasses carry what the next answer needs, and nothing more.

    `memory_only`: it holds words that nobody said yes to yet, so it is never stored.
    """

    memory_only: ClassVar[bool] = False
    deaf: ClassVar[bool] = False
    """No word leads out of it, and none is heard."""
    idle: ClassVar[bool] = False
    """Nothing is lost by leaving it: it asks for nothing but what somebody wants."""
    asks: ClassVar[str] = ""
    """The sentence that says in a line what is asked, for when something else came in between. It
    takes no values: what a question named may be erased by then."""

    @property
    def question(self) -> tuple[Line, ...]:
        """That line, where there is one."""
        return (Line(0, self.asks),) if self.asks else ()

    @property
    def over(self) -> datetime | None:
        """When nothing of the actor is left, where the state knows that: it is not kept for longer,
        even if nothing runs that could end it. None: see `ActorKind.lasts`."""
        return None

    @property
    def storable(self) -> bool:
        """Whether a conversation may be found here again after a restart."""
        return not self.memory_only

    @property
    def loses(self) -> str:
        """The sentence that says what is lost when a command leads out of it; empty: nothing."""
        return ""


class Anywhere(State, frozen=True):
    """Stands in a transition for every state of the actor."""


class Home(State, frozen=True):
    """Nothing is asked. A person without a record is here."""

    idle: ClassVar[bool] = True


NUMBER = "#"
"""Trigger: a number that the handler offered itself (`Say.lines`)."""

ELSE = "*"
"""Trigger: any other words."""

WORDS = "**"
"""Trigger: any words at all, commands too; for a state that must not be left by talking."""

ZEROS = frozenset({"back", "decline", "no", "nothing", "as-it-is", "skip"})
"""Choices numbered 0 wherever they are: they lead out of a question, and `skip` picks them. For
another word of a feature, its transition says so."""

NEITHER = "not-that"
"""The choice 0 of a guess: nothing of it is meant."""

Beside = Literal["", "answer", "guess"]

Trigger = str | type[Message]
Handler = Callable[[Any, Any, Context], "Step"]


@dataclass(frozen=True)
class Step:
    """What a handler decided: the new state, and the effects in their order."""

    state: State
    effects: tuple[Effect, ...] = ()


@dataclass(frozen=True)
class Go:
    """In a transition: the same as saying `word`. The one that answers it anywhere decides, and
    what that is a yes to, this is as well."""

    word: str


def is_word(trigger: Trigger) -> TypeGuard[str]:
    """Whether it is a word of its own, no message and no stand-in for many."""
    return isinstance(trigger, str) and trigger not in (ELSE, NUMBER, WORDS)


def always(_context: Context) -> bool:
    """The condition of a choice that is always there."""
    return True


@dataclass(frozen=True)
class Transition:
    """One line of a table. A word of a state is also a choice of its question.

    `to` names every state the handler may lead to; to stay as it is needs no name. `when` hides
    a choice that would lead nowhere for this person. `consent`: picking this is a yes to it; a
    function tells to which, where the state knows. `takes_rest`: the command may be followed by
    more, as in `join 3`. `numbered`: false for a word that the question's sentence names itself.

    `knows`: which other words its handler understands itself, so that nothing is guessed. Of a
    command with `takes_rest`: what may follow it; with anything else behind it, it is not meant.

    `guessed`: when it is answered though it was only guessed that it is meant: always, or while
    nothing is asked (`idle`). What stays where it is, and is nobody's yes, always is.

    `zero`: its number is 0, see `ZEROS`.

    `always_heard`: a word that a question for any words does not take for its answer. `answering`:
    what it does there, where that is another thing.
    """

    state: type[State]
    on: Trigger
    do: Handler | Go
    to: tuple[type[State], ...] = ()
    consent: Consent | Callable[[Any], Consent] | None = None
    when: Callable[[Context], bool] = always
    takes_rest: bool = False
    numbered: bool = True
    zero: bool = False
    knows: Callable[[str, Context], bool] | None = None
    guessed: Literal["", "idle", "always"] = ""
    always_heard: bool = False
    answering: Handler | None = None

    @property
    def leads_out(self) -> bool:
        """Whether it is the choice 0 of its question."""
        return self.zero or self.on in ZEROS

    @property
    def stays(self) -> bool:
        """Whether it leads nowhere else, and is nobody's yes."""
        return not self.to and self.consent is None and not isinstance(self.do, Go)


@dataclass(frozen=True)
class First:
    """What comes before anything else a person wants, when it has to.

    `word` is answered instead of theirs, unless they are in one of `states` already, or say one of
    `unless`.
    """

    when: Callable[[Context], bool]
    word: str
    states: tuple[type[State], ...]
    unless: tuple[str, ...]

    def comes(self, at: State, heard: Heard | Guess, context: Context) -> bool:
        """Whether this comes before what was heard."""
        exempt = isinstance(heard, Pick) and heard.word in self.unless
        return not exempt and type(at) not in self.states and self.when(context)


@dataclass(frozen=True)
class ConversationState:
    """Where an actor is, which word each number of its last question stands for, how far the list
    of that question was shown, and how often in a row the person was not understood."""

    state: State
    offered: tuple[tuple[int, str], ...] = ()
    shown: Shown = NOTHING
    misses: int = 0
    beside: Beside = ""
    """What came in between since the question was asked: an answer to something else, or a guess,
    whose numbers were other ones."""
    aside: tuple[tuple[int, str], ...] = ()
    """The choices of the question that was asked before it was guessed what somebody means; those
    of the guess stand in `offered`."""

    @property
    def guessing(self) -> bool:
        """Whether the last question was what somebody means."""
        return dict(self.offered).get(0) == NEITHER

    @property
    def before_guess(self) -> "ConversationState":
        """The same without that question: whatever is said next, it is answered by then."""
        return replace(self, offered=self.aside, aside=()) if self.guessing else self

    def offered_by(self, said: Say) -> tuple[tuple[int, str], ...]:
        """The choices that this sentence shows."""
        return self.offered if said.ask else ()


class OurFault(Exception):
    """A fault of the program, never of a person or a server: nothing of the step is committed.

    Carries names out of the code alone.
    """


class StateRefused(OurFault):
    """A handler led to a state that its transition does not name, or no transition answers."""


class TableFault(OurFault):
    """Two transitions contradict each other; found when the table is built."""


@dataclass(frozen=True)
class Table:
    """All transitions of one kind of actor. `start` is where an actor without a record is, and
    `greeting` stands above the first answer to whoever was not greeted, whatever they begin with.
    `reminders` stand below each answer to somebody who is asked nothing: what they wait for.
    """

    start: State
    rows: tuple[Transition, ...]
    firsts: tuple[First, ...] = ()
    greeting: Callable[[Context], tuple[Line, ...]] | None = None
    reminders: tuple[Callable[[Context], Iterable[Line]], ...] = ()
    index: Mapping[tuple[type[State], Trigger], Transition] = field(init=False, repr=False)
    words: Mapping[type[State], tuple[str, ...]] = field(init=False, repr=False)
    """The words of each state's own transitions, in their order. Every message asks for them."""

    def __post_init__(self) -> None:
        words: dict[type[State], tuple[str, ...]] = {}
        for row in self.rows:
            if is_word(row.on):
                words[row.state] = (*words.get(row.state, ()), row.on)
        object.__setattr__(self, "words", words)
        index: dict[tuple[type[State], Trigger], Transition] = {}
        for row in self.rows:
            if (row.state, row.on) in index:
                raise TableFault(f"two transitions for {row.state.__name__} on {row.on}")
            index[(row.state, row.on)] = row
            if row.consent is not None and not is_word(row.on):
                raise TableFault(f"{row.on} is no word, so it is nobody's yes")
            if isinstance(row.do, Go) and row.to:
                raise TableFault(
                    f"{row.state.__name__} on {row.on} leads where another transition says"
                )
        if len({state.__struct_config__.tag for state in self.states}) < len(self.states):
            raise TableFault("two states of one name")
        for state in {row.state for row in self.rows}:
            own = (index[state, word] for word in self.choices(state))
            counted = [row for row in own if row.numbered and not row.leads_out]
            if (state, NUMBER) in index and counted:
                raise TableFault(f"{state.__name__} numbers its choices twice")
        for go in (row.do for row in self.rows if isinstance(row.do, Go)):
            shared = index.get((Anywhere, go.word))
            if shared is None or isinstance(shared.do, Go):
                raise TableFault(f"no handler answers {go.word} anywhere")
        object.__setattr__(self, "index", index)

    def before(self, state: State) -> tuple[First, ...]:
        """What may come before the words of a person in this state: where any words are an answer,
        nothing takes them away."""
        return () if (type(state), WORDS) in self.index else self.firsts

    @property
    def states(self) -> tuple[type[State], ...]:
        """Every state, in the order of the transitions."""
        named = (state for row in self.rows for state in (row.state, *row.to))
        return tuple(s for s in dict.fromkeys([type(self.start), *named]) if s is not Anywhere)

    @property
    def messages(self) -> tuple[type[Message], ...]:
        """Every message that is received in some state."""
        received = [row.on for row in self.rows if isinstance(row.on, type)]
        return tuple(dict.fromkeys((*received, Said, Edited) if self.commands else received))

    @property
    def commands(self) -> tuple[str, ...]:
        """Every word that is answered anywhere."""
        return self.choices(Anywhere)

    def choices(self, state: type[State]) -> tuple[str, ...]:
        """The words of a state's own transitions, in their order."""
        return self.words.get(state, ())

    def unnumbered(self, state: type[State]) -> tuple[str, ...]:
        """The words of a state's own transitions that its sentence names itself."""
        return tuple(w for w in self.choices(state) if not self.index[(state, w)].numbered)

    def find(self, state: type[State], trigger: Trigger) -> Transition | None:
        """The transition that answers, the state's own before the shared one."""
        own, shared = self.index.get((state, trigger)), self.index.get((Anywhere, trigger))
        if own is None and isinstance(trigger, str):
            words = self.index.get((state, WORDS))
            heard = shared is not None and shared.always_heard and not state.deaf
            return words if words and not heard else shared
        return own or shared

    def knows(self, state: type[State], text: str, context: Context) -> bool:
        """Whether a state has a use of its own for other words."""
        row = self.index.get((state, ELSE))
        return row is not None and row.knows is not None and row.knows(text, context)

    def harmless(self, word: str) -> bool:
        """Whether answering a command changes nothing that somebody would miss."""
        row = self.index.get((Anywhere, word))
        return row is not None and bool(row.guessed or row.stays)

    def answers_a_guess(self, word: str, at: State) -> bool:
        """Whether a command is answered here without asking whether it is meant."""
        row = self.index[(Anywhere, word)]
        return row.stays or row.guessed == "always" or (row.guessed == "idle" and at.idle)

    def number(self, state: type[State], context: Context) -> tuple[tuple[int, str], ...]:
        """Numbers for the choices that this person has now; what leads out is 0."""
        rows = ((word, self.index[(state, word)]) for word in self.choices(state))
        shown = [(word, row.leads_out) for word, row in rows if row.numbered and row.when(context)]
        counted = (word for word, leads_out in shown if not leads_out)
        return (*enumerate(counted, start=1), *((0, word) for word, out in shown if out))
