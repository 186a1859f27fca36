"""What is not understood: never the same reply twice running, and after the third no reply at all.

A handler says that it did not understand, and repeats its question; how often that came in a row,
and so how it is put, is decided here, for every question alike.
"""

from collections.abc import Iterable

from msgspec.structs import replace

from peerbot.kernel.effects import Effect, Line, Say

LOST = "not-understood"
"""How the names of sentences begin that say so."""

AGAIN = "not-understood-again"
LAST = "not-understood-last"

MOST_MISSES = 3
"""After so many in a row there is silence."""


def said_in_turn(
    effects: Iterable[Effect], misses: int, question: tuple[Line, ...] = ()
) -> tuple[tuple[Effect, ...], int]:
    """The same, put as it is the turn after so many `misses` in a row, above the `question` that is
    still open; and how many misses they are now.

    The last says in one line that it is quiet until a word that it knows: a page of choices at
    each sentence of somebody who tells their story would be no company.
    """
    told: list[Effect] = []
    missed = False
    for effect in effects:
        if not (isinstance(effect, Say) and effect.text.startswith(LOST)):
            told.append(effect)
            continue
        missed = True
        asked = replace(effect, also=(*effect.also, *question))
        if misses == 0:
            told.append(asked)
        elif misses == 1:
            told.append(replace(asked, text=AGAIN))
        elif misses + 1 == MOST_MISSES:
            told.append(replace(effect, text=LAST, lines=(), also=(), ask=False))
    return tuple(told), misses + 1 if missed else 0
