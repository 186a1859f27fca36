"""Whether a new passphrase is long enough to seal the state with; six words for one that is not.

Whoever takes the disk tries passphrases by the million; what people make up themselves is found.
"""

from argparse import Namespace

from diceware import get_passphrase

from peerbot.app.trouble import Exit, Trouble

LEAST_WORDS = 5
LEAST_CHARACTERS = 20

SHORT = "the passphrase is too short: it needs five words, and 20 characters"


def look(passphrase: str) -> None:
    """Only at setup: a state that was sealed with a shorter one goes on opening. Raises Trouble."""
    words = passphrase.split()
    if len(words) < LEAST_WORDS or len(" ".join(words)) < LEAST_CHARACTERS:
        mend = (
            f"Take these, which nobody has seen: {six_words()}. Six words drawn from 7,776 are 77 "
            "bits: nobody tries them all. Write them on paper, then run setup again and type them."
        )
        raise Trouble(Exit.INPUT, SHORT, mend, where="state.key.passphrase")


def six_words() -> str:
    """Of the EFF's long list, by the system's own chance: log2(7,776) is 12.9 bits for each."""
    chosen: str = get_passphrase(
        Namespace(
            num=6,
            delimiter=" ",
            caps=False,
            specials=0,
            randomsource="system",
            wordlist=["en_eff"],
            infile=None,
        )
    )
    return chosen
