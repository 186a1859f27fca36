"""The one `step()` that reads tables: what one message means to one actor."""

from dataclasses import dataclass, replace

from msgspec import structs

from peerbot.kernel.chat import Edited, Said, Wordless
from peerbot.kernel.consents import Consent
from peerbot.kernel.context import Context
from peerbot.kernel.effects import OVER, Effect, Line, Quoted, Say, above, below
from peerbot.kernel.ids import EventID
from peerbot.kernel.lost import MOST_MISSES, said_in_turn
from peerbot.kernel.messages import Message
from peerbot.kernel.pages import MORE, Shown, in_pages
from peerbot.kernel.parse import Guess, Heard, Lexicon, Number, Other, Pick, bare, plain
from peerbot.kernel.reading import is_unsure, parse
from peerbot.kernel.table import (
    ELSE,
    NEITHER,
    NUMBER,
    WORDS,
    Anywhere,
    ConversationState,
    Go,
    Handler,
    State,
    StateRefused,
    Step,
    Table,
    Transition,
    Trigger,
)


@dataclass(frozen=True)
class Outcome:
    """A step's decision, ready to commit."""

    at: ConversationState
    effects: tuple[Effect, ...]
    consent: Consent | None = None
    greets: bool = False
    thread: EventID | None = None


def step(
    table: Table, at: ConversationState, event: Message, context: Context, lexicon: Lexicon
) -> Outcome:
    """Decide what one message means here. Pure; raises `StateRefused` for a fault of ours."""
    outcome = _step(table, at, event, context, lexicon)
    if not isinstance(event, Said | Edited | Wordless) or at.state.deaf:
        return outcome
    says = any(isinstance(effect, Say) for effect in outcome.effects)
    greets = says and table.greeting is not None and not context.greeted
    greeting = table.greeting(context) if greets and table.greeting else ()
    reminders = table.reminders if outcome.at.state.idle else ()
    lines = tuple(line for reminds in reminders for line in reminds(context))
    # What is chosen from stands right below its question.
    asks = _asks(outcome.effects)
    effects = above(lines, outcome.effects) if asks else below(lines, outcome.effects)
    effects = above(greeting, effects)
    return replace(outcome, effects=effects, greets=greets)


def _step(
    table: Table, at: ConversationState, event: Message, context: Context, lexicon: Lexicon
) -> Outcome:
    if isinstance(event, Edited):
        return _ask_about_edit(table, at, event, context, lexicon)
    if not isinstance(event, Said):
        return _decide(table, at, event, event, context)
    heard = parse(event.text, at, table, lexicon, context)
    before = at.before_guess
    if at.guessing and not (isinstance(heard, Pick) and heard.word in dict(at.offered).values()):
        before = replace(before, beside="guess")
    at = before if context.greeted else replace(before, misses=0)
    first = next((f for f in table.before(at.state) if f.comes(at.state, heard, context)), None)
    if first:
        heard = Pick(first.word)
    if _is_unsure_yes(table, at, heard, bare(plain(event.text)), lexicon):
        outcome = _ask_again("say-yes", table, at, event, context)
    elif is_unsure(event.text, heard, at, table, lexicon):
        outcome = _ask_again("unsure", table, at, event, context)
    elif isinstance(heard, Guess):
        outcome = _ask_what_is_meant(at, heard, context)
    else:
        if at.misses >= MOST_MISSES and _ends_silence(heard, event.text, lexicon):
            at = replace(at, misses=0)
        outcome = _counted(_decide(table, at, event, heard, context), at)
    return replace(outcome, thread=event.thread)


def _ends_silence(heard: Heard, text: str, lexicon: Lexicon) -> bool:
    """Whether a sentence that was not understood has a word in it that must not meet silence."""
    heard_there = set(lexicon.phrases("heard-in-silence"))
    return isinstance(heard, Other) and not heard_there.isdisjoint(bare(plain(text)).split(" "))


def _is_unsure_yes(
    table: Table, at: ConversationState, heard: Heard | Guess, said: str, lexicon: Lexicon
) -> bool:
    """Whether it would answer the question, and may as well be meant for what came in between. The
    question's choices are shown again before anything counts."""
    if not at.beside or at.state.idle or (type(at.state), WORDS) in table.index:
        return False
    if isinstance(heard, Number):
        return at.beside == "guess"
    row = table.find(type(at.state), heard.word) if isinstance(heard, Pick) else None
    if row is None or row.state is Anywhere or row.leads_out:
        return False
    unsure = said.isdecimal() or said in lexicon.phrases("yes")
    return unsure if at.beside == "guess" else said in lexicon.phrases("acknowledged")


def _ask_again(
    text: str, table: Table, at: ConversationState, event: Message, context: Context
) -> Outcome:
    """Ask the question once more, in a line; a list of its own is shown whole."""
    if (type(at.state), NUMBER) in table.index and (type(at.state), MORE) in table.index:
        return _decide(table, at, event, Pick(MORE), context)
    offered = table.number(type(at.state), context)
    return Outcome(
        replace(at, offered=offered, beside=""), (Say(text, also=at.state.question, ask=True),)
    )


def _counted(outcome: Outcome, before: ConversationState) -> Outcome:
    """With what was not understood put in turn, and how often that came in a row by now. Where
    nothing is said of it any more, the choices that are on the screen stay as they are."""
    effects, misses = said_in_turn(outcome.effects, before.misses, outcome.at.state.question)
    after = outcome.at if _asks(effects) or not _asks(outcome.effects) else before
    return replace(outcome, at=replace(after, misses=misses), effects=effects)


def _asks(effects: tuple[Effect, ...]) -> bool:
    return any(isinstance(effect, Say) and effect.ask for effect in effects)


