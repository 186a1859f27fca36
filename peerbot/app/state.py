"""The state directory with its key and its one file, and what conversations know of the config."""

from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path

from msgspec import UNSET

from peerbot.config import Config
from peerbot.features import registry
from peerbot.kernel.context import Settings
from peerbot.kernel.ids import Clock
from peerbot.texts import Texts
from storage import KeyUnusable, Store, StoreMissing, keys, sweep_locked

DATABASE = "state.db"
SALT = "salt"
SOCKET = "control.sock"

AskPassphrase = Callable[[], str]


def utc_now() -> datetime:
    """The clock of the real world."""
    return datetime.now(UTC)


def database(config: Config) -> Path:
    """Where the records are."""
    return Path(config.state.directory) / DATABASE


def is_made(config: Config) -> bool:
    """Whether there is a state."""
    return database(config).exists()


def make_state(config: Config, ask: AskPassphrase) -> Store:
    """Open the state, creating the directory (0700), the key and the file if they are missing.

    Raises StoreError.
    """
    directory = Path(config.state.directory)
    directory.mkdir(mode=0o700, parents=True, exist_ok=True)
    key = config.state.key
    if not is_made(config):
        if key.file is not UNSET and not Path(key.file).exists():
            Path(key.file).parent.mkdir(mode=0o700, parents=True, exist_ok=True)
            keys.make_key_file(Path(key.file))
        if key.passphrase is not UNSET and not (directory / SALT).exists():
            keys.make_key_file(directory / SALT)
    return Store.open(database(config), _key(config, ask))


def open_state(config: Config, ask: AskPassphrase, clock: Clock = utc_now) -> Store:
    """Open the state that setup made. Raises StoreError."""
    return Store.open(_existing_database(config), _key(config, ask), create=False, clock=clock)


def sweep_without_key(config: Config) -> int:
    """Delete expired rows without the key; returns how many there were. Raises StoreError."""
    return sweep_locked(_existing_database(config), utc_now())


def _existing_database(config: Config) -> Path:
    """Checked before the key: without a state, nobody is asked for a passphrase."""
    if not is_made(config):
        raise StoreMissing("there is no state file")
    return database(config)


def _key(config: Config, ask: AskPassphrase) -> bytes:
    key = config.state.key
    if key.file is not UNSET:
        return keys.load_key_file(Path(key.file))
    if key.credential is not UNSET:
        return keys.load_credential(key.credential)
    salt = Path(config.state.directory) / SALT
    passphrase = ask()
    if not passphrase:
        raise KeyUnusable("no passphrase was given")
    return keys.derive_key(passphrase, keys.load_key_file(salt))


def settings_of(config: Config, texts: Texts) -> Settings:
    """What handlers may know of the config."""
    makes = (feature.settings for feature in registry().features)
    return Settings(
        collective=config.collective.name,
        zone=config.collective.time_zone,
        voice=config.accounts.voice,
        keeper=config.accounts.keeper,
        allows_seconds=config.sandbox,
        most_each_server=config.members.most_each_server,
        sections=tuple(make(config, texts) for make in makes if make),
    )
