"""Addresses of the sandbox: the API, its files, its control desk and its health."""

from django.urls import path
from ninja import NinjaAPI

from apps.sandbox import accounts, files, health
from apps.sandbox.api import (
    account,
    control,
    edits,
    errors,
    legacy,
    nuro,
    producer,
    riffusion,
    sonic,
    studio,
    tools,
    uploads,
)
from apps.sandbox.parsing import StrictParser

api = NinjaAPI(
    title="MusicAPI sandbox",
    auth=accounts.bearer,
    parser=StrictParser(),
    docs_url=None,
    openapi_url=None,
)
api.add_router("", account.router)
api.add_router("/sonic", sonic.router)
api.add_router("/sonic", tools.router)
api.add_router("/sonic", edits.router)
api.add_router("/sonic", uploads.router)
api.add_router("/suno", legacy.router)
api.add_router("/riffusion", riffusion.router)
api.add_router("/studio", studio.router)
api.add_router("/nuro", nuro.router)
api.add_router("/producer", producer.router)
errors.install(api)

desk = NinjaAPI(
    title="Sandbox control",
    auth=accounts.operator,
    urls_namespace="control",
    parser=StrictParser(),
    docs_url=None,
    openapi_url=None,
)
desk.add_router("", control.router)
errors.install(desk)

urlpatterns = [
    path("api/v1/", api.urls),
    path("files/<uuid:clip_id>/<str:name>", files.file_show, name="file_show"),
    path("control/", desk.urls),
    path("healthz", health.healthz, name="healthz"),
]

handler500 = "apps.sandbox.health.broken"
