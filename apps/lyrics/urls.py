"""Paths of the lyrics app; a URL is named after its view."""

from django.urls import path

from apps.lyrics import views

app_name = "lyrics"

HERE = "projects/<uuid:project_id>/lyrics/"

urlpatterns = [
    path(HERE, views.lyrics_show, name="lyrics_show"),
    path(f"{HERE}save/", views.lyrics_save, name="lyrics_save"),
    path(f"{HERE}autosave/", views.lyrics_autosave, name="lyrics_autosave"),
    path(f"{HERE}settle/", views.lyrics_settle, name="lyrics_settle"),
    path(f"{HERE}blocks/", views.lyrics_arrange, name="lyrics_arrange"),
    path(f"{HERE}sound/", views.lyrics_sound, name="lyrics_sound"),
    path(f"{HERE}rhymes/", views.rhyme_list, name="rhyme_list"),
    path(f"{HERE}text", views.lyrics_export, name="lyrics_export"),
    path(f"{HERE}import/", views.lyrics_import, name="lyrics_import"),
    path(f"{HERE}versions/", views.version_list, name="version_list"),
    path(f"{HERE}versions/<int:number>/", views.version_show, name="version_show"),
    path(f"{HERE}versions/<int:number>/restore/", views.version_restore, name="version_restore"),
]