def _ask_what_is_meant(at: ConversationState, guess: Guess, context: Context) -> Outcome:
    """What was asked before stays open behind it."""
    offered = (*enumerate(guess.words, start=1), (0, NEITHER))
    text = "guess" if len(guess.words) == 1 else "guess-one-of"
    asked = replace(at, offered=offered, aside=at.offered, misses=0)
    return Outcome(asked if context.chat else at, (Say(text, ask=True),))


def _ask_about_edit(
    table: Table, at: ConversationState, event: Edited, context: Context, lexicon: Lexicon
) -> Outcome:
    """What was first sent is done already. What it says now is asked about where it is a word, and
    nobody's yes; anything else is to be written anew."""
    heard = parse(event.text, at, table, lexicon, context)
    at = at.before_guess
    word = heard.word if isinstance(heard, Pick) and not heard.rest else ""
    row = table.find(type(at.state), word) if word else None
    row = _deciding(table, row, heard)[0] if row else None
    if row is None or row.consent is not None or row.on == WORDS or not context.chat:
        return Outcome(at, (Say("edited"),))
    asked = replace(at, offered=((1, word), (0, NEITHER)), aside=at.offered)
    choices = (Line(1, "choice-yes"), Line(0, "choice-no"))
    said = Say("edited-ask", {"words": Quoted(event.text)}, lines=choices)
    return Outcome(asked, (said,))


def _decide(
    table: Table, at: ConversationState, event: Message, heard: Message | Heard, context: Context
) -> Outcome:
    trigger = type(heard) if isinstance(heard, Message) else _trigger(heard)
    row = table.find(type(at.state), trigger)
    if row is None:
        what = trigger if isinstance(trigger, str) else trigger.__name__
        raise StateRefused(f"{type(at.state).__name__} has no transition for {what}")
    takes_words = (type(at.state), WORDS) in table.index and not at.state.deaf
    beside = row.state is Anywhere and takes_words
    row, do, heard_there = _deciding(table, row, heard)
    decided = ((row.answering if beside else None) or do)(at.state, heard_there, context)
    told_beside = beside and row.answering is None and decided.state == at.state
    if type(decided.state) not in row.to and decided.state != at.state:
        raise StateRefused(f"{type(decided.state).__name__} is not named by the transition")
    led_out = row.state is Anywhere and decided.state != at.state and isinstance(event, Said)
    if led_out and at.state.loses:
        decided = Step(decided.state, _with_loss(at.state.loses, decided.effects))
    consent = row.consent(at.state) if callable(row.consent) else row.consent
    more = isinstance(heard, Pick) and heard.word == MORE
    if not table.number(type(decided.state), context):  # nothing can be chosen there
        asked = (
            structs.replace(e, ask=False) if isinstance(e, Say) else e for e in decided.effects
        )
        decided = Step(decided.state, tuple(asked))
    effects, shown = in_pages(
        _with_open_question(decided.effects, at.state, event) if told_beside else decided.effects,
        at.shown if more else None,
        goes_on=(type(decided.state), MORE) in table.index,
    )
    return Outcome(_next(table, at, decided, context, shown), effects, consent)


def _with_loss(lost: str, effects: tuple[Effect, ...]) -> tuple[Effect, ...]:
    """Somebody hears what is lost, also where the answer comes later. Stop is met by silence."""
    if not effects or any(isinstance(effect, Say) for effect in effects):
        return above((Line(0, lost),), effects)
    return (Say(lost), *effects)


def _with_open_question(
    effects: tuple[Effect, ...], state: State, event: Message
) -> tuple[Effect, ...]:
    """With a reminder that the question still takes any words: whoever has just read something else
    would not expect their next sentence to be its answer. What comes by itself and names words that
    work here too, is called `...-beside`, and says so in its own way."""
    reminder = (*state.question, Line(0, "still-open"))

    def reminded(effect: Effect) -> Effect:
        if not isinstance(effect, Say):
            return effect
        by_itself = effect.starts and not effect.text.endswith("-beside")
        if not (isinstance(event, Said) or by_itself):
            return effect
        return structs.replace(effect, also=(*effect.also, *reminder))

    return tuple(map(reminded, effects))


def _deciding(table: Table, row: Transition, heard: object) -> tuple[Transition, Handler, object]:
    """The transition that decides, its handler, and what that one hears."""
    if not isinstance(row.do, Go):
        return row, row.do, heard
    word = row.do.word
    same = isinstance(heard, Pick) and heard.word == word  # `open quiet company` keeps its rest
    return _deciding(table, table.index[(Anywhere, word)], heard if same else Pick(word))


def _next(
    table: Table, at: ConversationState, decided: Step, context: Context, shown: Shown
) -> ConversationState:
    if _asks(decided.effects):
        if not context.chat:
            return at  # nobody read it, so what they say next is no answer to it
        return ConversationState(decided.state, table.number(type(decided.state), context), shown)
    if decided.state == at.state and at.state.idle:
        return at
    if decided.state == at.state:
        told = any(isinstance(effect, Say) for effect in decided.effects)
        return replace(at, beside=at.beside or ("answer" if told else ""))
    if any(isinstance(effect, OVER) for effect in decided.effects):
        return ConversationState(decided.state)
    if at.state.idle and decided.state == table.start:
        # It is on the screen still, and nothing else is asked.
        on_screen = tuple((n, word) for n, word in at.offered if table.harmless(word))
        return ConversationState(decided.state, on_screen)
    return ConversationState(decided.state)


def _trigger(heard: Heard) -> Trigger:
    if isinstance(heard, Pick):
        return heard.word
    return NUMBER if isinstance(heard, Number) else ELSE
