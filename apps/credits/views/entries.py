"""HTTP for the lines behind every figure, where the two books differ, and the price list."""

from uuid import UUID

from django.http import Http404, HttpRequest, HttpResponse, StreamingHttpResponse
from django.utils import timezone
from django.views.decorators.http import require_safe

from apps.accounts.access import team_for
from apps.accounts.models import Team
from apps.accounts.rights import Right
from apps.accounts.selectors import account_of
from apps.core.http import respond
from apps.credits import delivery, selectors
from apps.credits.forms import FilterForm
from apps.credits.views.common import page_context


@require_safe
def entry_list(request: HttpRequest, slug: str) -> HttpResponse:
    """List the entries behind a figure, newest first."""
    team = team_for(request, slug, Right.LISTEN)
    context = page_context(request, team)
    form = FilterForm(request.GET)
    wanted = form.wanted(request.GET)
    before = _place(request.GET.get("before"))
    entries, more = selectors.entries_of(context["account"], team, wanted=wanted, before=before)
    asked = request.GET.copy()
    asked.pop("before", None)
    context |= {
        "form": form,
        "entries": entries,
        "more": more,
        "asked": asked.urlencode(),
        "values": _words(team, wanted),
        "kept": _kept(wanted),
    }
    return respond(request, "credits/entry_list.html", context)


@require_safe
def entry_export(request: HttpRequest, slug: str, kind: str) -> StreamingHttpResponse:
    """Send all entries that pass the filter as CSV or JSON, as a stream."""
    team = team_for(request, slug, Right.LISTEN)
    if kind not in delivery.WRITERS:
        raise Http404
    wanted = FilterForm(request.GET).wanted(request.GET)
    write, media_type = delivery.WRITERS[kind]
    entries = selectors.entries_to_export(account_of(team), team, wanted)
    response = StreamingHttpResponse(
        write(entries, selectors.purse_of(team)), content_type=media_type
    )
    response["Content-Disposition"] = f'attachment; filename="{team.slug}-credits.{kind}"'
    return response


@require_safe
def agreement_show(request: HttpRequest, slug: str) -> HttpResponse:
    """Show where our book and the provider's differ, and why."""
    team = team_for(request, slug, Right.LISTEN)
    context = page_context(request, team)
    context["agreement"] = selectors.agreement(context["account"])
    return respond(request, "credits/agreement_show.html", context)


@require_safe
def price_list(request: HttpRequest, slug: str) -> HttpResponse:
    """Show what every operation costs, today and before."""
    team = team_for(request, slug, Right.LISTEN)
    context = page_context(request, team)
    booked = selectors.operations_booked(team)
    context["prices"] = selectors.price_list(on=timezone.now().date(), booked=booked)
    return respond(request, "credits/price_list.html", context)


def _words(team: Team, wanted: selectors.Filter) -> list[tuple[str, str]]:
    """Return what the filter is about, in the words people use."""
    words = [
        (split.value, selectors.names_of(team, split, [value]).get(value, "unknown"))
        for split, value in wanted.values.items()
    ]
    words += [("work on", "one thing" if len(wanted.works) == 1 else "a few")] * bool(wanted.works)
    return words + [("projects that are", "finished")] * wanted.is_finished


def _kept(wanted: selectors.Filter) -> list[tuple[str, str]]:
    """Return what stays as it is when other days are chosen."""
    kept = [("kind", kind) for kind in wanted.kinds]
    kept += [(split.value, value) for split, value in wanted.values.items()]
    kept += [("work", work) for work in wanted.works]
    return kept + [("finished", "1")] * wanted.is_finished + [("own", "1")] * wanted.is_own


def _place(text: str | None) -> UUID | None:
    try:
        return UUID(text) if text else None
    except ValueError:
        return None
