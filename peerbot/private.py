"""Files for one user alone, whatever the umask and whatever was there before."""

import os
from pathlib import Path
from typing import BinaryIO, Literal

PRIVATE_UMASK = 0o077
"""For processes that make files of their own, such as Synapse."""


def open_private(path: Path, how: Literal["wb", "ab"]) -> BinaryIO:
    """Open a file to write: mode 0600, never through a link. One written anew is a new file, since
    somebody may have the old one open. Raises OSError."""
    flags = os.O_WRONLY | os.O_CREAT | os.O_NOFOLLOW
    if how == "wb":
        path.unlink(missing_ok=True)
        flags |= os.O_EXCL
    else:
        flags |= os.O_APPEND
    descriptor = os.open(path, flags, 0o600)
    os.fchmod(descriptor, 0o600)
    return os.fdopen(descriptor, how)
