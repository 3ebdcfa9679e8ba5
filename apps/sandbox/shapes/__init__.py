"""The shape in which each family shows tasks and clips; one module per family.

They read a View, decide nothing and touch no database.
"""

from collections.abc import Callable
from dataclasses import dataclass

from apps.sandbox.models import Task
from apps.sandbox.shapes import common, nuro, producer, riffusion, sonic, studio
from apps.sandbox.shapes.common import Json
from apps.sandbox.viewing import Links, View


@dataclass(frozen=True)
class Shape:
    """How a family answers a submit and a poll, and what its callbacks say."""

    submitted: Callable[[Task], Json]
    polled: Callable[[View, Links], tuple[int, Json]]
    announced: Callable[[View, Links, str], Json]


def _never(view: View, links: Links, event: str) -> Json:
    raise NotImplementedError(f"{view.task.family} sends no callbacks (CONTRACT 10)")


_SHAPES = {
    "sonic": Shape(common.submitted, sonic.polled, sonic.announced),
    "riffusion": Shape(common.submitted, riffusion.polled, _never),
    "studio": Shape(studio.submitted, studio.polled, _never),
    "nuro": Shape(common.submitted, nuro.polled, nuro.announced),
    "producer": Shape(common.submitted, producer.polled, producer.announced),
}


def shape_of(family: str) -> Shape:
    """Find how a family answers."""
    return _SHAPES[family]
