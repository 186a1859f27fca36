"""How an answer is taken and shown, in a note that is written and in one that is changed."""

from peerbot.features.intake.settings import LONGEST_ANSWER, Question
from peerbot.features.rooms.api import Answer
from peerbot.kernel.effects import Args, Line, Quoted, Say


def asks_back(text: str) -> bool:
    """Somebody who asks something back is asked whether it was their answer: nothing slips into a
    note that another person reads."""
    return text.rstrip().endswith("?")


def doubt(text: str) -> Say:
    """Whether these words are the answer."""
    return Say("note-doubt", {"words": Quoted(text)}, ask=True)


def echo(question: Question, text: str, words: str) -> Line:
    """What was kept (`words`) of what somebody wrote."""
    args: Args = {"words": Quoted(words), "most": LONGEST_ANSWER}
    return Line(0, "note-have-cut" if was_cut(question, text, words) else "note-have", args)


def was_cut(question: Question, text: str, words: str) -> bool:
    """Whether more was written than an answer has room for."""
    return not question.choices and len(" ".join(text.split())) > len(words)


def shown(answers: tuple[Answer, ...]) -> tuple[Line, ...]:
    """Each answer under its question."""
    return tuple(Line(0, "note-line", {"ask": a.ask, "words": Quoted(a.words)}) for a in answers)
