"""Modules, functions, views, tasks and templates stay small enough to be read at once."""

import pytest

from tests.house import tree

pytestmark = pytest.mark.profile_free

MODULE_LINES = 500
FUNCTION_LINES = 40
VIEW_LINES = 25
TASK_LINES = 5
TEMPLATE_LINES = 150
CORE_LINES = 500
MODELS_IN_AN_APP = 8

CODE = tree.modules("apps", "musicstudio", "benchmarks")


def test_modules_are_short():
    long = {tree.name_of(path): lines(path) for path in CODE if lines(path) > MODULE_LINES}

    assert long == {}


def lines(path):
    return len(path.read_text(encoding="utf-8").splitlines())


def limit_for(path):
    """Return how long a function of this module may be."""
    if path.parts[-3:-1] == ("apps", "sandbox") or "sandbox" in path.parts:
        return FUNCTION_LINES
    return {"views": VIEW_LINES, "tasks": TASK_LINES}.get(tree.room_of(path), FUNCTION_LINES)


def test_functions_are_short():
    long = {
        f"{tree.name_of(path)}:{function.name}": tree.length(function)
        for path in tree.modules("apps")
        for function in tree.functions(path)
        if tree.length(function) > limit_for(path)
    }

    assert long == {}


def test_templates_are_short():
    long = {
        tree.name_of(path): lines(path)
        for path in (tree.ROOT / "templates").rglob("*.html")
        if lines(path) > TEMPLATE_LINES
    }

    assert long == {}


def test_the_core_stays_small():
    core = [path for path in tree.modules("apps") if "core" in path.parts]

    assert sum(map(lines, core)) < CORE_LINES


def test_an_app_has_few_models():
    from django.apps import apps

    crowded = {
        config.label: len(list(config.get_models()))
        for config in apps.get_app_configs()
        if config.name.startswith("apps.")
    }

    assert {app: many for app, many in crowded.items() if many > MODELS_IN_AN_APP} == {}
