"""The URL root. Every app names its own paths; docs/urls.md lists them all."""

from django.contrib import admin
from django.urls import include, path

urlpatterns = [
    path("admin/", admin.site.urls),
    path("account/", include("allauth.urls")),
    path("", include("apps.studio.urls")),
    path("", include("apps.accounts.urls")),
    path("", include("apps.projects.urls")),
    path("", include("apps.credits.urls")),
    path("", include("apps.lyrics.urls")),
    path("", include("apps.clips.urls")),
    path("", include("apps.personas.urls")),
    path("", include("apps.stems.urls")),
    path("", include("apps.generation.urls")),
    path("", include("apps.sharing.urls")),
]

handler403 = "apps.studio.views.error_403"
handler404 = "apps.studio.views.error_404"
handler500 = "apps.studio.views.error_500"
