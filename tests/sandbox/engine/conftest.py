import pytest

from apps.sandbox import engine
from tests.sandbox.engine.songs import LYRICS


@pytest.fixture(scope="session")
def pop():
    return engine.compose(engine.Brief(lyrics=LYRICS, tags="pop"), seed=7, profile="fast")


@pytest.fixture(scope="session")
def rendered_pop(pop, tmp_path_factory):
    heard = []
    rendered = engine.render(
        pop, folder=tmp_path_factory.mktemp("pop"), profile="fast", on_progress=heard.append
    )
    return rendered, heard
