"""Where a master key comes from: a key file, a systemd credential, or a passphrase."""

import os
import secrets
import stat
import unicodedata
from pathlib import Path

from cryptography.hazmat.primitives.kdf.argon2 import Argon2id

from storage.errors import KeyUnusable
from storage.files import PRIVATE, sync_directory
from storage.sealing import KEY_BYTES

SALT_BYTES = 16
"""The least salt accepted: RFC 9106 recommends 128 bits."""


def make_key_file(path: Path) -> None:
    """Write a new random key: mode 0600, 64 hexadecimal digits, so that it can be kept on paper.

    Atomic, even if the process is killed. Raises FileExistsError rather than overwrite one.
    The same kind of file, kept beside the store, serves as the salt of a passphrase; then it is not
    a secret.
    """
    draft = path.with_name(path.name + ".new")
    draft.unlink(missing_ok=True)
    fd = os.open(draft, os.O_CREAT | os.O_EXCL | os.O_WRONLY, PRIVATE)
    with os.fdopen(fd, "w") as file:
        file.write(secrets.token_hex(KEY_BYTES) + "\n")
        file.flush()
        os.fsync(fd)
    try:
        path.hardlink_to(draft)  # unlike a rename, fails when there is one
    finally:
        draft.unlink()
    sync_directory(path.parent)


def load_key_file(path: Path) -> bytes:
    """The key in a file: 32 bytes. Raises KeyUnusable.

    A file that others may read is refused: they may have read it.
    """
    try:
        with path.open() as file:
            mode = os.fstat(file.fileno()).st_mode
            text = file.read(1024)  # a key has 65 characters; a device file may have no end
    except (OSError, UnicodeDecodeError) as error:
        raise KeyUnusable(f"the key file cannot be read ({type(error).__name__})") from None
    if stat.S_IMODE(mode) & 0o077:
        raise KeyUnusable("the key file must be readable only by its owner (chmod 600)")
    return _parse(text)


def load_credential(name: str) -> bytes:
    """The key that systemd hands over (LoadCredential=NAME:FILE): 32 bytes. Raises KeyUnusable.

    File modes in that directory are up to systemd.
    """
    directory = os.environ.get("CREDENTIALS_DIRECTORY")
    if not directory:
        raise KeyUnusable("systemd provided no credentials (CREDENTIALS_DIRECTORY is not set)")
    try:
        text = (Path(directory) / name).read_text()
    except (OSError, UnicodeDecodeError) as error:
        raise KeyUnusable(f"the credential cannot be read ({type(error).__name__})") from None
    return _parse(text)


def derive_key(passphrase: str, salt: bytes) -> bytes:
    """The key derived from a passphrase: 32 bytes, always the same for the same salt.

    Argon2id with 64 MiB, 3 passes and 4 lanes: the second choice of RFC 9106, for machines
    without 2 GiB to spare; a small VPS needs about 0.2 s, and so does each guess of an
    attacker. NFC, so that an accented letter is the same from every keyboard. `salt`: at least
    16 bytes, kept beside the store. Raises ValueError for less, or for no passphrase.
    """
    if not passphrase:
        raise ValueError("the passphrase is empty")
    if len(salt) < SALT_BYTES:
        raise ValueError(f"a salt has at least {SALT_BYTES} bytes")
    argon2 = Argon2id(salt=salt, length=KEY_BYTES, iterations=3, lanes=4, memory_cost=64 * 1024)
    return argon2.derive(unicodedata.normalize("NFC", passphrase).encode())


def _parse(text: str) -> bytes:
    digits = text.strip()
    if len(digits) == 2 * KEY_BYTES:
        try:
            return bytes.fromhex(digits)
        except ValueError:
            pass  # its text quotes the key
    raise KeyUnusable(f"a key has {2 * KEY_BYTES} hexadecimal digits")
