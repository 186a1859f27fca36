"""Long runs say what they measured."""

from collections.abc import Callable

import pytest

Told = Callable[[str, object], None]


@pytest.fixture
def told(request: pytest.FixtureRequest, capsys: pytest.CaptureFixture[str]) -> Told:
    """Shows a figure while the test runs."""
    terminal = request.config.get_terminal_writer()

    def show(what: str, figure: object) -> None:
        with capsys.disabled():
            terminal.line(f"\n{request.node.name}: {what}: {figure}")

    return show
