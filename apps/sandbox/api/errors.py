"""How errors become answers: one envelope of the contract for each (CONTRACT 7.1)."""

from collections.abc import Mapping, Sequence
from typing import Any

from django.http import HttpRequest, HttpResponse, JsonResponse
from ninja import NinjaAPI
from ninja.errors import HttpError, ValidationError

from apps.sandbox.refusals import Refusal

_TEXTS = {
    "missing": "{member} is required",
    "too_short": "{member} needs at least {min_length} items",
    "too_long": "{member} must have at most {max_length} items",
    "list_type": "{member} must be a list",
    "dict_type": "{member} must hold objects",
    "string_too_short": "{member} must not be empty",
    "string_too_long": "{member} must have at most {max_length} characters",
    "string_type": "{member} must be a string",
    "bool_type": "{member} must be true or false",
    "int_type": "{member} must be a whole number",
    "float_type": "{member} must be a number",
    "finite_number": "{member} must be a number",
    "literal_error": "{member} is not valid; use one of {expected}",
    "greater_than": "{member} must be greater than {gt}",
    "greater_than_equal": "{member} must be at least {ge}",
    "less_than_equal": "{member} must be at most {le}",
    "value_error": "{member} {error}",
    "model_type": "the body must be a JSON object",
    "model_attributes_type": "the body must be a JSON object",
}


def refused(refusal: Refusal) -> HttpResponse:
    """Answer a refusal."""
    return JsonResponse(refusal.body, status=refusal.status, headers=refusal.headers)


def install(api: NinjaAPI) -> None:
    """Teach the API the contract's envelopes."""

    @api.exception_handler(Refusal)
    def on_refusal(request: HttpRequest, error: Refusal) -> HttpResponse:
        return refused(error)

    @api.exception_handler(ValidationError)
    def on_validation(request: HttpRequest, error: ValidationError) -> HttpResponse:
        return JsonResponse({"error": explain(error.errors)}, status=400)

    @api.exception_handler(HttpError)
    def on_http(request: HttpRequest, error: HttpError) -> HttpResponse:
        return JsonResponse({"error": "the body must be valid JSON"}, status=error.status_code)


def explain(errors: Sequence[Mapping[str, Any]], *, depth: int = 2) -> str:
    """Say the first of pydantic's errors in the words of the API.

    `depth` is how many names stand before a member's own, as ninja's ("body", "body", "title").
    """
    error = errors[0]
    names = [part for part in error["loc"] if isinstance(part, str)]
    member = names[-1] if len(names) > depth else "body"
    text = _TEXTS.get(error["type"], "{member}: {message}")
    return text.format(member=member, message=error["msg"], **error.get("ctx", {}))
