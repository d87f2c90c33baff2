"""Compiles the kernels before any test opens a window that would do so beside it."""

import pytest

from playground.core import engine


@pytest.fixture(scope="session", autouse=True)
def _kernels_are_at_hand() -> None:
    engine.warm_up()
