"""Master keys: from a file, from systemd, from a passphrase; unusable ones are told apart."""

import stat
import unicodedata
from pathlib import Path

import pytest

from storage import KeyUnusable, keys


def test_a_key_file_is_private_and_gives_its_key_again(tmp_path: Path) -> None:
    path = tmp_path / "key"
    keys.make_key_file(path)
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    key = keys.load_key_file(path)
    assert len(key) == 32
    assert keys.load_key_file(path) == key
    assert [file.name for file in tmp_path.iterdir()] == ["key"]


def test_each_key_file_is_another(tmp_path: Path) -> None:
    for name in ("one", "two"):
        keys.make_key_file(tmp_path / name)
    assert keys.load_key_file(tmp_path / "one") != keys.load_key_file(tmp_path / "two")


def test_a_key_file_is_never_overwritten(tmp_path: Path) -> None:
    path = tmp_path / "key"
    keys.make_key_file(path)
    before = path.read_bytes()
    with pytest.raises(FileExistsError):
        keys.make_key_file(path)
    assert path.read_bytes() == before
    assert [file.name for file in tmp_path.iterdir()] == ["key"]


def test_a_making_that_was_killed_is_begun_again(tmp_path: Path) -> None:
    (tmp_path / "key.new").write_text("half a key")
    keys.make_key_file(tmp_path / "key")
    assert len(keys.load_key_file(tmp_path / "key")) == 32


def test_a_key_file_that_others_may_read_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "key"
    keys.make_key_file(path)
    for mode in (0o640, 0o604, 0o620):
        path.chmod(mode)
        with pytest.raises(KeyUnusable, match="chmod 600"):
            keys.load_key_file(path)
    path.chmod(0o400)
    assert len(keys.load_key_file(path)) == 32


@pytest.mark.parametrize("text", [b"", b"ab" * 31, b"ab" * 33, b"zz" * 32, b"\xff" * 64])
def test_what_is_no_key_is_refused_without_being_quoted(tmp_path: Path, text: bytes) -> None:
    path = tmp_path / "key"
    path.write_bytes(text)
    path.chmod(0o600)
    with pytest.raises(KeyUnusable) as caught:
        keys.load_key_file(path)
    assert "zz" not in str(caught.value)
    assert caught.value.__cause__ is None
    assert caught.value.__suppress_context__ or caught.value.__context__ is None


def test_a_missing_key_file_is_told(tmp_path: Path) -> None:
    with pytest.raises(KeyUnusable, match="FileNotFoundError"):
        keys.load_key_file(tmp_path / "none")


def test_a_systemd_credential(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "peerbot").write_text("ab" * 32 + "\n")
    monkeypatch.setenv("CREDENTIALS_DIRECTORY", str(tmp_path))
    assert keys.load_credential("peerbot") == b"\xab" * 32
    with pytest.raises(KeyUnusable, match="cannot be read"):
        keys.load_credential("another")
    monkeypatch.delenv("CREDENTIALS_DIRECTORY")
    with pytest.raises(KeyUnusable, match="not set"):
        keys.load_credential("peerbot")


def test_a_passphrase_gives_the_same_key_from_every_keyboard() -> None:
    """At the real parameters; the answer is that of the reference implementation too."""
    salt = bytes(range(16))
    composed = unicodedata.normalize("NFC", "brücke über den fluss")
    decomposed = unicodedata.normalize("NFD", composed)
    assert composed != decomposed
    key = keys.derive_key(decomposed, salt)
    assert key == keys.derive_key(composed, salt)
    assert key.hex() == "8ceadb3020c1445b6ac300592faa89904c3fb02b279ea17e41fad1b3f0393a32"


def test_another_salt_gives_another_key_and_mistakes_are_told() -> None:
    assert keys.derive_key("x", bytes(16)) != keys.derive_key("x", bytes(15) + b"\1")
    with pytest.raises(ValueError, match="salt"):
        keys.derive_key("x", bytes(15))
    with pytest.raises(ValueError, match="passphrase"):
        keys.derive_key("", bytes(16))
