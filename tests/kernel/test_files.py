"""A file that goes along with words is small."""

import pytest

from peerbot.kernel.files import LARGEST, File


def test_a_file_is_small_in_bytes() -> None:
    fits = "\u00e4" * (LARGEST // 2)
    assert File("a", "text/plain", fits).content == fits
    with pytest.raises(ValueError, match="too large"):
        File("a", "text/plain", fits + "a")
