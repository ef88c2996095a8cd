"""A browser and a desk for the tests that drive it; a file that needs another desk makes its own."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from browser_world import Running, browser, running


@pytest.fixture(scope="module")
def opened() -> Iterator[Any]:
    with browser() as made:
        yield made


@pytest.fixture(scope="module")
def desk(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Running]:
    with running(tmp_path_factory.mktemp("desk")) as made:
        yield made
