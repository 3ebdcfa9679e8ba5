"""Notices over HTTP: the list, the bell, mails on and off; and what a team or a song did lately."""

from uuid import UUID

from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.http import Http404, HttpRequest, HttpResponse
from django.utils import timezone
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from apps.accounts.access import signed_in, team_for
from apps.accounts.rights import Right
from apps.core.http import redirect_to, respond
from apps.projects.access import project_for
from apps.sharing import operations, selectors
from apps.sharing.forms import MailForm
from apps.sharing.states import MailWish


@require_safe
def notice_list(request: HttpRequest) -> HttpResponse:
    """Show what the reader should know, of all their teams."""
    user = signed_in(request)
    form = MailForm(initial={"wish": selectors.mail_wish(user).value})
    context = {"notices": selectors.notices_of(user), "form": form}
    return respond(request, "sharing/notice_list.html", context)


@require_safe
def bell_show(request: HttpRequest) -> HttpResponse:
    """Show how many notices the reader has not seen."""
    unread = selectors.unread_count(signed_in(request))
    return respond(request, "sharing/_bell.html", {"unread": unread, "asked": True})


@require_POST
def notice_read(request: HttpRequest) -> HttpResponse:
    """Note that the reader has seen all of them."""
    operations.read_all(user=signed_in(request), now=timezone.now())
    return redirect_to(request, "sharing:notice_list")


@require_POST
def mail_change(request: HttpRequest) -> HttpResponse:
    """Keep how the reader wants notices by mail."""
    user = signed_in(request)
    form = MailForm(request.POST)
    if not form.is_valid():
        context = {"notices": selectors.notices_of(user), "form": form}
        return respond(request, "sharing/notice_list.html", context, status=422)
    operations.wish_mail(user=user, wish=MailWish(form.cleaned_data["wish"]))
    messages.success(request, "Saved.")
    return redirect_to(request, "sharing:notice_list")


@csrf_exempt
@login_not_required
@require_http_methods(["GET", "HEAD", "POST"])
def mail_off(request: HttpRequest, token: str) -> HttpResponse:
    """Switch mails off by the link in a mail: one press here, or by the mail program itself."""
    if request.method != "POST":
        return respond(request, "sharing/mail_off.html", {"token": token})
    if not operations.mail_off(token=token):
        raise Http404
    return respond(request, "sharing/mail_off.html", {"done": True})


@require_safe
def team_activity(request: HttpRequest, slug: str) -> HttpResponse:
    """Show what was done lately in a team."""
    team = team_for(request, slug, Right.LISTEN)
    context = {"name": team.name, "acts": selectors.acts_of(team)}
    return respond(request, "sharing/team_activity.html", context)


@require_safe
def project_activity(request: HttpRequest, project_id: UUID) -> HttpResponse:
    """Show what was done lately in a song."""
    project = project_for(request, project_id, Right.LISTEN)
    context = {"name": project.title, "acts": selectors.acts_of(project.team, project)}
    return respond(request, "sharing/project_activity.html", context)
