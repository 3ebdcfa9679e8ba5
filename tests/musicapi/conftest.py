from collections.abc import Iterator

import pytest
import stamina


@pytest.fixture
def no_pauses() -> Iterator[None]:
    """Repeat reads twice, without waiting."""
    with stamina.set_testing(True, attempts=2):
        yield
