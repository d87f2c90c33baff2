"""Compiles the kernels before any test waits for a thread that uses them."""

import pytest

from playground.core import engine


@pytest.fixture(scope="session", autouse=True)
def _kernels_are_at_hand() -> None:
    engine.warm_up()
