"""Stem sets for tests: rows alone, or with real files in the archive."""

import pytest

from tests.factories.accounts import make_team
from tests.factories.projects import project as make_project
from tests.generation.conftest import crew, provider, sandbox  # noqa: F401  the same provider


@pytest.fixture
def project(db):
    return make_project(make_team())
