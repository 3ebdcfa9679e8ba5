"""The only way from a view to a job: the row, or 404 for strangers and 403 for the role."""

from uuid import UUID

from django.http import HttpRequest
from django.shortcuts import get_object_or_404

from apps.accounts.access import member_or_404
from apps.accounts.rights import Right
from apps.generation.models import Job


def job_for(request: HttpRequest, job_id: UUID, right: Right) -> Job:
    """Return the job if the reader's role in its team has `right`.

    Raises: Http404 for strangers, PermissionDenied for members whose role is too narrow.
    """
    related = ("team", "project", "account", "requested_by")
    job = get_object_or_404(Job.objects.select_related(*related), pk=job_id)
    member_or_404(request, job.team, right)
    return job
