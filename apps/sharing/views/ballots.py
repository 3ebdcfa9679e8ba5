"""Ballots over HTTP: opened for some takes, voted blind, closed, their result shown."""

from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.utils import timezone
from django.views.decorators.http import require_POST, require_safe

from apps.accounts.access import signed_in
from apps.accounts.rights import Right
from apps.archive import delivery
from apps.core.errors import DomainError
from apps.core.http import redirect_to, respond
from apps.projects.access import project_for
from apps.projects.models import Project
from apps.sharing import operations, selectors
from apps.sharing.access import ballot_for, own_ballot_for
from apps.sharing.forms import BallotForm
from apps.sharing.models import Ballot


@require_safe
def ballot_list(request: HttpRequest, project_id: UUID) -> HttpResponse:
    """Show the ballots of a song, and the form for another."""
    project = project_for(request, project_id, Right.LISTEN)
    return _list(request, project, BallotForm(takes=selectors.takes_to_rank(project)))


@require_POST
def ballot_create(request: HttpRequest, project_id: UUID) -> HttpResponse:
    """Ask the members to rank some takes."""
    project = project_for(request, project_id, Right.PRODUCE)
    form = BallotForm(request.POST, takes=selectors.takes_to_rank(project))
    if not form.is_valid():
        return _list(request, project, form)
    try:
        ballot = operations.open_ballot(
            project=project,
            question=form.cleaned_data["question"],
            clips=form.chosen,
            by=signed_in(request),
            now=timezone.now(),
        )
    except DomainError as error:
        form.add_error("takes", error.message)
        return _list(request, project, form)
    return redirect_to(request, "sharing:ballot_show", ballot.pk)


@require_safe
def ballot_show(request: HttpRequest, ballot_id: UUID) -> HttpResponse:
    """Let a member hear the takes by their letters, and rank them."""
    return _page(request, ballot_for(request, ballot_id, Right.LISTEN))


@require_safe
def ballot_follow(request: HttpRequest, ballot_id: UUID) -> HttpResponse:
    """Show how many have voted, and the result once there is one."""
    ballot = ballot_for(request, ballot_id, Right.LISTEN)
    context = {"ballot": ballot, "standing": selectors.standing_of(ballot)}
    return respond(request, "sharing/_standing.html", context)


@require_safe
def ballot_audio(request: HttpRequest, ballot_id: UUID, letter: str) -> HttpResponseBase:
    """Play a take by its letter, so that its address does not tell which it is."""
    ballot = ballot_for(request, ballot_id, Right.LISTEN)
    found = [row for row in selectors.candidates_of(ballot) if row.letter == letter]
    if not found or found[0].clip.audio is None:
        raise Http404
    return delivery.serve(request, found[0].clip.audio)


@require_POST
def ballot_vote(request: HttpRequest, ballot_id: UUID) -> HttpResponse:
    """Keep how the reader ranks the takes."""
    ballot = ballot_for(request, ballot_id, Right.REVIEW)
    count = len(selectors.candidates_of(ballot))
    ranking = "".join(request.POST.get(f"place-{place}", "")[:1] for place in range(1, count + 1))
    try:
        operations.vote(ballot=ballot, by=signed_in(request), ranking=ranking, now=timezone.now())
    except DomainError as error:
        return _page(request, ballot, trouble=error.message, ranking=ranking)
    messages.success(request, "Your vote is kept. It can be changed while the ballot is open.")
    return redirect_to(request, "sharing:ballot_show", ballot.pk)


@require_POST
def ballot_close(request: HttpRequest, ballot_id: UUID) -> HttpResponse:
    """Close a ballot before everybody has voted."""
    ballot = own_ballot_for(request, ballot_id)
    operations.close(ballot=ballot, by=signed_in(request), now=timezone.now())
    return redirect_to(request, "sharing:ballot_show", ballot.pk)


def _list(request: HttpRequest, project: Project, form: BallotForm) -> HttpResponse:
    context = {"project": project, "ballots": selectors.ballots_of(project), "form": form}
    status = 422 if form.is_bound else 200
    return respond(request, "sharing/ballot_list.html", context, status=status)


def _page(
    request: HttpRequest, ballot: Ballot, *, trouble: str = "", ranking: str = ""
) -> HttpResponse:
    candidates = selectors.candidates_of(ballot)
    mine = ranking or selectors.vote_of(ballot, signed_in(request))
    context = {
        "ballot": ballot,
        "candidates": candidates,
        "mine": mine,
        "places": [(at, mine[at - 1 : at]) for at in range(1, len(candidates) + 1)],
        "standing": selectors.standing_of(ballot),
        "trouble": trouble,
    }
    status = 422 if trouble else 200
    return respond(request, "sharing/ballot_show.html", context, status=status)
