"""The features, found by being here: each is a folder with a manifest, `feature.py`.

Adding a feature is adding a folder. A feature knows the kernel, and of the features that its
manifest `needs` only their `api.py`.
"""

from functools import cache
from importlib import import_module
from pkgutil import iter_modules

from peerbot.kernel.registry import Registry


@cache
def registry() -> Registry:
    """All of them. Raises `TableFault` where two claim the same."""
    names = (info.name for info in iter_modules(__path__))
    return Registry(tuple(import_module(f"{__name__}.{name}.feature").FEATURE for name in names))
