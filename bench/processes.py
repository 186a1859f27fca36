"""The processes that are measured."""

import asyncio
import contextlib
import os
import sys
from asyncio.subprocess import PIPE, Process
from collections.abc import AsyncIterator
from pathlib import Path

PEERBOT = Path(sys.executable).with_name("peerbot")


@contextlib.asynccontextmanager
async def process(*command: object) -> AsyncIterator[Process]:
    """A process that is ended after the block."""
    started = await asyncio.create_subprocess_exec(*map(str, command), stdout=PIPE)
    try:
        yield started
    finally:
        if started.returncode is None:
            started.terminate()
        await started.wait()


async def line(running: Process) -> bytes:
    """The next line that a process prints. Raises EOFError when it ended instead."""
    assert running.stdout is not None
    said = await running.stdout.readline()
    if not said:
        raise EOFError(f"ended with code {await running.wait()} before it was ready")
    return said


def resident(running: Process) -> float:
    """The memory a process holds now, MiB."""
    status = Path(f"/proc/{running.pid}/status").read_text()
    (kib,) = (row.split()[1] for row in status.splitlines() if row.startswith("VmRSS:"))
    return int(kib) / 1024


def cpu(running: Process) -> float:
    """The CPU seconds a process has used so far."""
    # After the command's name, which is in brackets: utime and stime are the 12th and 13th.
    fields = Path(f"/proc/{running.pid}/stat").read_text().rpartition(")")[2].split()
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")
