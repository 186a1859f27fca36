"""What other features may use of what comes next."""

from peerbot.features.when.chat import DateChosen
from peerbot.features.when.extending import DateChoice

__all__ = ["DateChoice", "DateChosen"]
