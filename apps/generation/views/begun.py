"""What a composer begins with: the input of a failed generation, or a recipe."""

from django.http import Http404, HttpRequest, QueryDict

from apps.accounts.rights import Right
from apps.generation import selectors
from apps.generation.access import job_for
from apps.generation.forms import ComposerForm
from apps.generation.models import Job
from apps.generation.views.common import place
from apps.projects.models import Project


def again(request: HttpRequest, data: QueryDict, project: Project) -> Job | None:
    """Return the generation that is asked for anew with other input. Raises: Http404."""
    job_id = place(data.get("again"))
    if job_id is None:
        return None
    job = job_for(request, job_id, Right.PRODUCE)
    if job.project_id != project.pk:
        raise Http404
    return job


def begin_with(request: HttpRequest, project: Project, form: ComposerForm) -> None:
    """Fill a fresh form with what `?again=` asked for, or with `?recipe=`."""
    job = again(request, request.GET, project)
    recipe = selectors.recipe_of(project.team, place(request.GET.get("recipe")))
    if job is not None:
        form.refill(job.spec)
        form.again = str(job.pk)
    elif recipe is not None:
        form.refill(recipe.spec)
        form.recipe = str(recipe.pk)
