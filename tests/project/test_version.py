"""The version is what CHANGELOG.md says."""

import pytest
from django.conf import settings
from django.core.exceptions import ImproperlyConfigured

from musicstudio import version


def test_the_topmost_section_names_the_version(tmp_path):
    changelog = tmp_path / "CHANGELOG.md"
    changelog.write_text("# Changelog\n\n## Unreleased\n\n## 2.1.0, autumn\n\n## 2.0.9\n")

    assert version.newest_in(changelog) == "2.1.0"


def test_a_changelog_without_a_version_stops_the_start(tmp_path):
    changelog = tmp_path / "CHANGELOG.md"
    changelog.write_text("# Changelog\n")

    with pytest.raises(ImproperlyConfigured, match="CHANGELOG"):
        version.newest_in(changelog)


def test_settings_and_package_agree():
    pyproject = (settings.BASE_DIR / "pyproject.toml").read_text()

    assert f'version = "{settings.VERSION}"' in pyproject
