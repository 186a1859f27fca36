"""Setting up the two accounts, so that it can be run again and survives a crash at any point.

The order is the safety: a token is sealed before anything else is done with it (Synapse allows
few logins), a key is sealed before it is published, and the keeper's password is replaced by one
that nobody knows only when everything that may need it is done.
"""

import secrets
from datetime import datetime, timedelta

from msgspec import Struct

from peerbot.app.by_itself import what_to_mend
from peerbot.app.login import log_in
from peerbot.app.reaching import session_of
from peerbot.app.trouble import Exit, Trouble
from peerbot.config import Config
from peerbot.kernel.ids import Clock, DeviceID, UserID, bot
from peerbot.matrix.client import SignedClient
from peerbot.matrix.crypto.account import stored_ed25519
from peerbot.matrix.crypto.signing import Identity, own_keys
from peerbot.matrix.delayed import limits_of
from peerbot.matrix.errors import Forbidden, IdentityChanged, UnknownToken
from peerbot.matrix.homeserver import Credentials, path
from peerbot.matrix.http.session import Session
from peerbot.matrix.rooms import room_version
from peerbot.texts import Texts
from storage import Kind, Store

LASTS = timedelta(days=365 * 20)
"""The accounts are the bot's own; they expire so that every record does."""


class Account(Struct, frozen=True):
    """A session of one of our accounts."""

    user: UserID
    device: DeviceID
    token: str


class Pinned(Struct, frozen=True):
    """The keeper's public master key, and whether its password is one that nobody knows."""

    master_key: str
    password_gone: bool
    password_on_its_way: str | None = None


ACCOUNTS = bot("accounts")
ACCOUNT = Kind("account", Account)
PINNED = Kind("pinned", Pinned)


