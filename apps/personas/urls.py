"""Paths of personas; a URL is named after its view."""

from django.urls import path

from apps.personas import views

app_name = "personas"

urlpatterns = [
    path("teams/<slug:slug>/personas/", views.persona_list, name="persona_list"),
]
