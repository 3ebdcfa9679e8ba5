"""Views speak HTTP and nothing else; their names are the names of their URLs and templates."""

import ast

import pytest
from django.urls import URLPattern, URLResolver, get_resolver

from tests.house import tree

pytestmark = pytest.mark.profile_free

OURS = "apps."
FOREIGN_MODULES = {"httpx", "boto3", "celery"}
ROW_SAVING_WORDS = {"update_fields", "using", "force_insert", "force_update"}


def patterns(resolver: URLResolver | None = None, app: str = "") -> list[tuple[str, URLPattern]]:
    """Return every URL of ours with its app's name."""
    found: list[tuple[str, URLPattern]] = []
    for entry in (resolver or get_resolver()).url_patterns:
        if isinstance(entry, URLResolver):
            found += patterns(entry, entry.app_name or app)
        elif entry.callback.__module__.startswith(OURS):
            found.append((app, entry))
    return found


VIEW_MODULES = [path for path in tree.modules("apps") if tree.room_of(path) == "views"]


def saves_a_row(call: ast.Call) -> bool:
    """Tell whether a call is a model's or a form's save, not an operation of that name."""
    if not isinstance(call.func, ast.Attribute) or call.func.attr != "save":
        return False
    return not call.keywords or {word.arg for word in call.keywords} <= ROW_SAVING_WORDS


@pytest.mark.parametrize("path", VIEW_MODULES, ids=tree.name_of)
def test_views_touch_no_rows_and_no_remote_services(path):
    nodes = list(ast.walk(tree.tree_of(path)))
    reached = {node.attr for node in nodes if isinstance(node, ast.Attribute)}
    saves = [node for node in nodes if isinstance(node, ast.Call) and saves_a_row(node)]
    imported = {
        alias.name.partition(".")[0]
        for node in nodes
        if isinstance(node, ast.Import)
        for alias in node.names
    }

    assert "objects" not in reached
    assert saves == []
    assert not imported & FOREIGN_MODULES


@pytest.mark.parametrize(
    ("app", "pattern"), patterns(), ids=lambda value: getattr(value, "name", value)
)
def test_a_url_is_named_after_its_view_and_stands_in_its_app(app, pattern):
    view = pattern.callback

    assert pattern.name == view.__name__
    assert view.__module__.startswith(f"apps.{app}.views")


def test_there_are_urls_to_check():
    assert len(patterns()) > 20


def test_page_templates_are_named_after_a_view_of_their_app():
    views = {(app, pattern.name) for app, pattern in patterns()}
    views |= {("errors", name) for name in ("403", "404", "500", "csrf", "offline")}
    views |= {("errors", name) for name in ("maintenance", "rate_limited")}
    pages = {
        (path.parent.name, path.stem)
        for app in [*tree.APPS, "errors"]
        for path in (tree.ROOT / "templates" / app).glob("*.html")
        if not path.name.startswith("_")
    }

    assert pages - views == set()


def test_templates_that_are_named_in_code_exist():
    named = {
        node.value.partition("#")[0]
        for path in tree.modules("apps")
        for node in ast.walk(tree.tree_of(path))
        if isinstance(node, ast.Constant)
        and isinstance(node.value, str)
        and node.value.partition("#")[0].endswith(".html")
        and "/" in node.value
    }

    assert {name for name in named if not (tree.ROOT / "templates" / name).exists()} == set()
