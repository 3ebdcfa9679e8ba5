"""HTTP from the provider: callbacks."""

from uuid import UUID

from django.contrib.auth.decorators import login_not_required
from django.http import Http404, HttpRequest, HttpResponse
from django.utils import timezone
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_POST

from apps.generation import operations
from apps.generation.models import Job
from apps.generation.views.common import nudge

LONGEST_CALLBACK = 1_000_000


@csrf_exempt
@login_not_required
@require_POST
def callback_create(request: HttpRequest, job_id: UUID) -> HttpResponse:
    """Hear the provider: answer at once, believe only what is signed, look for ourselves."""
    length = request.headers.get("Content-Length", "")
    if not length.isdigit() or int(length) > LONGEST_CALLBACK:
        return HttpResponse(status=413)
    try:
        operations.hear_callback(
            job_id=job_id, headers=request.headers, body=request.body, now=timezone.now()
        )
    except Job.DoesNotExist:
        raise Http404 from None
    except operations.CallbackRefused:
        return HttpResponse(status=403)
    nudge()
    return HttpResponse(status=204)
