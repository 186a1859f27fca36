"""The story with each kind of answer that is not about what was asked."""

import pytest

from tests.story.conftest import scene
from tests.story.odd import ODD, odd_once
from tests.story.scene import Scene

__all__ = ["scene"]


@pytest.mark.parametrize("code", ODD)
async def test_fault_55_each_kind_of_odd_answer_on_each_endpoint(scene: Scene, code: str) -> None:
    await odd_once(scene, code)
