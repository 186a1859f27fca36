"""Reads a person's words as a choice of the question asked last, or as a command.

However they are written: with marks, in digits of any script, with "please", or as "no, thanks".
"""

from peerbot.kernel.parse import LONGEST_TEXT, Lexicon, Number, Other, Pick, bare, plain
from peerbot.kernel.table import NUMBER, Anywhere, ConversationState, Table

LEADS_OUT = {"as-it-is": ("skip", "back"), "decline": ("skip",)}
"""Of some choices 0, which words mean them. The answer to a question may be "no", and to turn back
from one that somebody else waits for is no refusal."""


def parse(
    text: str, at: ConversationState, table: Table, lexicon: Lexicon
) -> Pick | Number | Other:
    """Read a person's words as a choice of the last question, or as a command."""
    text = text[:LONGEST_TEXT]
    said = _without_please(bare(plain(text)), lexicon)
    state, offered = type(at.state), dict(at.offered)
    number = _number(said, lexicon)
    if number is not None:
        if number in offered:
            return Pick(offered[number], text=text)
        return Number(number, text) if table.find(state, NUMBER) else Other(text)
    for word in (*offered.values(), *table.unnumbered(state)):
        if said in lexicon.phrases(word):
            return Pick(word, text=text)
    if 0 in offered and _leads_out(said, offered[0], lexicon):
        return Pick(offered[0], text=text)
    for word in table.commands:
        if said in lexicon.phrases(word):
            return Pick(word, text=text)
    return _command_with_rest(plain(text), text, table, lexicon) or Other(text)


def _leads_out(said: str, zero: str, lexicon: Lexicon) -> bool:
    """Whether it means the choice that leads out of a question, whatever that is called there."""
    out = LEADS_OUT.get(zero, ("skip", "back", "no"))
    return any(said in lexicon.phrases(word) for word in out)


def _without_please(said: str, lexicon: Lexicon) -> str:
    words = said.split(" ")
    please = lexicon.phrases("please")
    while len(words) > 1 and words[-1] in please:
        words.pop()
    while len(words) > 1 and words[0] in please:
        words.pop(0)
    return " ".join(words)


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


def _command_with_rest(said: str, text: str, table: Table, lexicon: Lexicon) -> Pick | None:
    """The longest phrase that it begins with wins: a command may begin as another one does."""
    begun = (
        (phrase, word)
        for word in table.commands
        if table.index[(Anywhere, word)].takes_rest
        for phrase in lexicon.phrases(word)
        if said.startswith(phrase + " ")
    )
    phrase, word = max(begun, key=lambda it: len(it[0]), default=("", ""))
    return Pick(word, said[len(phrase) + 1 :], text) if word else None
