"""What a steward reads when something does not work: what, where, and how to fix it."""

from collections.abc import Iterator
from contextlib import contextmanager
from enum import IntEnum
from errno import EDQUOT, EFBIG, ENOSPC, EROFS
from pathlib import Path

from msgspec import UNSET

from peerbot.config import Config
from peerbot.kernel.ports import PortFault
from peerbot.kernel.registry import FeatureMissing
from peerbot.kernel.table import OurFault
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
    """A problem that stops a command. Its text names no person and no room."""

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


_START_OVER = (
    "To start over, create two new accounts, put them into the config, move the state directory "
    "away and run setup: an identity cannot be used again without the state that created it. Tell "
    "people the new address."
)

_STATE: dict[type[StoreError], tuple[Exit, str, str]] = {
    StoreBusy: (
        Exit.INPUT,
        "another process is using the state",
        "Only one bot can run at a time. Stop the other one, or run this command as the same user "
        "so that it can reach the running bot.",
    ),
    StoreMissing: (
        Exit.INPUT,
        "there is no state yet",
        "Run: peerbot setup. If there was a state before, check that its disk is mounted and that "
        "state.directory is correct.",
    ),
    KeyUnusable: (
        Exit.INPUT,
        "the key cannot be used",
        "Check state.key in the config: the file must be the one that setup created, owned by the "
        "bot's user and readable by nobody else (mode 0600). If it is lost, restore it from your "
        "paper copy.",
    ),
    WrongKey: (
        Exit.INPUT,
        "the key does not match this state; nothing was changed",
        "Use the key that the state was created with. Without it, nobody can read what is stored. "
        + _START_OVER,
    ),
    NewerDatabase: (
        Exit.INPUT,
        "this state was written by a newer version of peerbot; nothing was changed",
        "Install that version again, or a later one.",
    ),
    FileDamaged: (
        Exit.US,
        "the state file is damaged",
        "Check the disk first. If the file cannot be recovered: " + _START_OVER,
    ),
    FileRefused: (
        Exit.INPUT,
        "cannot access the state file (permission denied)",
        "Give the directory and everything in it to the user that runs peerbot: chown -R, and mode "
        "0700. Check as well that state.db is a regular file.",
    ),
    DiskFull: (
        Exit.US,
        "the disk is full; nothing was changed",
        "Free some space, then try again: df and df -i show how much there is. If there is enough, "
        "the disk is failing, or a quota has been reached.",
    ),
    RecordDamaged: (
        Exit.US,
        "a record in the state file is damaged",
        "Check the disk first. If the record belongs to a person, peerbot erase with their address "
        "repairs it. If it is one of the bot's own, it cannot be repaired: " + _START_OVER,
    ),
    ScrubUnfinished: (
        Exit.US,
        "erased data may still be in free space of the state file",
        "Free enough space for a second copy of the file, or stop other programs that read it. "
        "This is retried automatically.",
    ),
}

_MATRIX: dict[type[MatrixError], tuple[Exit, str, str]] = {
    UnknownToken: (
        Exit.STOPPED,
        "the homeserver no longer knows this device",
        "Somebody signed it out or removed the account. If it was not you, find out who can do "
        "that. " + _START_OVER,
    ),
    IdentityChanged: (
        Exit.STOPPED,
        "the account's identity on the homeserver is not the one created at setup",
        "If this state was only just created, the account had been used before: "
        + _START_OVER
        + " Otherwise somebody with control over the account replaced its identity: do not "
        "continue until you know who.",
    ),
    StateWentBack: (
        Exit.STOPPED,
        "the state does not match what the homeserver knows about this device",
        "Was it restored from a backup, or is a copy of it running elsewhere? Use the most recent "
        "state if it still exists. An older one must not be used again. " + _START_OVER,
    ),
    AuthRequired: (
        Exit.INPUT,
        "the homeserver requires the account's password for this",
        "Give it to setup. Where people sign in through another service (SSO), create the two "
        "accounts with passwords.",
    ),
    Forbidden: (
        Exit.INPUT,
        "the homeserver refused the request",
        "Check the account's name and password.",
    ),
    LimitExceeded: (
        Exit.SERVER,
        "the homeserver is limiting requests",
        "Synapse allows few logins: wait ten minutes, then run the same command again.",
    ),
    Unreachable: (
        Exit.SERVER,
        "the homeserver does not answer",
        "Is it running, and is homeserver.url correct? A port for http may not answer https at "
        "all.",
    ),
    ServerFault: (
        Exit.SERVER,
        "the homeserver returned a server error",
        "Check its log and that of the reverse proxy in front of it. Does homeserver.url point to "
        "the homeserver, and not to a website?",
    ),
}

