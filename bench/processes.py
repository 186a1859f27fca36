"""The processes that are measured."""

import asyncio
import compileall
import contextlib
import os
import sys
from asyncio.subprocess import PIPE, Process
from collections.abc import AsyncIterator
from dataclasses import dataclass
from pathlib import Path

PEERBOT = Path(sys.executable).with_name("peerbot")
_CHECKOUT = Path(__file__).parent.parent


def compile_all() -> None:
    """Compile what is ours, as installing does: what a process compiles itself costs it memory."""
    for package in ("peerbot", "storage", "bench"):
        compileall.compile_dir(_CHECKOUT / package, quiet=1)


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


@dataclass(frozen=True)
class Memory:
    """What a process holds now, MiB."""

    resident: float
    """Its pages in memory, those of libraries included that other processes have too."""
    own: float
    """Those that no other process has: what ending it would give back."""
    most: float
    """The most that was resident since its start."""


def memory(running: Process) -> Memory:
    """What a process holds now."""
    kib: dict[str, int] = {}
    for name in ("status", "smaps_rollup"):
        rows = (row.split() for row in Path(f"/proc/{running.pid}/{name}").read_text().splitlines())
        kib |= {row[0]: int(row[1]) for row in rows if row[-1] == "kB"}
    return Memory(
        resident=kib["Rss:"] / 1024,
        own=(kib["Private_Clean:"] + kib["Private_Dirty:"]) / 1024,
        most=kib["VmHWM:"] / 1024,
    )


def cpu(pid: int) -> float:
    """The CPU seconds a process has used so far."""
    # After the command's name, which is in brackets: utime and stime are the 12th and 13th.
    fields = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")
