"""The product's version, which CHANGELOG.md alone states."""

import re
from pathlib import Path

from django.core.exceptions import ImproperlyConfigured

HEADING = re.compile(r"^## (\d+\.\d+\.\d+)\b", re.MULTILINE)


def newest_in(changelog: Path) -> str:
    """Return the version of the topmost released section, such as "0.1.0"."""
    found = HEADING.search(changelog.read_text(encoding="utf-8"))
    if found is None:
        raise ImproperlyConfigured(f"{changelog.name} names no version.")
    return found.group(1)
