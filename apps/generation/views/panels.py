"""What pages of other apps include: the composer, the takes pane, the running list."""

from typing import Any

from django.http import HttpRequest
from django.utils import timezone

from apps.accounts.models import Team
from apps.clips.models import Clip
from apps.generation import selectors
from apps.generation.forms import FORMS, ComposerForm
from apps.generation.kinds import KINDS, offers
from apps.generation.views.common import place
from apps.lyrics.selectors import offer_day
from apps.projects.models import Project


def composer_context(
    project: Project,
    form: ComposerForm | None = None,
    *,
    kind: str = "song",
    source: Clip | None = None,
) -> dict[str, Any]:
    """Return what the composer shows: the form of an operation, and what pressing it costs."""
    now = timezone.now()
    on = offer_day(now)
    if form is None:
        last = selectors.last_spec(project, kind)
        form = FORMS[kind].fresh(on=on, last=last, project=project, source=source)
    module = KINDS[form.kind]
    desk = offers.Desk.of(project.team, now=now)
    offer = desk.offer(form.kind, form.source)
    task = selectors.Task(form.kind, module.ENGINE, module.OPERATION)
    return {
        "project": project,
        "form": form,
        "name": module.NAME,
        "source": form.source,
        "makes": offers.makes(form.kind),
        "offers": _choices(form, desk),
        "cost": selectors.cost_of(desk.account, task, form.chosen_model, on=on, times=form.count),
        "offer": offer,
        "refusal": offer.refusal,
        "instead": KINDS[offer.instead].NAME if offer.instead else "",
        "styles": selectors.styles_for(project.team) if "tags" in form.fields else [],
    }


def _choices(form: ComposerForm, desk: offers.Desk) -> list[offers.Offer]:
    """Return the operations that the composer can change to without losing its source."""
    if form.source is None:
        return [desk.offer(kind, None) for kind in offers.FROM_NOTHING]
    return [
        desk.offer(kind, form.source) for kind in offers.kinds_for(form.source) if kind in FORMS
    ]


def generations_context(request: HttpRequest, project: Project) -> dict[str, Any]:
    """Return what the takes pane of the workspace shows: what goes on, and what is finished."""
    live = selectors.live_of(project, request.user, now=timezone.now())
    mark = selectors.mark_of(project, live)
    return {"live": live, "live_mark": mark, **settled_context(request, project)}


def settled_context(request: HttpRequest, project: Project) -> dict[str, Any]:
    """Return a page of finished generations, from `?before=` on."""
    settled, more = selectors.settled_of(
        project, request.user, now=timezone.now(), before=place(request.GET.get("before"))
    )
    has_any = bool(settled) or selectors.has_generations(project)
    return {"project": project, "settled": settled, "settled_more": more, "has_any": has_any}


def running_context(request: HttpRequest, team: Team) -> dict[str, Any]:
    """Return what the team's running list shows."""
    running = selectors.running_of(team, request.user, now=timezone.now())
    return {"team": team, "running": running, "running_mark": selectors.fingerprint(running)}
