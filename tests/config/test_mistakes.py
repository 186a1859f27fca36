"""Every mistake is told with its exact path and what to write."""

import re

import pytest

from .example import EXAMPLE, problems

URL = "url: http://127.0.0.1:8008"

MISTAKES = {
    # what is written in place of what; then path, what is wrong, and a piece of the mend
    "name missing": (
        ("  name: The Example Collective\n", ""),
        ("collective.name", "is missing", "Write the name"),
    ),
    "name empty": (
        ("name: The Example Collective", "name:"),
        ("collective.name", "is empty", "Write the name"),
    ),
    "name only spaces": (
        ("name: The Example Collective", 'name: "  "'),
        ("collective.name", "is empty", "Write the name"),
    ),
    "name too long": (
        ("name: The Example Collective", f"name: {'x' * 301}"),
        ("collective.name", "has 301 characters, more than 300", "Shorten it."),
    ),
    "name on two lines": (
        ("name: The Example Collective", r'name: "The\nCollective"'),
        ("collective.name", "is longer than one line", "Write the name"),
    ),
    "name with a bell": (
        ("name: The Example Collective", r'name: "The\aCollective"'),
        ("collective.name", "contains a control character", "Write the name"),
    ),
    "name with half a character": (
        ("name: The Example Collective", r'name: "The \ud83d"'),
        ("collective.name", "contains a control character", "Write the name"),
    ),
    "name that turns round": (
        ("name: The Example Collective", 'name: "The \u202eevitcelloC"'),
        (
            "collective.name",
            "contains a character that changes the direction of writing",
            "Write the",
        ),
    ),
    "name a number": (
        ("name: The Example Collective", "name: 42"),
        ("collective.name", "is read as a number or as true or false", "Put quotes around it."),
    ),
    "name a list": (
        ("name: The Example Collective", "name: [The, Example]"),
        ("collective.name", "is not text", "Write the name"),
    ),
    "language unknown": (
        ("language: en", "language: english"),
        ("collective.language", "is not one of the allowed values", "Write one of: en."),
    ),
    "proxy of another kind": (
        (URL, f"{URL}\n  proxy: http://127.0.0.1:8080"),
        ("homeserver.proxy", "does not begin with socks5://", "Write socks5://"),
    ),
    "proxy without a port": (
        (URL, f"{URL}\n  proxy: socks5://127.0.0.1"),
        ("homeserver.proxy", "does not name a proxy and a port", "Write socks5://"),
    ),
    "proxy with an odd port": (
        (URL, f"{URL}\n  proxy: socks5://127.0.0.1:99999"),
        ("homeserver.proxy", "has an invalid address or port", "Write socks5://"),
    ),
    "proxy with a password": (
        (URL, f"{URL}\n  proxy: socks5://me:secret@127.0.0.1:9050"),
        ("homeserver.proxy", "contains a user name or password", "Write socks5://"),
    ),
    "proxy with a path": (
        (URL, f"{URL}\n  proxy: socks5://127.0.0.1:9050/tor"),
        ("homeserver.proxy", "has something after the proxy and port", "Write socks5://"),
    ),
    "proxy to this machine": (
        (URL, f"{URL}\n  proxy: socks5://127.0.0.1:9050"),
        (
            "homeserver.proxy",
            "is set although homeserver.url is on this machine",
            "Remove it, or write",
        ),
    ),
    "onion by a proxy elsewhere": (
        (URL, "url: http://examplexamplexample.onion\n  proxy: socks5://192.0.2.1:9050"),
        ("homeserver.proxy", "traffic to it would not be encrypted", "Write a proxy on this"),
    ),
    "onion without a proxy": (
        (URL, "url: http://examplexamplexample.onion"),
        ("homeserver.url", "is a Tor address", "Write homeserver.proxy: socks5://127.0.0.1"),
    ),
    "certificate by a relative path": (
        (URL, f"{URL}\n  ca: homeserver.pem"),
        ("homeserver.ca", "does not begin with /", "Write the full path"),
    ),
    "time zone misspelt": (
        ("Europe/Berlin", "europe/berlim"),
        (
            "collective.time_zone",
            "not a known time zone; the closest match is Europe/Berlin",
            "Europe/",
        ),
    ),
    "time zone a folder": (
        ("Europe/Berlin", "Europe"),
        ("collective.time_zone", "not a known time zone", "Write a continent and a city"),
    ),
    "time zone outside": (
        ("Europe/Berlin", "../../etc/passwd"),
        ("collective.time_zone", "not a known time zone", "Write a continent and a city"),
    ),
    "url without a scheme": (
        ("http://127.0.0.1:8008", "localhost:8008"),
        ("homeserver.url", "does not begin with http:// or https://", "Write https://"),
    ),
    "url with a path": (
        ("http://127.0.0.1:8008", "https://example.org/_matrix"),
        ("homeserver.url", "has something after the server and port", "Write https://"),
    ),
    "url with a query": (
        ("http://127.0.0.1:8008", "https://example.org?token"),
        ("homeserver.url", "has something after the server and port", "Write https://"),
    ),
    "url with a password": (
        ("http://127.0.0.1:8008", "https://me:hunter2@example.org"),
        ("homeserver.url", "contains a user name or password", "Write https://"),
    ),
    "url with a strange port": (
        ("http://127.0.0.1:8008", "https://example.org:hunter2"),
        ("homeserver.url", "has an invalid address or port", "Write https://"),
    ),
    "url with port 0": (
        ("http://127.0.0.1:8008", "https://example.org:0"),
        ("homeserver.url", "contains no server name", "Write https://"),
    ),
    "url of nothing": (
        ("http://127.0.0.1:8008", "https://"),
        ("homeserver.url", "contains no server name", "Write https://"),
    ),
    "url with half an IPv6 address": (
        ("http://127.0.0.1:8008", "https://[::1"),
        ("homeserver.url", "has an invalid address or port", "Write https://"),
    ),
    "http to another machine": (
        ("http://127.0.0.1:8008", "http://example.org"),
        ("homeserver.url", "connects to another machine without encryption", "Write https://"),
    ),
    "http to a name that only looks near": (
        ("http://127.0.0.1:8008", "http://127.0.0.1.example.org"),
        ("homeserver.url", "connects to another machine without encryption", "Write https://"),
    ),
    "account without @": (
        ("@company:example.org", "company:example.org"),
        ("accounts.voice", "does not begin with @", "@name:example.org"),
    ),
    "account without a server": (
        ("@company:example.org", "@company"),
        ("accounts.voice", "has no server name after a colon", "@name:example.org"),
    ),
    "account in capitals": (
        ("@company:example.org", "@Company:example.org"),
        ("accounts.voice", "is not a Matrix address", "in lowercase"),
    ),
    "account of no server": (
        ("@rooms:example.org", "@rooms:-"),
        ("accounts.keeper", "is not a Matrix address", "@name:example.org"),
    ),
    "one account for both": (
        ("@rooms:example.org", "@company:example.org"),
        ("accounts.keeper", "also the voice's account (@company:example.org)", "second account"),
    ),
    "accounts on two servers": (
        ("@rooms:example.org", "@rooms:example.com"),
        ("accounts.keeper", "(@company:example.org and @rooms:example.com)", "Write two accounts"),
    ),
    "state directory relative": (
        ("directory: /var/lib/peerbot", "directory: state"),
        ("state.directory", "does not begin with /", "/var/lib/peerbot"),
    ),
    "state directory upwards": (
        ("directory: /var/lib/peerbot", "directory: /var/lib/../peerbot"),
        ("state.directory", "contains ..", "/var/lib/peerbot"),
    ),
    "state directory the root": (
        ("directory: /var/lib/peerbot", "directory: /"),
        ("state.directory", "is the root directory", "/var/lib/peerbot"),
    ),
    "state directory too long for its socket": (
        ("directory: /var/lib/peerbot", f"directory: /{'x' * 94}"),
        ("state.directory", "is longer than 94 bytes", "/var/lib/peerbot"),
    ),
    "key of no source": (
        ("    file: /etc/peerbot/key\n", ""),
        ("state.key", "is empty", "Write file, credential, passphrase under it"),
    ),
    "key of no source, in braces": (
        ("  key:\n", "  key: {}\n  kee:\n"),
        ("state.key", "is empty", "exactly one of file, credential, passphrase"),
    ),
    "key of two sources": (
        (
            "    file: /etc/peerbot/key\n",
            "    file: /etc/peerbot/key\n    credential: peerbot-key\n",
        ),
        ("state.key", "names more than one source", "exactly one of file, credential, passphrase"),
    ),
    "key of an unknown source": (
        ("file: /etc/peerbot/key", "path: /etc/peerbot/key"),
        (
            "state.key.path",
            "is not a known setting",
            "known settings: file, credential, passphrase.",
        ),
    ),
    "key inside the state": (
        ("file: /etc/peerbot/key", "file: /var/lib/peerbot/key"),
        ("state.key.file", "is inside the state directory", "/etc/peerbot/key"),
    ),
    "credential a path": (
        ("file: /etc/peerbot/key", "credential: ../key"),
        ("state.key.credential", "contains something other than letters", "peerbot-key"),
    ),
    "passphrase written down": (
        ("file: /etc/peerbot/key", "passphrase: hunter2"),
        ("state.key.passphrase", "is not one of the allowed values", "never the passphrase itself"),
    ),
    "who may talk: nobody": (
        ("# members:\n#   may_talk: [example.org]", "members: {may_talk: []}"),
        ("members.may_talk", "is empty", "or remove the list"),
    ),
    "who may talk: no list": (
        ("# members:\n#   may_talk: [example.org]", "members: {may_talk: example.org}"),
        ("members.may_talk", "is not a list", "at least one server name"),
    ),
    "who may talk: a person": (
        ("# members:\n#   may_talk: [example.org]", 'members: {may_talk: ["@a:example.org"]}'),
        ("members.may_talk[0]", "is not a server name", "what follows the first colon"),
    ),
    "who may talk: left empty": (
        ("# members:", "members:"),
        (
            "members",
            "is empty",
            "Write may_talk, unsigned, most_each_server under it, or remove it.",
        ),
    ),
    "unsigned people: neither": (
        ("# members:\n#   may_talk: [example.org]", "members: {unsigned: maybe}"),
        ("members.unsigned", "is not one of the allowed values", "Write refuse or admit."),
    ),
    "few chats with people of another server": (
        ("# members:\n#   may_talk: [example.org]", "members: {most_each_server: 9}"),
        ("members.most_each_server", "9 is less than 10", "Write a number from 10 to 10000."),
    ),
    "of another server more than a room has": (
        ("size: 8", "size: 8\n  most_each_server: 51"),
        ("rooms.most_each_server", "51 is more than 50", "Write a number from 2 to 50."),
    ),
    "federate in words": (
        ("federate: false", "federate: no"),
        ("rooms.federate", "is not true or false", "Write true or false."),
    ),
    "size too small": (
        ("size: 8", "size: 1"),
        ("rooms.size", "1 is less than 2", "Write a number from 2 to 50."),
    ),
    "size too large": (
        ("size: 8", "size: 51"),
        ("rooms.size", "51 is more than 50", "Write a number from 2 to 50."),
    ),
    "size in words": (
        ("size: 8", "size: eight"),
        ("rooms.size", "is not a whole number", "Write a number from 2 to 50."),
    ),
    "minutes a fraction": (
        ("minutes: 50", "minutes: 0.5"),
        ("rooms.minutes", "is not a whole number", "Write a number from 1 to 10080."),
    ),
    "minutes true": (
        ("minutes: 50", "minutes: true"),
        ("rooms.minutes", "is not a whole number", "Write a number from 1 to 10080."),
    ),
    "minutes below one": (
        ("minutes: 50", "minutes: -5"),
        ("rooms.minutes", "-5 is less than 1", "Write a number from 1 to 10080."),
    ),
    "minutes too many to count": (
        ("minutes: 50", f"minutes: {'9' * 5000}"),
        ("rooms.minutes", "is not a whole number", "Write a number from 1 to 10080."),
    ),
    "minutes beyond the longest": (
        ("minutes: 50", "minutes: 200"),
        ("rooms.minutes", "200 is more than rooms.longest (180)", "from 1 to 180."),
    ),
    "minutes of a kind beyond the longest": (
        ("minutes: 90", "minutes: 500"),
        ("rooms.kinds.grief.minutes", "500 is more than rooms.longest (180)", "from 1 to 180."),
    ),
    "more rooms than a homeserver keeps times for": (
        ("longest: 180", "longest: 180\n  most: 101"),
        ("rooms.most", "101 is more than 100", "Write a number from 1 to 100."),
    ),
    "no room for anybody": (
        ("longest: 180", "longest: 180\n  most_each: 0"),
        ("rooms.most_each", "0 is less than 1", "Write a number from 1 to 100."),
    ),
    "longest beyond a week": (
        ("longest: 180", "longest: 10081"),
        ("rooms.longest", "10081 is more than 10080", "Write a number from 1 to 10080."),
    ),
    "kind in capitals": (
        ("    grief:", "    Grief:"),
        ("rooms.kinds.Grief", "is not all lowercase", "quiet company"),
    ),
    "kind that ends in a number": (
        ("    grief:", "    grief 2:"),
        ("rooms.kinds.grief 2", "something other than letters, spaces and hyphens", "in lowercase"),
    ),
    "kind with two spaces": (
        ("    grief:", "    grief  and loss:"),
        ("rooms.kinds.grief  and loss", "has more than one space in a row", "in lowercase"),
    ),
    "kind that is taken": (
        ("    grief:", "    again:"),
        ("rooms.kinds.again", "already means something else", "in lowercase"),
    ),
    "kind without a name": (
        ("    grief:", '    "":'),
        ("rooms.kinds.", "is empty", "in lowercase"),
    ),
    "kind with a name too long": (
        ("    grief:", f"    {'grief ' * 7}:"),
        (
            "rooms.kinds." + " ".join(["grief"] * 7),
            "has 41 characters, more than 40",
            "Shorten it.",
        ),
    ),
    "kind without a title": (
        ("      title: Grief\n", ""),
        ("rooms.kinds.grief.title", "is missing", "Write the few words"),
    ),
    "rules missing": (
        ("  rules: Reading only", "  # rules: Reading only"),
        ("rooms.rules", "is missing", "Write the rules for every room"),
    ),
    "words on emergencies missing": (
        ("  emergencies: >\n", "  note: >\n"),
        ("words.emergencies", "is missing", "in emergencies and about police"),
    ),
    "words on emergencies too long": (
        ("emergencies: >\n", f"emergencies: >\n    {'x' * 500}\n"),
        ("words.emergencies", "more than 600", "Shorten it."),
    ),
    "place without an answer on police": (
        ("    may_call_police: unknown\n", ""),
        ("places[0].may_call_police", "is missing", "Write one of: no, unknown, yes."),
    ),
    "police true": (
        ("may_call_police: unknown", "may_call_police: true"),
        (
            "places[0].may_call_police",
            "is not one of the allowed values",
            "Write one of: no, unknown, yes.",
        ),
    ),
    "contact without quotes": (
        ('contact: "01234 567890"', "contact: 116123"),
        ("places[0].contact", "is read as a number", "Put quotes around it."),
    ),
    "how not a list": (
        ("how: [text, voice]", "how: text"),
        ("places[0].how", "is not a list", "as a list: [text, voice]"),
    ),
    "how unknown": (
        ("how: [text, voice]", "how: [text, smoke]"),
        (
            "places[0].how[1]",
            "is not one of the allowed values",
            "Write one of: sign, text, voice.",
        ),
    ),
    "how too often": (
        ("how: [text, voice]", "how: [text, voice, text, voice]"),
        ("places[0].how", "has 4 entries, more than 3", "Remove some."),
    ),
    "agreements of no kind": (
        ("\nwords:\n", "\nagreements: {party: [One., Two., Three.]}\nwords:\n"),
        (
            "agreements.party",
            "is no kind of room",
            "Write one of rooms.kinds: quiet company, grief.",
        ),
    ),
    "too few agreements": (
        ("\nwords:\n", "\nagreements: {grief: [One., Two.]}\nwords:\n"),
        ("agreements.grief", "has 2 entries, fewer than 3", "Write three to five agreements."),
    ),
    "too many agreements": (
        ("\nwords:\n", "\nagreements: {grief: [One., Two., Three., Four., Five., Six.]}\nwords:\n"),
        ("agreements.grief", "has 6 entries, more than 5", "Remove some."),
    ),
    "agreements that are no list": (
        ("\nwords:\n", "\nagreements: {grief: Be kind.}\nwords:\n"),
        ("agreements.grief", "is not a list", "Write three to five agreements."),
    ),
    "agreements left empty": (
        ("\nwords:\n", "\nagreements: {}\nwords:\n"),
        ("agreements", "is empty", "or remove the group."),
    ),
    "an agreement too long": (
        ("\nwords:\n", f"\nagreements: {{grief: [One., Two., {'x' * 101}]}}\nwords:\n"),
        ("agreements.grief[2]", "has 101 characters, more than 100", "Shorten it."),
    ),
    "a holiday that is none": (
        ("\nwords:\n", "\nseries: {holidays: [2026-12-24, christmas]}\nwords:\n"),
        (
            "series.holidays[1]",
            "is no day, and no days",
            "Write a day as 2026-12-24, or some as 2026-12-24 to 2027-01-01.",
        ),
    ),
    "holidays the wrong way round": (
        ("\nwords:\n", "\nseries: {holidays: [2027-01-01 to 2026-12-24]}\nwords:\n"),
        (
            "series.holidays[0]",
            "is no day, and no days",
            "Write a day as 2026-12-24, or some as 2026-12-24 to 2027-01-01.",
        ),
    ),
    "no holidays in the list": (
        ("\nwords:\n", "\nseries: {holidays: []}\nwords:\n"),
        (
            "series.holidays",
            "is empty",
            "Write days on which nothing is planned, or remove the list.",
        ),
    ),
    "a template of no kind": (
        ("\nwords:\n", "\nseries: {templates: {six evenings: {kind: party}}}\nwords:\n"),
        (
            "series.templates.six evenings.kind",
            "is no kind of room",
            "Write one of rooms.kinds: quiet company, grief.",
        ),
    ),
    "a template named as a kind": (
        ("\nwords:\n", "\nseries: {templates: {grief: {kind: grief}}}\nwords:\n"),
        ("series.templates.grief", "is a kind of room already", "Write another word."),
    ),
    "a template that is longer than a room": (
        (
            "\nwords:\n",
            "\nseries: {templates: {long: {kind: grief, minutes: 300}}}\nwords:\n",
        ),
        (
            "series.templates.long.minutes",
            "300 is more than rooms.longest (180)",
            "Write a number from 1 to 180.",
        ),
    ),
    "a template for one": (
        ("\nwords:\n", "\nseries: {templates: {one: {kind: grief, size: 1}}}\nwords:\n"),
        (
            "series.templates.one.size",
            "1 is less than 2",
            "Write a number of people from 2 to 50.",
        ),
    ),
    "a template for years": (
        ("\nwords:\n", "\nseries: {templates: {long: {kind: grief, weeks: 53}}}\nwords:\n"),
        (
            "series.templates.long.weeks",
            "53 is more than 52",
            "Write a number of weeks from 1 to 52.",
        ),
    ),
    "steps that take longer than half a day": (
        (
            "\nwords:\n",
            "\nseries: {templates: {long: {kind: grief, rhythm: ["
            + ", ".join(["{minutes: 180, line: On and on.}"] * 5)
            + "]}}}\nwords:\n",
        ),
        (
            "series.templates.long.rhythm",
            "takes more than 720 minutes in all",
            "Write fewer steps, or shorter ones.",
        ),
    ),
    "a step that takes no time": (
        (
            "\nwords:\n",
            "\nseries: {templates: {a: {kind: grief, rhythm: [{minutes: x, line: A.}, 3]}}}"
            "\nwords:\n",
        ),
        (
            "series.templates.a.rhythm[0].minutes",
            "is not a whole number",
            "Write a number of minutes from 1 to 180.",
        ),
    ),
    "a template that needs more than may come": (
        (
            "\nwords:\n",
            "\nseries: {templates: {one: {kind: grief, size: 3, fewest: 4}}}\nwords:\n",
        ),
        (
            "series.templates.one.fewest",
            "4 is more than the size (3)",
            "Write a number from 1 to 3.",
        ),
    ),
    "latecomers of another day": (
        ("\nwords:\n", "\nseries: {templates: {long: {kind: grief, latecomers: 721}}}\nwords:\n"),
        (
            "series.templates.long.latecomers",
            "721 is more than 720",
            "Write a number of minutes from 0 to 720.",
        ),
    ),
    "no series at all": (
        ("\nwords:\n", "\nseries: {most: 0}\nwords:\n"),
        ("series.most", "0 is less than 1", "Write a number from 1 to 100."),
    ),
    "sandbox in words": (
        ("collective:\n", "sandbox: yes\ncollective:\n"),
        ("sandbox", "is not true or false", "Write true or false."),
    ),
    "unknown setting": (
        ("  language: en", "  colour: green"),
        (
            "collective.colour",
            "is not a known setting",
            "Remove it; known settings: name, language, time_zone.",
        ),
    ),
    "misspelt setting, told once": (
        ("  time_zone:", "  Timezone:"),
        ("collective.Timezone", "is not a known setting", "Did you mean time_zone?"),
    ),
    "misspelt group, told once": (
        ("collective:\n", "colective:\n"),
        ("colective", "is not a known setting", "Did you mean collective?"),
    ),
    "merge key": (
        ("  language: en", "  <<: {language: en}"),
        ("collective.<<", "is not a known setting", "Remove it"),
    ),
    "setting written twice": (
        ("  language: en", "  language: en\n  language: en"),
        ("collective.language", "is written twice, first on line 10", "Keep one of the two."),
    ),
    "key that is no word": (
        ("  language: en", "  ? [language]\n  : en"),
        ("collective", "has a key that is not a plain word", "Write one word before the colon."),
    ),
    "key that would rewrite a terminal": (
        ("  language: en", r'  "\e[2Jlanguage": en'),
        ("collective.?[2Jlanguage", "is not a known setting", "Did you mean language?"),
    ),
    "key without end": (
        ("  language: en", f"  {'colour' * 20}: green"),
        (f"collective.{'colour' * 10}...", "is not a known setting", "Remove it"),
    ),
    "group missing": (
        ("words:\n", "rooms2:\n"),
        ("words", "is missing", "Write emergencies under it."),
    ),
    "group without its settings": (
        ("homeserver:\n", "homeserver: here\nhomeserver2:\n"),
        ("homeserver", "is not a group of settings", "Write url under it."),
    ),
}


@pytest.mark.parametrize("name", MISTAKES)
def test_a_mistake_is_told_with_its_path_and_its_mend(name: str) -> None:
    (old, new), (path, what, mend) = MISTAKES[name]
    text = EXAMPLE.replace(old, new, 1)
    assert text != EXAMPLE
    [told] = [problem for problem in problems(text) if problem.path == path]
    assert what in told.what
    assert mend in told.mend
    assert re.fullmatch(r"[^\n]+[.?)]", str(told)), "one line that ends as a sentence does"
    assert "hunter2" not in str(told)
