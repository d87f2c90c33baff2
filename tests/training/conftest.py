"""Compiles the kernels before any test waits for a thread that uses them."""

import pytest
from hypothesis import settings

from playground.core import engine

settings.register_profile("no deadline", deadline=None)
settings.load_profile("no deadline")


@pytest.fixture(scope="session", autouse=True)
def _kernels_are_at_hand() -> None:
    engine.warm_up()
