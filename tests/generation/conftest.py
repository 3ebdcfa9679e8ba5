from collections.abc import Iterator

import pytest

from apps.accounts.operations import instance_account
from tests.factories.accounts import make_team
from tests.factories.projects import project as make_project
from tests.support.crew import Crew
from tests.support.sandbox import Sandbox, running_sandbox


@pytest.fixture(scope="session")
def provider(tmp_path_factory) -> Iterator[Sandbox]:
    """One sandbox for all tests of a process: it is a server, and starting it takes a second."""
    folder = tmp_path_factory.mktemp("provider")
    with running_sandbox(folder, create_interval_s=0, fetch_private=1) as sandbox:
        yield sandbox


@pytest.fixture
def sandbox(provider, settings) -> Sandbox:
    """The sandbox, empty and well-behaved, as the provider of this studio."""
    provider.control("reset")
    settings.MUSICAPI_BASE_URL = provider.base_url
    settings.MUSICAPI_KEY = provider.key
    settings.MUSICAPI_CREATE_INTERVAL_S = 0
    settings.UNCONFIRMED_LOOK_AFTER_S = 0.2
    settings.WEBHOOKS = False
    return provider


@pytest.fixture
def crew() -> Crew:
    return Crew()


@pytest.fixture
def project(db):
    return make_project(make_team())


@pytest.fixture
def account(db):
    return instance_account()
