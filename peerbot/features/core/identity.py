"""The person said that they reset their account's identity. It may have been somebody else.

So what only the person may have goes: a question that is open, the note, the role or the offer of
one, and rooms that they hold (to the second, or by closing). Places in the rooms of others
stay: who has the account is in those rooms already, as far as a homeserver and members can tell.
"""

from functools import partial

from peerbot.kernel.chat import IdentityReset
from peerbot.kernel.context import Context
from peerbot.kernel.effects import BeginAnew, Say
from peerbot.kernel.feature import Features, Flow
from peerbot.kernel.table import Anywhere, Home, State, Step, Transition


def reset_identity(
    features: Features, _state: State, _message: IdentityReset, context: Context
) -> Step:
    return Step(Home(), (BeginAnew(), *features.reset(context), Say("identity-reset")))


def flow(features: Features) -> Flow:
    """Each of these features drops what must not outlive the identity."""
    return Flow(
        "identity",
        (Transition(Anywhere, IdentityReset, partial(reset_identity, features), (Home,)),),
    )
