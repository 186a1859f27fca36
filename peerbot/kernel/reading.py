"""Reads a person's words as a choice of the question asked last, or as a command.

However they are written: with marks, in digits of any script, with "please", or as "no, thanks".
"""

import re
import unicodedata

from peerbot.kernel.context import Context
from peerbot.kernel.parse import (
    LONGEST_TEXT,
    Guess,
    Heard,
    Lexicon,
    Number,
    Other,
    Pick,
    bare,
    plain,
)
from peerbot.kernel.table import (
    NEITHER,
    NUMBER,
    WORDS,
    Anywhere,
    ConversationState,
    Table,
    Transition,
)

USUAL = ("skip", "back", "no")
LEADS_OUT = {"as-it-is": ("skip", "back"), "decline": ("skip",)}
"""Of some choices 0, which words mean them. The answer to a question may be "no", and to turn back
from one that somebody else waits for is no refusal."""

NOTHING_SAID = ".,!?\u2026"
"""Marks of whoever says nothing, or only asks."""

ASKING = re.compile(r"[?\u061f]|\.\.")
"""Marks of whoever asks, or is not sure yet."""

MEANS_ELSE = re.compile(r"[<>=+:;]|(?<!\S)[-\u2212](?=\d)")
"""What makes a number another thing: `+1`, `<3`, `:3`, `-1`."""

REFUSAL = "nothing"
"""The command that a no is where nothing is asked."""

ONE_GUESS = 2
"""Choices of a guess at one word: that, and neither."""


def parse(
    text: str, at: ConversationState, table: Table, lexicon: Lexicon, context: Context | None = None
) -> Heard | Guess:
    """Read a person's words as a choice of the last question, as a command, or as what they may
    mean. A question for any words takes them as they are."""
    text = text[:LONGEST_TEXT]
    heard = _read(text, at, table, lexicon, context)
    number = not any(c.isalpha() for c in text)
    own_words = at.state.deaf or (type(at.state), WORDS) in table.index
    if number or own_words or not isinstance(heard, Other):
        return heard
    if context and table.knows(type(at.state), text, context):
        return heard
    if at.guessing and REFUSAL in lexicon.meant(text):
        return Pick(NEITHER, text=text)
    return _guess(text, at.before_guess, table, lexicon)


def _read(
    text: str, at: ConversationState, table: Table, lexicon: Lexicon, context: Context | None
) -> Heard:
    """What it says, without guessing."""
    whole = bare(plain(text))
    said = _without_please(whole, lexicon)
    state, offered = type(at.state), dict(at.offered)
    if not said and _is_a_sign(text):
        return Other(text)
    number = None if MEANS_ELSE.search(text) else _number(said, lexicon)
    if number is not None:
        if number in offered:
            return Pick(offered[number], text=text)
        return Number(number, text) if table.find(state, NUMBER) else Other(text)
    if at.guessing and said in lexicon.phrases("yes"):  # to the guess, and to nothing before it
        return Pick(offered[1], text=text) if len(offered) == ONE_GUESS else Other(text)
    for word in (*offered.values(), *table.unnumbered(state)):
        if said in lexicon.phrases(word):
            return Pick(word, text=text)
    if 0 in offered and _leads_out(said, offered[0], lexicon):
        return Pick(offered[0], text=text)
    known = (*dict(at.aside).values(), *table.commands)
    for phrase in dict.fromkeys((whole, said)):  # "please help" asks for more than "help" does
        for word in known:
            if phrase in lexicon.phrases(word):
                return Pick(word, text=text)
    return _command_with_rest(text, table, lexicon, context) or Other(text)


def _guess(text: str, at: ConversationState, table: Table, lexicon: Lexicon) -> Heard | Guess:
    """What may be meant. Where nobody would miss anything by the answer, it is not asked about."""
    state, zero = type(at.state), dict(at.offered).get(0, "")
    words = tuple(word for word in lexicon.meant(text) if word in table.commands)
    if words == (REFUSAL,) and zero and "no" in LEADS_OUT.get(zero, USUAL):
        return Pick(zero, text=text)
    if len(words) == 1:
        (word,) = words
        own = (state, word) in table.index and table.harmless(word)
        if own or table.answers_a_guess(word, at.state):
            return Pick(word, text=text, guessed=True)
    return Guess(words) if words else Other(text, lexicon.language(text))


def is_unsure(
    text: str, heard: Heard | Guess, at: ConversationState, table: Table, lexicon: Lexicon
) -> bool:
    """Whether it is a yes, and written as a question: "yes?", "ok...". Nothing is kept, opened or
    ended on that. A choice that is nobody's yes, and what leads out, may be written so."""
    if not isinstance(heard, Pick) or not ASKING.search(unicodedata.normalize("NFKC", text)):
        return False
    row = table.index.get((type(at.state), heard.word))
    if row is None or row.leads_out:
        return False
    means_yes = not set(lexicon.phrases("yes")).isdisjoint(lexicon.phrases(heard.word))
    return row.consent is not None or (means_yes and not at.state.idle)


def _leads_out(said: str, zero: str, lexicon: Lexicon) -> bool:
    """Whether it means the choice that leads out of a question, whatever that is called there."""
    out = LEADS_OUT.get(zero, USUAL)
    return any(said in lexicon.phrases(word) for word in out)


def _without_please(said: str, lexicon: Lexicon) -> str:
    words = said.split(" ")
    please = lexicon.phrases("please")
    while len(words) > 1 and words[-1] in please:
        words.pop()
    while len(words) > 1 and words[0] in please:
        words.pop(0)
    return " ".join(words)


def _is_a_sign(text: str) -> bool:
    """Whether somebody sent a sign, such as an emoji, that is no word and no question mark."""
    return any(unicodedata.category(c)[0] in "SP" and c not in NOTHING_SAID for c in text)


def _number(said: str, lexicon: Lexicon) -> int | None:
    """A number of up to three digits, or one that the language has a word for."""
    before, _, last = said.rpartition(" ")
    names = lexicon.phrases("number-names")
    named = last in names and before not in lexicon.phrases("no")  # "no one" is none
    if not named and not (last.isdecimal() and len(last) <= 3):
        return None
    if before and before not in lexicon.phrases("before-number"):
        return None
    return names.index(last) + 1 if named else int(last)


def _command_with_rest(
    text: str, table: Table, lexicon: Lexicon, context: Context | None
) -> Pick | None:
    """The longest phrase that it begins with wins: a command may begin as another one does."""
    said = re.sub(r"^[\W_]+", "", plain(text))
    for please in lexicon.phrases("please"):
        said = said.removeprefix(f"{please} ")
    begun = (
        (phrase, word)
        for word in table.commands
        if table.index[(Anywhere, word)].takes_rest
        for phrase in lexicon.phrases(word)
        if said.startswith((f"{phrase} ", f"{phrase}:"))
        and _takes(table.index[(Anywhere, word)], said[len(phrase) :].lstrip(": "), context)
    )
    phrase, word = max(begun, key=lambda it: len(it[0]), default=("", ""))
    if not word:
        return None
    rest, names = said[len(phrase) :].lstrip(": "), lexicon.phrases("number-names")
    for please in lexicon.phrases("please"):
        rest = rest.removesuffix(f" {please}")
    return Pick(word, str(names.index(rest) + 1) if rest in names else rest, text)


def _takes(row: Transition, rest: str, context: Context | None) -> bool:
    """Whether this may follow the command: of some, only what their handler can use."""
    return row.knows is None or (context is not None and row.knows(rest, context))
