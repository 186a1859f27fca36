"""Draws faults.md: what can go wrong, what becomes of it, and the tests that show it.

Run: python docs/faults.py. A test is found by its name: `test_fault_18_...`. A test of the tests
fails when the page is stale, when a row has nothing that shows it, or when a number means nothing.
"""

import re
from collections.abc import Iterator
from pathlib import Path

DOCS = Path(__file__).parent
TESTS = DOCS.parent / "tests"

ROWS: dict[int, tuple[str, str]] = {
    1: (
        "Killed after an answer left, before the homeserver's receipt for it came",
        "Sends it again under the same transaction id; the homeserver makes one event of both.",
    ),
    2: (
        "Killed after a message was acted on, before its sync was marked as handled",
        "Meets the message again, knows it by what is on record, and does nothing a second time.",
    ),
    3: (
        "Killed between receiving a sync and taking in the keys in it",
        "Gets the same sync again, keys included, and reads the message.",
    ),
    4: (
        "Killed while its one-time keys are on their way up",
        "Uploads the very same keys again, which a homeserver accepts.",
    ),
    5: (
        "Killed while giving the key of an answer to somebody's devices",
        "Begins a new session at the next start; every confirmed device can read the answer.",
    ),
    6: (
        "The homeserver restarts under a sync and a send",
        "Waits, longer each time and never in step with others, and goes on; nothing is lost.",
    ),
    7: (
        "500, 502, a page of HTML, JSON that breaks off, JSON of the wrong shape",
        "Takes none of it for an answer; tries again with growing pauses.",
    ),
    8: (
        "The homeserver limits how much may be sent",
        "Waits as long as it is told, by body or header; leaving and closing do not wait behind "
        "answers.",
    ),
    9: (
        "A connection that hangs",
        "Gives up at a deadline of its own and tries again.",
    ),
    10: ("The same to-device event twice", "Uses it once."),
    11: (
        "Hundreds of to-device events, out of order and late",
        "Keeps messages for a while until their keys come, then answers them.",
    ),
    12: (
        "Strangers take every one-time key",
        "People still come in by the fallback key; there are new keys, and another fallback.",
    ),
    13: (
        "Its state is replaced by an older copy",
        "Notices before it says anything, stops, and tells the steward what to do.",
    ),
    14: (
        "Garbage in place of encrypted messages",
        "Rejects and counts each; nobody else notices.",
    ),
    15: (
        "A member's device keys or one-time keys are malformed",
        "Leaves that device out.",
    ),
    16: (
        "The homeserver cannot say whose devices are whose",
        "Keeps the message until it can, then answers it.",
    ),
    17: (
        "The homeserver puts another name on a message",
        "Finds no key of that person for it, and does nothing.",
    ),
    18: (
        "Power levels or membership inside an encrypted message",
        "Believes room state from the homeserver's own events alone.",
    ),
    19: (
        "An old message comes as a new event, after a restart",
        "Refuses it: what was read is on record, and its key has moved on.",
    ),
    20: (
        "Words in clear in an encrypted chat, or a chat that is said to be unencrypted now",
        "Does not act on them, and never answers in clear instead.",
    ),
    21: (
        "The clock jumps by a day, either way",
        "Lets nothing expire by it at once, and tells the steward.",
    ),
    22: (
        "Its device is deleted, its token revoked",
        "Stops with an exit code of its own and says so; never makes a new identity by itself.",
    ),
    23: (
        "The homeserver shows another identity for the account that talks",
        "Refuses to start.",
    ),
    24: (
        "A member's device and the bot no longer have a common session",
        "Begins a new one and asks once to have the message written again.",
    ),
    25: (
        "The homeserver adds a device to a member's account",
        "Gives it no keys, does nothing for it, and tells the member.",
    ),
    26: (
        "A member's identity is another than before",
        "Says nothing private until the person has explained it.",
    ),
    27: (
        "A member leaves the chat in the middle of a question",
        "Drops what was not agreed to.",
    ),
    28: (
        "A member kicks or bans the bot",
        "Drops their keys and does not try again.",
    ),
    29: (
        "Invitations from strangers by the hundred",
        "Declines them in silence; answers to others do not wait for it.",
    ),
    30: (
        "A third person in a private chat",
        "Says so, ends private talk, and leaves.",
    ),
    31: (
        "Very long, very deep, invisible or backward text, content of any shape",
        "Caps it, and answers what it can make of it.",
    ),
    32: (
        "HTML or mentions in names and answers",
        "Shows them as they are typed; nobody is mentioned by them.",
    ),
    33: (
        "Two programs that answer each other",
        "Sends notices, answers none, and stops after a number of answers.",
    ),
    34: (
        "A command is edited, redacted, or answered when the question is long gone",
        "Counts as it was first sent, once; a late answer belongs to no other question.",
    ),
    35: (
        "The keeper loses its power in a room",
        "Tells everybody with a place and the steward; does not try over and over.",
    ),
    36: (
        "A room is half made when something fails",
        "Finishes it when that is possible; otherwise says so and leaves nothing behind.",
    ),
    37: (
        "A second process on the same state",
        "Says that the first holds it, and ends.",
    ),
    38: (
        "The disk is full",
        "Commits nothing, loses nothing, tells the steward, and goes on once there is room.",
    ),
    39: (
        "A damaged record; a damaged file",
        "Sets the record aside and lets erasing mend it; names the file, and never replaces it.",
    ),
    40: (
        "A wrong key or passphrase",
        "Says so and touches nothing.",
    ),
    41: (
        "The machine is off when a room is to close",
        "The homeserver silences it by itself where it can; the rest is done at the next start.",
    ),
    42: (
        "Somebody is erased in the middle of anything, with kills on the way",
        "Finishes; nothing of them is left on the disk.",
    ),
    43: (
        "Many members who write many messages at once",
        "Answers each of them, in order for each.",
    ),
    44: (
        "Messages that come while the bot is down",
        "Answers all of them at the start, in order.",
    ),
    45: (
        "A member whose device keys are malformed shares a chat with the bot",
        "Tells them once, in clear, kindly; goes on for everybody else, also after a restart.",
    ),
    46: (
        "The keeper's identity changes, or it gains a device, while a room is open",
        "Closes every room, tells members and the steward, and opens no other.",
    ),
    47: (
        "Fifteen rooms due in one second, under a homeserver's default limits",
        "All fall silent as fast as the limits allow; none is forgotten.",
    ),
    48: (
        "Whoever runs the homeserver deletes a room, or the keeper's account",
        "Tells each person who had a place, and clears up.",
    ),
    49: (
        "An id of a megabyte, a record too large to store, or anything in one entry that nobody "
        "foresaw",
        "Leaves out the id where it comes in; sets that one entry aside and counts it. Everything "
        "else goes on, also after a restart.",
    ),
    50: (
        "Forty megabytes wait in the next sync, written while it was off",
        "Asks again for the last event of each room, takes the answer in parts, and fetches the "
        "rest in small pages; nothing is lost of it, and `status` says so if it is ever too much.",
    ),
    51: (
        "One member uploads ten megabytes of device keys; an answer of nothing but brackets",
        "Parses no more than a cap for each endpoint, and larger answers in parts; tells the "
        "member that their keys do not work. Memory stays within the unit's limit.",
    ),
    52: (
        "One member sends hundreds of large events that cannot be opened",
        "Keeps what opens them later and no more, bounded in bytes and for each person; asks for "
        "keys beside the sync, with growing pauses, and asks once to have them written again. "
        "Others hardly notice.",
    ),
    53: (
        "A list is full: rooms, names for them, what fits into one answer",
        "Gives another form of name, and pages; a facilitator opens only so many rooms.",
    ),
    54: (
        "Somebody with power in a room redacts its encryption, its power levels or its topic",
        "Gives nobody that power, takes it out of rooms that are open already, makes none of a "
        "version in which it would matter more, and takes messages back itself when asked.",
    ),
    55: (
        "One odd answer that is not about what was asked, on any endpoint",
        "Tries again; only what says that something is forbidden or gone counts as that.",
    ),
    56: (
        "Somebody writes to it in another room than their chat",
        "Leaves that room without a word; their chat goes on.",
    ),
    57: (
        "The homeserver joins one of its accounts to rooms by itself",
        "Leaves them quietly, and removes people from none that is not on its record.",
    ),
    58: (
        "Look-alike quotation marks, brackets, directions and invisible characters in what people "
        "write for others, or in their address",
        "Shows words of any script as they are, on one line, in quotation marks that nothing in "
        "them can seem to close. A name or line on cards that looks like an address is not taken; "
        "an address in letters that no server gives begins no chat.",
    ),
    59: (
        "Wrong arguments, half a line, ten megabytes or a crowd on the control socket; something "
        "else at its other end, or nothing; a list longer than any line; a sandbox where others "
        "may look",
        "Says in words what is wrong and what is right, never in a traceback, after a deadline at "
        "most; nothing else waits, and no more than a request is taken in. The list is shown to "
        "its end. What a sandbox makes is its user's alone; a folder of others is left.",
    ),
    60: (
        "The homeserver is away or hangs; the bot is frozen, stopped, dead, or could not start",
        "`status` says which within ten seconds, with how the bot last ended and an exit code that "
        "is not 0. The log has one line when the homeserver goes, and one when it is back.",
    ),
    61: (
        "Answers about somebody's keys leave out their identity, their devices or them, for a "
        "while or for ever, as Synapse does while it begins to watch people of other homeservers",
        "Takes what is missing for no answer and for no change: what was known stands, no new "
        "device gets keys, and it asks again. Who is new is answered once it knows, and told "
        "kindly if that takes longer.",
    ),
    62: (
        "Somebody's homeserver is frozen or away while their keys are asked for, claimed or sent; "
        "the bot is killed meanwhile",
        "Asks beside the sync, so that nobody else waits; answers their words when it is back, "
        "each once and in order. What was written within the last ten minutes outlives a kill.",
    ),
    63: (
        "A room with people of two homeservers is closed, or some of them step out, are erased or "
        "are to be invited, while one of the two is frozen or away",
        "On its own homeserver all of it happens at once, for everybody; the other hears of it "
        "when it is back. Cards and closing lines say so, and nobody else waits.",
    ),
    64: (
        "Both who hold a room say at the same moment that they come to somebody who asked",
        "One room for two opens, with whoever was first; the other hears that it is answered, and "
        "holds nothing.",
    ),
    65: (
        "Somebody asks for help in the last minute of a room",
        "Whoever comes and whoever asked read how short it is; the room for two closes with it.",
    ),
    66: (
        "Whoever asked for help, or whoever comes, leaves or is erased before they have met",
        "Nobody waits for them any more and hears so; the room for two closes, and nothing of "
        "either stays in it.",
    ),
    67: (
        "Whom a complaint concerns, who wrote it, or who shall read it, is erased while it waits",
        "The writer's words go with the writer. The others are let go of, and the rest read it; "
        "where nobody is left to, the writer hears so.",
    ),
    68: (
        "Newcomers are paused while an invitation is on its way, waits for the start, or is being "
        "accepted by a bot that is killed there",
        "Declines it with a kind reason and keeps nothing of them; once the pause is over, another "
        "invitation is accepted. One that it was about to decline when it was killed, and had not "
        "accepted before, stays unanswered.",
    ),
    69: (
        "A crowd of accounts of one other homeserver begins chats and asks for places",
        "So many chats of theirs and, where that is set, so many places of theirs in each room, "
        "and no more; the rest hear so, with what they can do. Nobody else is turned away for it.",
    ),
    70: (
        "Whoever holds a room, and its second, act at the same moment",
        "The room decides, in one order: exactly one of them holds it, and both hear who.",
    ),
    71: (
        "Whoever holds a room is away, dead, or says nothing, or a second leaves in that minute",
        "Asks the second, hands it on or closes it: nobody is left in a room that nobody holds.",
    ),
    72: (
        "A room is locked while somebody waits to be let in",
        "Whoever waits keeps their place, and whoever comes later hears that it is locked.",
    ),
    73: (
        "Killed between the upload of a file and the message with it; the homeserver takes no "
        "file, limits uploads, or hangs at them; whoever asked for it is erased meanwhile",
        "Uploads it again, and the message is there once; after four tries, or at once where it is "
        "refused, says the same in words. Nothing on the server tells what it was.",
    ),
    74: (
        "A series meets at a time that clocks skip on some day, or show twice",
        "Says so before it is planned and asks what to do; every other date keeps its time of day.",
    ),
    75: (
        "Whoever hosts a series loses their role, is erased, or resets their identity",
        "The series ends and members see no date of it; a role that runs out hides it at once.",
    ),
    76: (
        "The bot is off over dates of a series, or over its last one",
        "What comes next is right from the first look on, and nothing of it outlives its day.",
    ),
    77: (
        "The bot is off, killed or begun anew while somebody has a place at a date or waits for "
        "one; the yes is taken back, its person erased, or their identity reset meanwhile",
        "Nobody is passed over who could not answer, nobody is skipped, and each place is gone on "
        "the day after its date at the latest.",
    ),
    78: (
        "It is too late to call off a date for which too few took a place",
        "Decides as long as half an hour is left; a date that is nearer is held.",
    ),
    79: (
        "Whoever holds a date says nothing, cannot open a room, or several say yes at once; the "
        "room cannot be made; killed meanwhile",
        "Asks the next, and opens one room or none; at the start people read that it does not "
        "meet.",
    ),
    80: (
        "The bot is off, or its clock wrong, when whoever holds a date was to be asked",
        "Asks at once, until a quarter of an hour after the start. Later the date counts as not "
        "opened, and as nobody's fault.",
    ),
    81: (
        "Whoever hosts a series with others is gone; the bot is off, or put back, while hosts are "
        "asked, or while steps of a date are due",
        "It goes on with the others, each date to come with one of them. An answer whose time is "
        "over changes nothing, and whoever asked hears in time what is left to do. Of the steps it "
        "says the one that it is time for.",
    ),
}
"""By number: what happens, and what the bot does then."""

