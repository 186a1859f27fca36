"""What the pages point to is there, and nothing points where it should not."""

import re
from pathlib import Path
from typing import get_type_hints

import pytest

from peerbot.config import Config
from tests.docs.pages import CHECKOUT, PAGES, blocks, code_spans, prose_of, text_of
from tests.docs.test_example import FILES

LINK = re.compile(r"\[[^\]]*\]\(([^)\s]+)\)")

ADDRESSES = {"127.0.0.1", "example.org"}
"""The only hosts that a page may name: examples. People find the rest through their own search."""

OURS = {
    name.name for name in CHECKOUT.iterdir() if not name.name.startswith(".") or name.name == ".ci"
}

NEW = set(FILES) | {"words/en"}
"""What a reader of docs/adding-a-feature.md makes."""

SETTING = re.compile(r"(collective|homeserver|accounts|state|members|rooms|words|places)\.([\w.]+)")


def anchors(page: Path) -> set[str]:
    """The headings of a page as links name them."""
    headings = re.findall(r"^#+ (.*)$", prose_of(page), re.MULTILINE)
    return {re.sub(r"[^\w\- ]", "", heading.lower()).replace(" ", "-") for heading in headings}


@pytest.mark.parametrize("page", PAGES, ids=str)
def test_every_link_leads_somewhere(page: Path) -> None:
    for link in LINK.findall(prose_of(page)):
        assert "//" not in link, f"{page} leads out of the project: {link}"
        target, _, anchor = link.partition("#")
        there = ((CHECKOUT / page).parent / target).resolve() if target else CHECKOUT / page
        assert there.is_file(), f"{page} links to {link}"
        if anchor:
            assert anchor in anchors(there), f"{page} links to {link}"


@pytest.mark.parametrize("page", PAGES, ids=str)
def test_every_file_that_is_named_is_there(page: Path) -> None:
    for span in code_spans(page):
        path = span.rstrip("/").removesuffix("/*")
        named = re.fullmatch(r"[\w.\-/]+", path) and path.split("/")[0] in OURS
        if named and "/" in span and path not in NEW:
            assert (CHECKOUT / path).exists(), f"{page} names {span}"


@pytest.mark.parametrize("page", PAGES, ids=str)
def test_every_setting_that_is_named_is_one(page: Path) -> None:
    for span in code_spans(page):
        if match := SETTING.fullmatch(span):
            group = get_type_hints(Config)[match[1]]
            for name in match[2].split("."):
                assert name in group.__annotations__, f"{page} names {span}"
                group = group.__annotations__[name]


@pytest.mark.parametrize("page", PAGES, ids=str)
def test_no_address_but_examples_is_named(page: Path) -> None:
    hosts = re.findall(r"\bhttps?://([\w.\-]+)", text_of(page))
    assert set(hosts) <= ADDRESSES
    assert not re.search(r"index-url|--registry", text_of(page))


def test_the_first_screen_has_the_two_commands() -> None:
    screen = text_of("README.md").splitlines()[:40]
    assert {"make demo", "make test"} <= set(screen)


def test_every_page_can_be_reached_from_the_readme() -> None:
    reached, waiting = set[Path](), [CHECKOUT / "README.md"]
    while waiting:
        page = waiting.pop()
        if page not in reached and page.suffix == ".md":
            reached.add(page)
            links = (link.partition("#")[0] for link in LINK.findall(prose_of(page)))
            waiting += [(page.parent / link).resolve() for link in links if link]
    missing = [str(page) for page in PAGES if CHECKOUT / page not in reached]
    assert missing == [], "no page links to these"


def test_a_page_has_no_code_without_a_language() -> None:
    for page in PAGES:
        assert all(block.language for block in blocks(page)), page
