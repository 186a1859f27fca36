"""Logging in at setup, with a specific message for each way in which that can fail."""

from peerbot.app.trouble import Exit, Trouble
from peerbot.kernel.ids import UserID
from peerbot.matrix.errors import Forbidden, LimitExceeded
from peerbot.matrix.homeserver import Credentials, objects, path
from peerbot.matrix.http.session import Session

NO_PASSWORDS = (
    "the homeserver offers no login with a password",
    "Allow it there, at least until setup is done: password_config in Synapse, or password logins "
    "in the authentication service in front of it.",
)
ANOTHER_SERVER = (
    "the homeserver's address for this account differs from accounts.{name}: {shown}",
    "If it is the account that you created, write that address. Otherwise homeserver.url is not "
    "the homeserver of {server}.",
)
REFUSED = (
    "the homeserver refused the login for the account in accounts.{name}",
    "Check the account's name and password, and that homeserver.url is the homeserver of {server}. "
    "A deactivated account is refused as well. Synapse allows few attempts.",
)
TOO_MANY = (
    "the homeserver is limiting logins: there were too many from this address, or for this account",
    "Wait {minutes}, then run the same command again. All logins from one address count together, "
    "and behind a proxy that does not forward addresses, those of everybody do.",
)


async def offers_passwords(homeserver: Session) -> None:
    """Check before anything is created or prompted for. Raises Trouble, MatrixError."""
    flows = objects(await homeserver.request("GET", path("login")), "flows")
    if all(flow.get("type") != "m.login.password" for flow in flows):
        raise Trouble(Exit.INPUT, *NO_PASSWORDS)


async def log_in(homeserver: Session, name: str, user: UserID, password: str) -> Credentials:
    """A session of the account under `accounts.{name}`. Raises Trouble, MatrixError."""
    localpart, _, server = user[1:].partition(":")
    await offers_passwords(homeserver)
    try:
        # Not the whole address: the one that the homeserver returns shows which server it is.
        credentials = await homeserver.log_in(localpart, password)
    except LimitExceeded as limit:
        minutes = f"{limit.retry_after / 60:.0f} minutes" if limit.retry_after > 90 else "a minute"
        raise _trouble(Exit.SERVER, TOO_MANY, minutes=minutes) from None
    except Forbidden:
        raise _trouble(Exit.INPUT, REFUSED, name=name, server=server) from None
    if credentials.user_id != user:
        await homeserver.logout()
        shown = credentials.user_id
        raise _trouble(Exit.INPUT, ANOTHER_SERVER, name=name, shown=shown, server=server)
    return credentials


def _trouble(code: Exit, words: tuple[str, str], **about: str) -> Trouble:
    what, mend = (part.format(**about) for part in words)
    return Trouble(code, what, mend)
