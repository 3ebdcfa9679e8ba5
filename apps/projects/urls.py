"""Paths of the projects app; a URL is named after its view."""

from django.urls import path

from apps.projects import views

app_name = "projects"

urlpatterns = [
    path("teams/<slug:slug>/projects/new/", views.project_create, name="project_create"),
    path("projects/<uuid:project_id>/settings/", views.project_edit, name="project_edit"),
    path("projects/covers/<uuid:cover_id>", views.cover_show, name="cover_show"),
    path("projects/<uuid:project_id>/cover/remove/", views.cover_remove, name="cover_remove"),
    path("projects/<uuid:project_id>/archive/", views.project_archive, name="project_archive"),
    path("projects/<uuid:project_id>/restore/", views.project_restore, name="project_restore"),
]
