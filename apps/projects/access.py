"""The only way from a view to a project: the row, or 404 for strangers and 403 for the role."""

from uuid import UUID

from django.http import HttpRequest
from django.shortcuts import get_object_or_404

from apps.accounts.access import member_or_404
from apps.accounts.rights import Right
from apps.archive.models import Asset
from apps.projects.models import Project


def project_for(request: HttpRequest, project_id: UUID, right: Right) -> Project:
    """Return the project if the reader's role in its team has `right`.

    Raises: Http404 for strangers, PermissionDenied for members whose role is too narrow.
    """
    project = get_object_or_404(Project.objects.select_related("team"), pk=project_id)
    member_or_404(request, project.team, right)
    return project


def cover_for(request: HttpRequest, cover_id: UUID, right: Right) -> Asset:
    """Return the picture on a project's cover if the reader's role in its team has `right`.

    Raises: as `project_for`, and Http404 for what is on no cover any more.
    """
    covered = Project.objects.select_related("team", "cover").exclude(cover=None)
    project = get_object_or_404(covered, cover=cover_id)
    member_or_404(request, project.team, right)
    assert project.cover  # noqa: S101  asked for above
    return project.cover
