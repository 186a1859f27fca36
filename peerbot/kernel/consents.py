"""Yeses: what is asked, and what was answered."""

from datetime import datetime

from msgspec import Struct


class Consent(Struct, frozen=True):
    """One thing that is asked: its name, and the version of what its words mean.

    The version goes up when the meaning of its words changes; whoever agreed to an earlier one is
    asked again at their next word.
    """

    name: str
    version: int


class Grant(Struct, frozen=True):
    """A person's yes to one consent, as kept: which version, and until when it holds."""

    name: str
    version: int
    until: datetime
