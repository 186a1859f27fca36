"""Whatever people write for others: it is shown whole, and never leaves its quotation."""

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from peerbot.quoting import LONGEST_VALUE, looks_like_an_address, on_one_line, quoted

FSI, PDI, ZWNJ, ZWJ, VS16 = "\u2068", "\u2069", "\u200c", "\u200d", "\ufe0f"

LOOK_DOUBLE = (
    "QUOTATION MARK",
    "DOUBLE PRIME",
    "TRIPLE PRIME",
    "DITTO MARK",
    "GERSHAYIM",
    "DOUBLE ACUTE",
    "DOUBLE GRAVE",
    "DOUBLE APOSTROPHE",
)


def _looks_double(c: str) -> bool:
    """Whether a character's own name says that it looks like our quotation mark."""
    name = unicodedata.name(c, "")
    mark = unicodedata.category(c)[0] in "PS" or unicodedata.category(c) == "Lm"
    single = "SINGLE" in name or ("ANGLE QUOTATION" in name and "DOUBLE" not in name)
    return mark and not single and any(word in name for word in LOOK_DOUBLE)


DOUBLES = [c for c in map(chr, range(0x110000)) if _looks_double(c)]
SINGLES = "'`´‘’‛‹›′‵ʼʹ׳＇"

tricky = st.text(
    st.sampled_from(
        [*DOUBLES, *SINGLES, FSI, PDI, ZWNJ, ZWJ, VS16, *"\u202e\u200b\u2066\u0301 \naא"]
    )
    | st.characters()
)


@pytest.mark.parametrize("mark", DOUBLES, ids=unicodedata.name)
def test_fault_58_no_mark_closes_a_quotation_by_looking_like_ours(mark: str) -> None:
    assert quoted(f"Sam{mark} All is well") == '"Sam\' All is well"'
    assert quoted(mark * 2) == '"\'"'


def test_there_are_such_marks_to_try() -> None:
    assert len(DOUBLES) > 25
    assert {*'"“”„«»″〃״＂'} <= {*DOUBLES}


@pytest.mark.parametrize("between", ["", ZWNJ, ZWJ, VS16, "\u200b", "\u200e", "\u2060", "\u034f"])
@pytest.mark.parametrize("mark", SINGLES)
def test_fault_58_nor_do_two_that_look_like_one_of_ours(mark: str, between: str) -> None:
    assert quoted(f"Sam{mark}{between}{mark} All is well") == '"Sam\' All is well"'


@given(tricky)
def test_fault_58_whatever_is_written_stays_inside(words: str) -> None:
    said = quoted(words)
    assert (said[0], said[-1]) == ('"', '"')
    inside = said[1:-1]
    isolated = inside.startswith(FSI)
    assert (FSI in inside, PDI in inside) == (isolated, isolated)
    if isolated:
        assert inside[-1] == PDI
        inside = inside[1:-1]
    assert FSI not in inside
    assert PDI not in inside
    assert not any(unicodedata.category(c) in ("Cc", "Cs", "Zl", "Zp") for c in inside)
    assert not {c for c in inside if unicodedata.bidirectional(c) in CONTROLS}
    assert isolated or not {c for c in inside if unicodedata.bidirectional(c) in ("R", "AL", "AN")}
    closing = [n for n, c in enumerate(inside) if c in DOUBLES]
    assert all(inside[n] == "״" and _inside_hebrew(inside, n) for n in closing)
    assert quoted(inside) == said, "and nothing is left to do"


CONTROLS = ("LRE", "RLE", "LRO", "RLO", "PDF", "LRI", "RLI", "FSI", "PDI")


def _inside_hebrew(text: str, n: int) -> bool:
    around = text[n - 1 : n] + text[n + 1 : n + 2]
    return len(around) == 2 and all("\u0591" <= c <= "\u05f2" for c in around)


@pytest.mark.parametrize(
    "words",
    [
        "Robin",
        "l’été, rock 'n' roll, Kubuś (ona/jej)",
        "Ґанна з Кам'янця",
        "नमस्ते, मैं दुःख में हूँ; क्\u200dष",
        "สวัสดีค่ะ",
        "မင်္ဂလာပါ",
        "བཀྲ་ཤིས་བདེ་ལེགས",
        "こんにちは「静か」です",
        "👩\u200d👩\u200d👧 🏳️\u200d🌈 🏳️\u200d⚧️ 1️⃣ ‼️ 👋🏽",
        "🏴\U000e0067\U000e0062\U000e0073\U000e0063\U000e0074\U000e007f",
        "Đặng Thị Ngọc",
        "e\u0301te\u0301",
    ],
)
def test_fault_58_honest_words_are_shown_as_they_are(words: str) -> None:
    assert quoted(words) == f'"{words}"'


@pytest.mark.parametrize(
    "words",
    [
        "مرحبا، أنا سام",
        "می\u200cخواهم بنویسم",
        "שלום, אני סם",
        "צה״ל",
        "שָׁלוֹם",
        "סם (היא)\u200f!",
        "Sam سام 12",
        "١٢ ٣٤",
    ],
)
def test_fault_58_words_from_right_to_left_turn_nothing_else_round(words: str) -> None:
    assert quoted(words) == f'"{FSI}{words}{PDI}"'


def test_a_mark_of_ours_inside_a_hebrew_word_is_hebrews_own() -> None:
    assert quoted('צה"ל') == f'"{FSI}צה״ל{PDI}"'
    assert quoted('צה" All is well') == f'"{FSI}צה\' All is well{PDI}"'


@pytest.mark.parametrize(
    ("value", "shown"),
    [
        ("two\nlines\r\nand\u2028more\u2029so\x0b\x85", "two lines and more so"),
        ("turned \u202eround\u202c", "turned round"),
        ("\u2067isolated\u2069", "isolated"),
        ("Zwo\u200bte\u00ad\u2060r\ufeff", "Zwoter"),
        (f"a{' ' * 200}b\u3164\u2800\uffa0\u1160 c", "a b c"),
        ("\u0338struck", "struck"),
        ("z" + "\u0301" * 50, "z" + "\u0301" * 8),
        ("plain\U000e0041\U000e0042", "plain"),
        ("half \ud800 a pair", "half a pair"),
        ("x" * (LONGEST_VALUE + 1), "x" * LONGEST_VALUE),
    ],
)
def test_a_value_stays_on_its_line_and_hides_nothing(value: str, shown: str) -> None:
    assert on_one_line(value) == shown


@pytest.mark.parametrize(
    "words",
    [
        "@kim",
        "＠kim",
        "﹫kim",
        "ⓐkim",
        "a\u20ddkim",
        *(f"kim{colon}example.org" for colon in ":：﹕︓∶꞉ː˸։׃⁚ःꓽ"),
    ],
)
def test_fault_58_what_looks_like_an_address_is_known(words: str) -> None:
    assert looks_like_an_address(words, colon_alone=True)


@pytest.mark.parametrize("words", ["Sam", "दुःख", "Ոչ։", "ꓡꓲꓽꓢꓴ", "שלום׃", "sam (she/her)", "12.30"])
def test_what_only_has_such_a_letter_is_a_name(words: str) -> None:
    assert not looks_like_an_address(words, colon_alone=True)


def test_a_colon_alone_is_an_address_only_where_it_stands_beside_one() -> None:
    assert not looks_like_an_address("Yes: about children.", colon_alone=False)
    assert looks_like_an_address("Ask @kim.", colon_alone=False)
