"""HTTP for recipes: keep the composer's choices under a name, look at what they yielded."""

from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.utils import timezone
from django.views.decorators.http import require_POST, require_safe

from apps.accounts.access import signed_in, team_for
from apps.accounts.rights import Right
from apps.core.errors import DomainError
from apps.core.http import redirect_to, respond
from apps.generation import operations, selectors
from apps.generation.views.common import place
from apps.generation.views.composer import bound
from apps.projects.access import project_for


@require_safe
def recipe_list(request: HttpRequest, slug: str) -> HttpResponse:
    """List the team's recipes, with kept takes and credits."""
    team = team_for(request, slug, Right.LISTEN)
    song_id = place(request.GET.get("for"))
    context = {"team": team, "recipes": selectors.recipes_of(team), "song_id": song_id}
    return respond(request, "generation/recipe_list.html", context)


@require_POST
def recipe_create(request: HttpRequest, project_id: UUID) -> HttpResponse:
    """Keep how the composer stands under a name; nothing is asked for."""
    project = project_for(request, project_id, Right.PRODUCE)
    form = bound(request, request.POST, project)
    try:
        if not form.is_valid():
            raise operations.NotPossible("Set right what is marked, then keep it.")
        recipe = operations.keep_recipe(
            team=project.team,
            name=request.POST.get("recipe_name", ""),
            kind=form.kind,
            spec=form.spec(),
            by=signed_in(request),
            now=timezone.now(),
        )
    except DomainError as error:
        messages.error(request, error.message)
    else:
        messages.success(request, f"Kept as “{recipe.name}”.")
    return redirect_to(request, "generation:recipe_list", project.team.slug)


@require_POST
def recipe_delete(request: HttpRequest, slug: str, recipe_id: UUID) -> HttpResponse:
    """Take a recipe away."""
    team = team_for(request, slug, Right.PRODUCE)
    recipe = selectors.recipe_of(team, recipe_id)
    if recipe is None:
        raise Http404
    operations.remove_recipe(recipe=recipe)
    messages.success(request, "Removed. What was made with it stays.")
    return redirect_to(request, "generation:recipe_list", team.slug)
