"""Reads a person's words as a choice of the question asked last, or as a command."""

from peerbot.kernel.parse import LONGEST_TEXT, Lexicon, Number, Other, Pick, plain
from peerbot.kernel.table import NUMBER, Anywhere, ConversationState, Table


def parse(
    text: str, at: ConversationState, table: Table, lexicon: Lexicon
) -> Pick | Number | Other:
    """Read a person's words as a choice of the last question, or as a command."""
    said, text = plain(text), text[:LONGEST_TEXT]
    state, offered = type(at.state), dict(at.offered)
    if said.isdecimal() and len(said) <= 3:
        number = int(said)
        if number in offered:
            return Pick(offered[number], text=text)
        return Number(number, text) if table.find(state, NUMBER) else Other(text)
    if said in lexicon.phrases("skip") and 0 in offered:
        return Pick(offered[0], text=text)
    for word in (*offered.values(), *table.unnumbered(state), *table.commands):
        if said in lexicon.phrases(word):
            return Pick(word, text=text)
    return _command_with_rest(said, text, table, lexicon) or Other(text)


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
