"""What one part of a sync meets is counted, and what is about more than that passes."""

import logging

import pytest

from peerbot.kernel.ports import Limited, TryLater
from peerbot.matrix.errors import IdentityChanged, StateWentBack, UnknownToken
from peerbot.matrix.rejected import Rejected
from storage import DiskFull, FileDamaged, RecordDamaged


def _meets(fault: Exception) -> None:
    raise fault


def test_fault_49_what_nobody_foresaw_is_counted_and_not_quoted(
    caplog: pytest.LogCaptureFixture,
) -> None:
    aside = Rejected()
    with caplog.at_level(logging.DEBUG), aside.apart("message"):
        _meets(KeyError("@alex:example.org"))
    assert (aside.faults, aside.counts()) == (1, {"message: internal error": 1})
    assert "KeyError" in caplog.text
    assert "alex" not in caplog.text


def test_fault_49_a_damaged_record_is_no_fault_of_the_program() -> None:
    aside = Rejected()
    with aside.apart("to-device"):
        _meets(RecordDamaged("damaged"))
    assert (aside.faults, aside.counts()) == (0, {"to-device: damaged record": 1})


@pytest.mark.parametrize(
    "fault",
    [
        DiskFull("full"),
        FileDamaged("damaged"),
        IdentityChanged(),
        Limited(1),
        StateWentBack(),
        TryLater(),
        UnknownToken("M_UNKNOWN_TOKEN"),
    ],
    ids=lambda fault: type(fault).__name__,
)
def test_fault_49_what_is_about_more_keeps_its_meaning(fault: Exception) -> None:
    aside = Rejected()
    with pytest.raises(type(fault)), aside.apart("message"):
        raise fault
    assert (aside.faults, aside.counts()) == (0, {})
