"""Where takes come from: the tree of a song or of one clip, and what changed on each edge."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, field
from difflib import unified_diff
from uuid import UUID

from django.contrib.auth.models import AnonymousUser
from django.db.models import Q, QuerySet

from apps.accounts.models import User
from apps.clips.models import Clip, ClipQuerySet, Lineage
from apps.clips.selectors.takes import Cost, as_takes, costs_of
from apps.clips.states import ClipState
from apps.projects.models import Project

MOST_EDGES = 2_000
DEEPEST = 24
LINES_READ = 400
ASKED_TWICE = {"title", "lyrics", "tags", "model", "clip", "clips", "engine", "operation"}
MOST_COMPARED = 4


@dataclass(slots=True)
class Node:
    """A clip in the tree: how it came from the node above, at what cost, and what came from it.

    Of a clip that is gone for good only the `name` is left.
    """

    clip: Clip | None
    name: str = ""
    operation: str = ""
    changes: list[str] = field(default_factory=list)
    cost: Cost | None = None
    children: list["Node"] = field(default_factory=list)
    is_here: bool = False


def family_of_project(project: Project, reader: User | AnonymousUser) -> list[Node]:
    """Return the song's takes as trees, the oldest first. Four queries.

    Deleted takes that something came from stay as nodes.
    """
    edges = list(_edges(Q(child__project=project) | Q(parent__project=project)))
    in_edges = {edge.parent_id for edge in edges if edge.parent_id}
    clips = Clip.objects.filter(Q(project=project, deleted_at__isnull=True) | Q(pk__in=in_edges))
    return _trees(_rows(clips, reader), edges)


def family_of(clip: Clip, reader: User | AnonymousUser) -> list[Node]:
    """Return the tree that the clip stands in: what it came from and what came from it.

    At most four queries: relatives are looked for in the songs that the clip's own edges touch.
    """
    near = Q(child__project=clip.project_id) | Q(parent__project=clip.project_id)
    edges = list(_edges(near))
    kin = _kin(clip.pk, edges)
    mine = [edge for edge in edges if edge.child_id in kin and (edge.parent_id or edge.id) in kin]
    if not mine:
        return []
    trees = _trees(_rows(Clip.objects.filter(pk__in=kin), reader), mine)
    for node in _all(trees):
        node.is_here = node.clip is not None and node.clip.pk == clip.pk
    return trees


def takes_of(project: Project, *, picked: bool) -> list[UUID]:
    """Return the ids of the song's kept takes in their order, or of the picked one. One query."""
    clips = Clip.objects.kept().filter(project=project, audio__isnull=False)
    if picked:
        clips = clips.filter(picked_at__isnull=False)
    return list(clips.order_by("number").values_list("id", flat=True))


def comparable(project: Project, reader: User | AnonymousUser) -> Sequence[Clip]:
    """Return the song's takes that can be heard side by side, newest first. One query."""
    clips = Clip.objects.kept().filter(project=project, state=ClipState.READY)
    return list(as_takes(clips, reader).order_by("-number")[:100])


def compared(clips: Sequence[Clip], wanted: Sequence[str]) -> list[Clip]:
    """Return the wanted ones of the clips, at most four; without two of them, the newest two."""
    found = [clip for clip in clips if str(clip.pk) in wanted][:MOST_COMPARED]
    return found if len(found) > 1 else list(clips[:2])


def _edges(condition: Q) -> QuerySet[Lineage]:
    return Lineage.objects.filter(condition).order_by("created_at", "id")[:MOST_EDGES]


def _rows(clips: ClipQuerySet, reader: User | AnonymousUser) -> list[Clip]:
    return list(as_takes(clips, reader).order_by("created_at", "number", "id")[:MOST_EDGES])


def _kin(start: UUID, edges: Sequence[Lineage]) -> set[UUID]:
    """Return the clip, all it came from, and all that came from it."""
    up, down = defaultdict(set), defaultdict(set)
    for edge in edges:
        parent_id = edge.parent_id or edge.id
        up[edge.child_id].add(parent_id)
        down[parent_id].add(edge.child_id)
    return _reach(start, up) | _reach(start, down)


def _reach(start: UUID, ways: dict[UUID, set[UUID]]) -> set[UUID]:
    seen, open_ends = {start}, [start]
    while open_ends:
        fresh = ways.get(open_ends.pop(), set()) - seen
        seen |= fresh
        open_ends += fresh
    return seen


def _trees(clips: Sequence[Clip], edges: Sequence[Lineage]) -> list[Node]:
    """Hang each clip below its first parent; further parents are told on the edge.

    A parent that is gone for good is a node of its own, by the id of the edge.
    """
    costs = costs_of(clips)
    nodes = {clip.pk: Node(clip, str(clip), cost=costs.get(clip.pk)) for clip in clips}
    gone = {edge.id: Node(None, edge.parent_name) for edge in edges if edge.parent_id is None}
    above: defaultdict[UUID, list[Lineage]] = defaultdict(list)
    for edge in edges:
        if (edge.parent_id is None or edge.parent_id in nodes) and edge.child_id in nodes:
            above[edge.child_id].append(edge)
    roots = []
    for pk, node in nodes.items():
        parents = [nodes[e.parent_id] if e.parent_id else gone[e.id] for e in above[pk]]
        if not parents or _depth(pk, above) > DEEPEST:
            roots.append(node)
            continue
        node.operation = above[pk][0].operation
        node.changes = changes(parents[0].clip, node.clip) if parents[0].clip and node.clip else []
        node.changes += [f"with {other.name}" for other in parents[1:]]
        parents[0].children.append(node)
    return roots + [node for node in gone.values() if node.children]


def _depth(pk: UUID, above: dict[UUID, list[Lineage]]) -> int:
    """Return how far below its root a clip hangs; a ring, which must not be, ends the count."""
    depth = 0
    while above.get(pk) and depth <= DEEPEST:
        edge = above[pk][0]
        pk, depth = edge.parent_id or edge.id, depth + 1
    return depth


def _all(trees: Sequence[Node]) -> list[Node]:
    found = list(trees)
    for node in found:
        found += node.children
    return found


def changes(parent: Clip, child: Clip) -> list[str]:
    """Return in words what is different in the child: words, style, model, and what was asked."""
    found = []
    if parent.model != child.model and child.model:
        found.append(f"{parent.model or 'no model'} → {child.model}")
    before, after = _style(parent), _style(child)
    found += [f"+ {tag}" for tag in after if tag not in before][:4]
    found += [f"without {tag}" for tag in before if tag not in after][:4]
    if words := _words_changed(parent.lyrics, child.lyrics):
        found.append(words)
    asked = {name: value for name, value in child.request.items() if name not in ASKED_TWICE}
    for name, value in asked.items():
        if isinstance(value, int | float | str) and value not in ("", parent.request.get(name)):
            found.append(f"{name.replace('_', ' ')} {str(value)[:40]}")
    return found[:8]


def _style(clip: Clip) -> list[str]:
    return [tag.strip() for tag in clip.tags[:2_000].split(",") if tag.strip()]


def _words_changed(before: str, after: str) -> str:
    if before == after:
        return ""
    old, new = before.splitlines()[:LINES_READ], after.splitlines()[:LINES_READ]
    lines = [line for line in unified_diff(old, new, n=0) if not line.startswith(("+++", "---"))]
    more = sum(line.startswith("+") for line in lines)
    less = sum(line.startswith("-") for line in lines)
    return f"words: {more} lines new, {less} gone"
