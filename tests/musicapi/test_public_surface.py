"""What is public is documented, and what is documented is public."""

import re
import subprocess
import sys
from pathlib import Path

import httpx

from apps import musicapi

PAGE = (Path(__file__).parents[2] / "docs" / "musicapi.md").read_text()
SURFACE = PAGE.partition("## Public names")[2]


def test_every_public_name_is_on_the_docs_page() -> None:
    documented = set(re.findall(r"`([A-Za-z_]+)(?:\([^`]*)?`", SURFACE))

    assert set(musicapi.__all__) - documented == set()


def test_everything_on_the_docs_page_is_public() -> None:
    first_cells = re.findall(r"^\| (`.*?`) \|", SURFACE, flags=re.MULTILINE)
    named = {name for cell in first_cells for name in re.findall(r"`([A-Za-z_]+)", cell)}

    assert named - set(musicapi.__all__) == set()


def test_the_list_is_sorted_and_true() -> None:
    assert len(set(musicapi.__all__)) == len(musicapi.__all__)
    assert all(hasattr(musicapi, name) for name in musicapi.__all__)


def test_nothing_of_httpx_is_public() -> None:
    values = [getattr(musicapi, name) for name in musicapi.__all__]

    assert not any(getattr(value, "__module__", "").startswith("httpx") for value in values)
    assert not issubclass(musicapi.MusicAPIError, httpx.HTTPError)


def test_every_method_is_on_the_docs_page_in_its_order() -> None:
    families = re.findall(r"^\| [^|]+ \| ([a-z_, ]+) \|$", SURFACE, flags=re.MULTILINE)
    listed = [name for family in families for name in family.split(", ") if "_" in name]

    methods = [name for name in vars(musicapi.MusicAPI) if not name.startswith("_")]
    assert [name for name in listed if name in methods] == methods


def test_the_client_needs_no_django() -> None:
    check = "import sys, apps.musicapi; sys.exit(any(m.startswith('django') for m in sys.modules))"

    result = subprocess.run(
        [sys.executable, "-c", check], cwd=Path(__file__).parents[2], check=False
    )

    assert result.returncode == 0
