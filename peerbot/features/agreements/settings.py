"""What the collective wrote of agreements."""

from msgspec import Struct

from peerbot.kernel.context import Context


class KindAgreements(Struct, frozen=True):
    """What people agree on in rooms of one kind (its word, as after `open`). `whole`: all of it, in
    a line."""

    kind: str
    title: str
    lines: tuple[str, ...]
    whole: str


class AgreementSettings(Struct, frozen=True):
    """In the order of the config; kinds of which nothing is written are not there."""

    kinds: tuple[KindAgreements, ...]


def agreements_in(context: Context) -> tuple[KindAgreements, ...]:
    """This section of the settings."""
    return context.settings.of(AgreementSettings).kinds
