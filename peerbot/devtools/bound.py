"""Processes that do not outlive whoever started them."""


def bound(module: str, *, first: str = "") -> str:
    """Python code that runs a module, and that the kernel ends when whoever started it dies,
    however they die: no orphan after a SIGKILL. `first`: code that runs before the module."""
    # 1 is PR_SET_PDEATHSIG of prctl(2).
    return (
        "import ctypes, runpy, signal\n"
        "ctypes.CDLL(None).prctl(1, signal.SIGTERM)\n"
        f"{first}\n"
        f"runpy.run_module('{module}', run_name='__main__', alter_sys=True)"
    )
