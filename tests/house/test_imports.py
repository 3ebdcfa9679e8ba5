"""Import order, checked by import-linter's contracts in pyproject.toml."""

import pytest
from importlinter.cli import EXIT_STATUS_SUCCESS, lint_imports

from tests.house import tree

pytestmark = pytest.mark.profile_free


def test_every_import_goes_down(capsys):
    status = lint_imports(config_filename=str(tree.ROOT / "pyproject.toml"), no_cache=True)

    assert status == EXIT_STATUS_SUCCESS, capsys.readouterr().out