_UNREACHABLE: dict[str, tuple[Exit, str, str]] = {
    "NAME": (
        Exit.SERVER,
        "cannot reach the homeserver: its name does not resolve",
        "Check homeserver.url letter by letter. If it is correct, check the DNS settings of this "
        "machine.",
    ),
    "REFUSED": (
        Exit.SERVER,
        "cannot reach the homeserver: nothing is listening at this address",
        "Is it running, and is homeserver.url correct? Compare the port with that of its listener "
        "for clients.",
    ),
    "CERTIFICATE": (
        Exit.SERVER,
        "cannot reach the homeserver: its certificate is not trusted",
        "It has expired, is for another name, comes without its intermediate certificates, or was "
        "signed by an authority that this machine does not know. Fix that on the server, or set "
        "homeserver.ca to your own certificate. Nothing is sent to a server that cannot prove who "
        "it is.",
    ),
    "PROXY": (
        Exit.SERVER,
        "cannot reach the homeserver: the proxy in homeserver.proxy does not connect to it",
        "Is it running (for Tor: systemctl status tor@default), and is its port correct? If so, "
        "perhaps it cannot reach the homeserver: check its log. Nothing bypasses the proxy.",
    ),
    "TLS": (
        Exit.SERVER,
        "cannot reach the homeserver: the server at this address does not speak https",
        "Is the port in homeserver.url the one for https, and not the one for http?",
    ),
}
"""By code, where the cause is known: see `peerbot.matrix.http.unreachable`."""

_NOT_OURS = (
    Exit.INPUT,
    "this user has no permission to access the state or the key",
    "Run the command as the user that runs the bot, or give that user the files: chown -R, and "
    "mode 0700.",
)
_NO_FILE = (
    Exit.INPUT,
    "cannot open a file or directory named in the config",
    "Check what is at the paths in state.directory and state.key: a file instead of a directory, a "
    "link, a disk that is mounted read-only?",
)
_READ_ONLY = (
    Exit.US,
    "the disk is read-only; nothing was changed",
    "Is it mounted read-only? The system does that by itself when a disk fails: see dmesg. Check "
    "the disk, then remount it.",
)
_OUR_FAULT = (Exit.US, "internal error", "Please report it, with the log.")


def _key_of(config: Config) -> str:
    file = config.state.key.file
    return "state.key" if file is UNSET else file


_FILES = {
    **dict.fromkeys((ENOSPC, EDQUOT, EFBIG), _STATE[DiskFull]),
    EROFS: _READ_ONLY,
}
"""By errno, even without a file name: the error of creating a socket has none."""


@contextmanager
def errors_as_trouble(config: Config) -> Iterator[None]:
    """Translate whatever stops a command into `Trouble`. This is the only place that does."""
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
    except FeatureMissing as missing:
        what = f"a feature is missing whose actors may be alive ({missing}); nothing was changed"
        mend = "Put its folder back into peerbot/features, or install the version that has it."
        raise Trouble(Exit.INPUT, what, mend) from None
    except OurFault as fault:
        code, what, mend = _OUR_FAULT
        raise Trouble(code, f"{what} ({type(fault).__name__})", mend) from None
    except MatrixError as error:
        kinds = (kind for kind in type(error).__mro__ if kind in _MATRIX)
        kind = next(kinds, None)
        code, what, mend = (
            _MATRIX[kind]
            if kind
            else (Exit.SERVER, "the homeserver refused the request", "Check its log.")
        )
        if kind is Unreachable:
            code, what, mend = _UNREACHABLE.get(error.code, _MATRIX[kind])
        raise Trouble(code, f"{what} ({error})", mend, where=config.homeserver.url) from None
    except PortFault:
        what = "the homeserver did not accept a request that the bot needs to start"
        mend = "Check its log. The same command may work in a minute."
        raise Trouble(Exit.SERVER, what, mend, config.homeserver.url) from None
