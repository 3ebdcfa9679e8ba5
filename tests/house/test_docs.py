"""What the documents say is there is there, and the other way round."""

import ast
import json
import re
import tomllib

import pytest

from apps.core.errors import DomainError
from apps.core.events import Event
from tests.house import tree, url_page

pytestmark = pytest.mark.profile_free

PAGES = [path for path in tree.committed() if path.suffix == ".md"]
LINK = re.compile(r"\[[^\]]*\]\(([^)\s]+)\)")
READERS = {"text", "boolean", "integer", "number", "words", "choice", "secret"}
SANDBOX_READERS = "env_"


def subclasses(family):
    """Return all classes of a family that the studio defines."""
    found = set()
    for child in family.__subclasses__():
        found |= {child} | subclasses(child)
    return {child for child in found if child.__module__.startswith("apps.")}


def variables_read():
    """Return the names of all environment variables that our code reads through its readers."""
    found = set()
    for path in tree.modules("musicstudio", "apps"):
        for node in ast.walk(tree.tree_of(path)):
            if isinstance(node, ast.Call) and is_reader(node.func) and node.args:
                name = node.args[0]
                if isinstance(name, ast.Constant) and isinstance(name.value, str):
                    found.add(name.value)
    return found


def is_reader(function):
    """Tell whether a called thing reads the environment."""
    if isinstance(function, ast.Attribute) and isinstance(function.value, ast.Name):
        return function.value.id == "env" and function.attr in READERS
    return isinstance(function, ast.Name) and function.id.startswith(SANDBOX_READERS)


def variables_in_example():
    """Return the names in .env.example, set or commented out."""
    return set(re.findall(r"^#? ?([A-Z][A-Z0-9_]+)=", tree.text_of(".env.example"), re.MULTILINE))


def test_the_example_lists_every_variable_and_no_other():
    assert variables_in_example() == variables_read()


def test_every_variable_is_explained():
    explained = tree.words_in_code(tree.text_of("docs/settings.md"))

    assert variables_read() - explained == set()


def test_every_event_has_its_line():
    rows = re.findall(r"^\| `([a-z-]+)` \|", tree.text_of("docs/events.md"), re.MULTILINE)

    assert sorted(rows) == sorted(Event)


def test_every_event_that_a_template_hears_is_one():
    heard = {
        event
        for path in (tree.ROOT / "templates").rglob("*.html")
        for event in re.findall(r"([a-z]+(?:-[a-z]+)+) from:body", path.read_text())
    }

    assert heard - set(Event) == set()


def test_every_error_has_its_line():
    explained = tree.words_in_code(tree.text_of("docs/errors.md"))
    errors = {error.__name__ for error in subclasses(DomainError)}

    assert errors - explained == set()


def test_every_make_target_is_documented_and_the_other_way_round():
    targets = set(re.findall(r"^([a-z-]+):.*## ", tree.text_of("Makefile"), re.MULTILINE))
    pages = tree.text_of("CONTRIBUTING.md") + tree.text_of("README.md")
    named = set(re.findall(r"`make ([a-z-]+)", pages))

    assert targets - named == {"help"}
    assert named - targets == set()


@pytest.mark.parametrize("page", PAGES, ids=tree.name_of)
def test_links_lead_somewhere(page):
    broken = []
    for link in LINK.findall(page.read_text(encoding="utf-8")):
        target, _, anchor = link.partition("#")
        if "://" in target or target.startswith("mailto:"):
            continue
        path = (page.parent / target) if target else page
        if not path.exists() or (anchor and anchor not in anchors(path)):
            broken.append(link)

    assert broken == []


def anchors(page):
    """Return the anchors that headings of a page make."""
    headings = re.findall(r"^#+ (.+)$", page.read_text(encoding="utf-8"), re.MULTILINE)
    return {re.sub(r"[^\w\- ]", "", heading.lower()).replace(" ", "-") for heading in headings}


def test_every_page_can_be_found_from_the_index():
    index = tree.text_of("docs/index.md")
    pages = {
        path.relative_to(tree.ROOT / "docs").as_posix() for path in PAGES if "docs" in path.parts
    }

    assert {page for page in pages if page != "index.md" and f"]({page})" not in index} == set()


def test_the_page_of_urls_is_what_the_urls_are():
    assert tree.text_of("docs/urls.md") == url_page.page(), "Run `make docs`."


def test_every_direct_dependency_has_its_reason():
    explained = tree.words_in_code(tree.text_of("docs/adr/0008-dependencies.md"))
    pyproject = tomllib.loads(tree.text_of("pyproject.toml"))
    wanted = pyproject["project"]["dependencies"] + [
        name for group in pyproject["dependency-groups"].values() for name in group
    ]
    package = json.loads(tree.text_of("package.json"))
    wanted += [*package.get("dependencies", {}), *package.get("devDependencies", {})]

    names = {re.split(r"[\[<>=]", name)[0] for name in wanted}

    assert names - explained == set()
