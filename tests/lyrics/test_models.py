"""How sheets and versions read in logs and on admin pages."""

import pytest

from tests.factories.accounts import make_team
from tests.factories.lyrics import version
from tests.factories.projects import project

pytestmark = pytest.mark.django_db


def test_rows_read_as_what_they_are():
    first = version(project(make_team()))

    assert [str(first), str(first.sheet)] == ["Version 1", "Lyrics of Salt on the Window"]
