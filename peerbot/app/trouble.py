"""What a steward is told when something does not work: what, where, and the mend."""

from collections.abc import Iterator
from contextlib import contextmanager
from enum import IntEnum
from errno import EDQUOT, EFBIG, ENOSPC, EROFS
from pathlib import Path

from msgspec import UNSET

from peerbot.config import Config
from peerbot.flow import OurFault
from peerbot.matrix.errors import (
    AuthRequired,
    Forbidden,
    IdentityChanged,
    LimitExceeded,
    MatrixError,
    ServerFault,
    StateWentBack,
    UnknownToken,
    Unreachable,
)
from peerbot.vocabulary.ports import PortFault
from storage import (
    DiskFull,
    FileDamaged,
    FileRefused,
    KeyUnusable,
    NewerDatabase,
    RecordDamaged,
    ScrubUnfinished,
    StoreBusy,
    StoreError,
    StoreMissing,
    WrongKey,
)


class Exit(IntEnum):
    """Exit codes. systemd restarts after SERVER and US, never after INPUT and STOPPED."""

    WELL = 0
    INPUT = 2
    SERVER = 3
    US = 4
    STOPPED = 5


class Trouble(Exception):
    """One thing that stands in the way. Its words name no person and no room."""

    def __init__(self, code: Exit, what: str, mend: str, where: str = "") -> None:
        super().__init__(what)
        self.code = code
        self.what = what
        self.mend = mend
        self.where = where

    @property
    def lines(self) -> tuple[str, ...]:
        """What a steward reads."""
        where = f" ({self.where})" if self.where else ""
        return f"{self.what}{where}.", self.mend


_BEGIN_ANEW = (
    "Make two new accounts, put them into the config, move the state directory away and run setup: "
    "an identity cannot be taken up again without the state that made it. Tell people the new "
    "address."
)

_STATE: dict[type[StoreError], tuple[Exit, str, str]] = {
    StoreBusy: (
        Exit.INPUT,
        "another process holds the state",
        "One bot at a time: stop the other, or let this command reach it by running it as the "
        "same user.",
    ),
    StoreMissing: (
        Exit.INPUT,
        "there is no state yet",
        "Run: peerbot setup. If there was one, see whether its disk is mounted, and whether "
        "state.directory is right.",
    ),
    KeyUnusable: (
        Exit.INPUT,
        "the key cannot be used",
        "Look at state.key in the config: the file must be the one that setup made, and belong to "
        "the bot's user alone (mode 0600). If it is lost, write it anew from its copy on paper.",
    ),
    WrongKey: (
        Exit.INPUT,
        "the key does not open this state; nothing was touched",
        "Use the key that the state was made with. Without it, what is stored cannot be read by "
        "anyone. " + _BEGIN_ANEW,
    ),
    NewerDatabase: (
        Exit.INPUT,
        "a newer peerbot wrote this state; nothing was touched",
        "Install that version again, or a later one.",
    ),
    FileDamaged: (
        Exit.US,
        "the state file is damaged",
        "Check the disk first. If nothing brings it back: " + _BEGIN_ANEW,
    ),
    FileRefused: (
        Exit.INPUT,
        "the system lets us not use the state file",
        "Give the directory, and all that is in it, to the user that runs peerbot: chown -R, and "
        "mode 0700. Is state.db a file?",
    ),
    DiskFull: (
        Exit.US,
        "the disk is full; nothing was changed",
        "Make room, then try again: df and df -i show how much there is. If there is enough, the "
        "disk fails, or a quota is reached.",
    ),
    RecordDamaged: (
        Exit.US,
        "a record in the state file is damaged",
        "Check the disk first. If it is one of a person, peerbot erase with their address mends "
        "it. If it is one of the bot's own, nothing does: " + _BEGIN_ANEW,
    ),
    ScrubUnfinished: (
        Exit.US,
        "what was erased may still lie in free space of the file",
        "Make room for a second copy of the file, or end what else reads it. It is tried again.",
    ),
}

_MATRIX: dict[type[MatrixError], tuple[Exit, str, str]] = {
    UnknownToken: (
        Exit.STOPPED,
        "the homeserver no longer knows this device",
        "Somebody signed it out, or removed the account. If it was not you, find out who can. "
        + _BEGIN_ANEW,
    ),
    IdentityChanged: (
        Exit.STOPPED,
        "the homeserver shows another identity for the account than the one made at setup",
        "If this state was just made, the account was used before: " + _BEGIN_ANEW + " Otherwise "
        "somebody with power over the account replaced it: do not go on before you know who.",
    ),
    StateWentBack: (
        Exit.STOPPED,
        "the state does not fit what the homeserver knows of this device",
        "Was it restored from a backup, or does a copy of it run elsewhere? Use the newest one, if "
        "it still exists. An older one must not be used again. " + _BEGIN_ANEW,
    ),
    AuthRequired: (
        Exit.INPUT,
        "the homeserver wants the account's password for this",
        "Give it to setup. Where accounts sign in elsewhere (SSO), make the two accounts with "
        "passwords.",
    ),
    Forbidden: (
        Exit.INPUT,
        "the homeserver refuses",
        "Check the account's name and password.",
    ),
    LimitExceeded: (
        Exit.SERVER,
        "the homeserver asks to wait",
        "Synapse allows few logins: wait ten minutes, then run the same command again.",
    ),
    Unreachable: (
        Exit.SERVER,
        "the homeserver does not answer",
        "Is it running, and is homeserver.url right? A port for http may say nothing to https.",
    ),
    ServerFault: (
        Exit.SERVER,
        "the homeserver answers with an error of its own",
        "Look at its log, or at the proxy before it. Is homeserver.url its address, and not that "
        "of a web site?",
    ),
}

