"""Paths of the studio app; a URL is named after its view."""

from django.urls import path

from apps.studio.views import errors, health, library, pages

app_name = "studio"

urlpatterns = [
    path("", pages.start_show, name="start_show"),
    path("teams/<slug:slug>/", pages.home_show, name="home_show"),
    path("teams/<slug:slug>/projects/", pages.project_list, name="project_list"),
    path("teams/<slug:slug>/library/", library.library_show, name="library_show"),
    path("projects/<uuid:project_id>/", pages.workspace_show, name="workspace_show"),
    path("offline/", errors.offline_show, name="offline_show"),
    path("service-worker.js", errors.service_worker, name="service_worker"),
    path("projects/<uuid:project_id>/facts/", pages.facts_show, name="facts_show"),
    path("projects/<uuid:project_id>/facts/fill/", pages.facts_fill, name="facts_fill"),
    path("healthz", health.healthz, name="healthz"),
    path("readyz", health.readyz, name="readyz"),
    path("metrics", health.metrics, name="metrics"),
]