class Setup:
    """What `peerbot setup` does, step by step. Raises Trouble, StoreError, MatrixError."""

    def __init__(self, config: Config, store: Store, clock: Clock) -> None:
        self._config = config
        self._store = store
        self._clock = clock
        self.worth_a_look: tuple[str, ...] = ()
        """What is not wrong, and can be done better on the homeserver."""

    async def voice(self, password: str | None) -> None:
        """Log in, publish the device and the identity that vouches for it, take a neutral name."""
        credentials = await self._session("voice", self._config.accounts.voice, password)
        homeserver = session_of(self._config, credentials.token)
        try:
            client = SignedClient(homeserver, credentials, self._store, self._clock)
            await client.start(password)
            await self._name(homeserver, credentials.user_id, "voice-name")
        finally:
            await homeserver.close()

    async def keeper(self, password: str | None) -> None:
        """Log in, publish an identity whose private keys are thrown away, then the password too."""
        credentials = await self._session("keeper", self._config.accounts.keeper, password)
        homeserver = session_of(self._config, credentials.token)
        try:
            if await room_version(homeserver) is None:
                raise Trouble(
                    Exit.SERVER,
                    "the homeserver cannot create rooms of version 11 or 12",
                    "In older ones somebody could undo what protects a room. Update the "
                    "homeserver, then run setup again.",
                    where=self._config.homeserver.url,
                )
            await self._identity(homeserver, credentials.user_id, password)
            await self._name(homeserver, credentials.user_id, "keeper-name")
            await self._forget_password(homeserver, credentials.user_id, password)
            limits = await limits_of(homeserver)
            self.worth_a_look = tuple(what_to_mend(limits, self._config))
        finally:
            await homeserver.close()

    async def _session(self, name: str, user: UserID, password: str | None) -> Credentials:
        now = self._clock()
        if account := self._store.get(ACCOUNTS, ACCOUNT, name=name, now=now):
            credentials = Credentials(account.user, account.device, account.token)
            if await self._works(credentials):
                return credentials
        if not password:
            raise Trouble(
                Exit.INPUT,
                f"no password was given for the account in accounts.{name}",
                f"Type it when prompted, or set PEERBOT_{name.upper()}_PASSWORD.",
            )
        homeserver = session_of(self._config)
        try:
            credentials = await log_in(homeserver, name, user, password)
        finally:
            await homeserver.close()
        session = Account(credentials.user_id, credentials.device_id, credentials.token)
        self._store.put(ACCOUNTS, ACCOUNT, session, name=name, until=now + LASTS)
        return credentials

    async def _works(self, credentials: Credentials) -> bool:
        homeserver = session_of(self._config, credentials.token)
        try:
            me = await homeserver.who()
        except UnknownToken:
            return False
        finally:
            await homeserver.close()
        return me.user_id == credentials.user_id

    async def _identity(self, homeserver: Session, user: UserID, password: str | None) -> None:
        """A crash before the upload leaves a pin without an identity, which is then replaced."""
        pinned = self._store.get(ACCOUNTS, PINNED, now=self._clock())
        published = await own_keys(homeserver, user)
        if published.devices:
            raise Trouble(
                Exit.INPUT,
                "the account in accounts.keeper has devices with keys",
                "It must never have used encryption: create a new account for the keeper.",
            )
        if published.master_key is None:
            identity = Identity.new(user)
            self._pin(Pinned(identity.master_key, password_gone=False))
            await identity.publish(homeserver, password)
        elif pinned is None or pinned.master_key != published.master_key:
            raise IdentityChanged

    async def _forget_password(
        self, homeserver: Session, user: UserID, password: str | None
    ) -> None:
        """From here on only the token opens the account, and with it no identity can be changed.

        The new password is sealed while it is on its way, so that a crash cannot lock us out.
        """
        pinned = self._store.get(ACCOUNTS, PINNED, now=self._clock())
        if pinned is None or pinned.password_gone:
            return
        on_its_way = pinned.password_on_its_way
        new = on_its_way or secrets.token_urlsafe(48)
        self._pin(Pinned(pinned.master_key, password_gone=False, password_on_its_way=new))
        body = {"new_password": new, "logout_devices": False}
        endpoint = path("account", "password")
        try:
            await homeserver.request_with_password(
                "POST", endpoint, body, user_id=user, password=on_its_way or password
            )
        except Forbidden:  # it never arrived, so the first one still opens the account
            if on_its_way is None or password is None:
                raise
            await homeserver.request_with_password(
                "POST", endpoint, body, user_id=user, password=password
            )
        self._pin(Pinned(pinned.master_key, password_gone=True))
        self._store.scrub()

    def _pin(self, pinned: Pinned) -> None:
        self._store.put(ACCOUNTS, PINNED, pinned, until=self._clock() + LASTS)

    async def _name(self, homeserver: Session, user: UserID, text: str) -> None:
        """A neutral name: this is what a phone shows on its lock screen."""
        texts = Texts(self._config.collective.language, self._config.collective.time_zone)
        name = texts.say(text, now=self._clock())
        homeserver.user_id = user
        await homeserver.set_displayname(name)


def session(store: Store, name: str, now: datetime) -> Credentials:
    """The session that setup made. Raises Trouble when it did not."""
    account = store.get(ACCOUNTS, ACCOUNT, name=name, now=now)
    if account is None:
        raise _unfinished()
    return Credentials(account.user, account.device, account.token)


class Fingerprint(Struct, frozen=True):
    """What tells the voice from an account that looks alike. Keys are unpadded base64."""

    user: UserID
    device: DeviceID
    master_key: str
    device_key: str


def fingerprint(store: Store, now: datetime) -> Fingerprint:
    """The voice's public keys. Raises Trouble when setup was not finished."""
    voice = session(store, "voice", now)
    identity = Identity.load(store, voice.user_id, now)
    device_key = stored_ed25519(store, now)
    if identity is None or device_key is None:
        raise _unfinished()
    return Fingerprint(voice.user_id, voice.device_id, identity.master_key, device_key)


def pinned_key(store: Store, now: datetime) -> str:
    """The keeper's public master key. Raises Trouble when setup was not finished."""
    pinned = store.get(ACCOUNTS, PINNED, now=now)
    if pinned is None or not pinned.password_gone:
        raise _unfinished()
    return pinned.master_key


def _unfinished() -> Trouble:
    return Trouble(Exit.INPUT, "setup is not finished", "Run: peerbot setup.")