NOT_SHOWN: dict[int, str] = {}
"""Rows that no test shows, with the reason: what somebody should know who relies on them."""

TEST = re.compile(r"^(?:async )?def test((?:_fault_\d\d)+)_(\w+)\(", re.MULTILINE)


def shown() -> dict[int, list[tuple[str, Path]]]:
    """By number: the tests that show a row, each in words with its file."""
    found: dict[int, list[tuple[str, Path]]] = {}
    for path in sorted(TESTS.rglob("test_*.py")):
        if "node_modules" in path.parts:
            continue
        for numbers, words in TEST.findall(path.read_text(encoding="utf-8")):
            for number in re.findall(r"\d\d", numbers):
                found.setdefault(int(number), []).append((words.replace("_", " "), path))
    return found


def page() -> str:
    """The page itself."""
    return "\n".join(
        [
            "# What can go wrong, and what shows what becomes of it",
            "",
            "This page is drawn from the names of the tests: after a change, run "
            "`python docs/faults.py`.",
            "",
            "Nearly all of it is done to the real bot on a real homeserver, most through a proxy "
            "between the two that holds, cuts, repeats and rewrites what passes. A kill is a "
            "SIGKILL of the real process. What is in `tests/soak` runs with `make soak`, all else "
            "with `make test`.",
            "",
            "| | what happens | what the bot does | shown by |",
            "|--|--|--|--|",
            *_rows(),
            "",
        ]
    )


def _rows() -> Iterator[str]:
    tests = shown()
    for number, (happens, does) in ROWS.items():
        by_file: dict[Path, list[str]] = {}
        for words, path in tests.get(number, []):
            by_file.setdefault(path, []).append(words)
        proofs = [f"{_link(path)}: {'; '.join(names)}" for path, names in by_file.items()]
        if not proofs:
            proofs = [f"**no test.** {NOT_SHOWN.get(number, '')}".strip()]
        yield f"| {number} | {happens} | {does} | {'<br>'.join(proofs)} |"


def _link(path: Path) -> str:
    inside = path.relative_to(TESTS)
    return f"[{inside.parent.name}/{inside.stem.removeprefix('test_')}](../tests/{inside})"


PAGES = {"faults.md": page}


def main() -> None:
    """Draw the page anew."""
    for name, draw in PAGES.items():
        (DOCS / name).write_text(draw(), encoding="utf-8")


if __name__ == "__main__":
    main()
