"""`make docs`: docs/urls.md, written from the URLs themselves. A test compares the two."""

import os
import sys

PAGE_HEAD = """# URLs

Written by `make docs` from the URLs and their views' first lines. A URL is named after its view.

| name | path | does |
|---|---|---|
"""


def page() -> str:
    """Return the whole page."""
    from tests.house.test_views import patterns

    rows = sorted(
        (
            f"{app}:{pattern.name}",
            f"/{pattern.pattern}",
            (pattern.callback.__doc__ or "").split("\n")[0],
        )
        for app, pattern in patterns()
    )
    return PAGE_HEAD + "".join(f"| `{name}` | `{path}` | {does} |\n" for name, path, does in rows)


def main() -> None:
    """Write the page."""
    import django

    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "musicstudio.settings")
    django.setup()
    from tests.house import tree

    (tree.ROOT / "docs" / "urls.md").write_text(page(), encoding="utf-8")


if __name__ == "__main__":
    sys.exit(main())
