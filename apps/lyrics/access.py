"""The only way from a view to the versions of a lyric sheet."""

from django.shortcuts import get_object_or_404

from apps.lyrics.models import LyricVersion
from apps.projects.models import Project


def version_for(project: Project, number: int) -> LyricVersion:
    """Return version `number` of the project's words; the project was asked for before.

    Raises: Http404.
    """
    versions = LyricVersion.objects.select_related("sheet", "author")
    return get_object_or_404(versions, sheet__project=project, number=number)
