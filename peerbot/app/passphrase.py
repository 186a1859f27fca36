"""Checks that a new passphrase is long enough to encrypt the state, and suggests six words if not.

Whoever takes the disk can try passphrases by the million, and finds what people make up themselves.
"""

from argparse import Namespace

from diceware import get_passphrase

from peerbot.app.trouble import Exit, Trouble

LEAST_WORDS = 5
LEAST_CHARACTERS = 20

SHORT = "the passphrase is too short: it needs at least five words and 20 characters"


def check_strength(passphrase: str) -> None:
    """Only at setup: a state that was made with a shorter one still opens. Raises Trouble."""
    words = passphrase.split()
    if len(words) < LEAST_WORDS or len(" ".join(words)) < LEAST_CHARACTERS:
        mend = (
            f"Use these, which nobody has seen: {six_words()}. Six words drawn from 7,776 are 77 "
            "bits, too many to guess. Write them on paper, then run setup again and type them."
        )
        raise Trouble(Exit.INPUT, SHORT, mend, where="state.key.passphrase")


def six_words() -> str:
    """From the EFF's long list, by the system's random source: log2(7,776) is 12.9 bits each."""
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