_UNREACHABLE: dict[str, tuple[Exit, str, str]] = {
    "NAME": (
        Exit.SERVER,
        "the homeserver does not answer: its name does not resolve",
        "Compare homeserver.url letter by letter. If it is right, look at the DNS of this machine.",
    ),
    "REFUSED": (
        Exit.SERVER,
        "the homeserver does not answer: nothing listens there",
        "Is it running, and is homeserver.url right? Compare the port with its listener for "
        "clients.",
    ),
    "CERTIFICATE": (
        Exit.SERVER,
        "the homeserver does not answer: its certificate is not trusted",
        "It has expired, is for another name, comes without those between, or was signed by nobody "
        "whom this machine knows. Mend that there, or name a certificate of your own under "
        "homeserver.ca; nothing is sent to a server that could be another.",
    ),
    "PROXY": (
        Exit.SERVER,
        "the homeserver does not answer: the proxy under homeserver.proxy does not lead there",
        "Does it run (for Tor: systemctl status tor@default), and is its port right? If so, it may "
        "not reach the homeserver: look at its log. Nothing goes round it.",
    ),
    "TLS": (
        Exit.SERVER,
        "the homeserver does not answer: what is there does not speak https",
        "Is the port in homeserver.url the one for https, and not the one for http?",
    ),
}
"""By code, where it is known why it does not answer: see `peerbot.matrix.http.unreachable`."""

_NOT_OURS = (
    Exit.INPUT,
    "this user may not use the state or the key",
    "Run the command as the user that runs the bot, or give that user the files: chown -R, and "
    "mode 0700.",
)
_NO_FILE = (
    Exit.INPUT,
    "the system gives us no file or directory at a path of the config",
    "See what is there, under state.directory and state.key: a file in place of a directory, a "
    "link, a disk that is mounted read-only?",
)
_READ_ONLY = (
    Exit.US,
    "the disk may not be written to; nothing was changed",
    "Is it mounted read-only? The system does that by itself when a disk fails: see dmesg. Check "
    "the disk, then mount it anew.",
)
_OUR_FAULT = (Exit.US, "there was a fault of the program", "Please report it, with the log.")


def _key_of(config: Config) -> str:
    file = config.state.key.file
    return "state.key" if file is UNSET else file


_FILES = {
    **dict.fromkeys((ENOSPC, EDQUOT, EFBIG), _STATE[DiskFull]),
    EROFS: _READ_ONLY,
}
"""By errno, wherever it comes from: making a socket names no file."""


@contextmanager
def told(config: Config) -> Iterator[None]:
    """Translate what stops a command into `Trouble`, once, here."""
    try:
        yield
    except StoreError as error:
        code, what, mend = _STATE.get(type(error), (Exit.US, str(error), "Please report this."))
        where = str(Path(config.state.directory))
        if isinstance(error, KeyUnusable):
            what, where = f"{what}: {error}", _key_of(config)
        raise Trouble(code, what, mend, where) from None
    except OSError as error:
        known = _FILES.get(error.errno or 0)
        if known is None:
            if error.filename is None and not isinstance(error, PermissionError):
                raise  # not about a file
            known = _NOT_OURS if isinstance(error, PermissionError) else _NO_FILE
        where = str(error.filename or config.state.directory)
        raise Trouble(*known, where=where) from None
    except OurFault as fault:
        code, what, mend = _OUR_FAULT
        raise Trouble(code, f"{what} ({type(fault).__name__})", mend) from None
    except MatrixError as error:
        kinds = (kind for kind in type(error).__mro__ if kind in _MATRIX)
        kind = next(kinds, None)
        code, what, mend = (
            _MATRIX[kind] if kind else (Exit.SERVER, "the homeserver refuses", "Look at its log.")
        )
        if kind is Unreachable:
            code, what, mend = _UNREACHABLE.get(error.code, _MATRIX[kind])
        raise Trouble(code, f"{what} ({error})", mend, where=config.homeserver.url) from None
    except PortFault:
        what = "the homeserver does not do what is needed to start"
        mend = "Look at its log; the same command may work in a minute."
        raise Trouble(Exit.SERVER, what, mend, config.homeserver.url) from None
