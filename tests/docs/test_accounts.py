"""The two accounts, made with Synapse's own command as docs/stewards.md has it, and set up."""

import os
import shlex
from pathlib import Path

from peerbot.devtools.synapse import Registered, Synapse, interpreter
from tests.app.installation import Installation
from tests.app.test_passphrase import typing
from tests.docs.pages import blocks

COMMANDS = next(
    block.text
    for block in blocks("docs/stewards.md", "sh")
    if block.text.startswith("register_new_matrix_user")
).splitlines()
PASSWORD = "a long password of no account"


async def test_the_accounts_of_the_page_are_made_and_can_be_set_up(
    synapse: Synapse, tmp_path: Path
) -> None:
    path = f"{interpreter().parent}:{os.environ['PATH']}"
    for command in COMMANDS:
        words = command.replace("http://127.0.0.1:8008", synapse.url)
        words = words.replace("/etc/matrix-synapse", str(synapse.directory))
        assert words.count(str(synapse.directory)) == words.count(synapse.url) == 1
        asked = [("Password", PASSWORD), ("Confirm password", PASSWORD)]
        done = await typing(*shlex.split(words), typed=asked, PATH=path)
        assert done.code == 0, done.err
        assert "Success!" in done.out
    voice, keeper = (
        Registered(f"@{words[words.index('-u') + 1]}:localhost", "", "", PASSWORD)
        for words in map(shlex.split, COMMANDS)
    )
    installation = Installation(tmp_path, synapse.url, voice, keeper)
    assert (voice.user_id, keeper.user_id) == ("@company:localhost", "@rooms:localhost")
    done = await installation.set_up()
    assert done.code == 0, done.err
