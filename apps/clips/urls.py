"""Paths of the clips app; a URL is named after its view."""

from django.urls import path

from apps.clips import views

app_name = "clips"

HERE = "clips/<uuid:clip_id>/"
TEAM = "teams/<slug:slug>/"
LIST = "playlists/<uuid:playlist_id>/"

urlpatterns = [
    path(HERE, views.clip_show, name="clip_show"),
    path(f"{HERE}audio", views.clip_audio, name="clip_audio"),
    path(f"{HERE}cover", views.clip_cover, name="clip_cover"),
    path(f"{HERE}download/<str:kind>", views.clip_download, name="clip_download"),
    path(f"{HERE}rate/", views.clip_rate, name="clip_rate"),
    path(f"{HERE}like/", views.clip_like, name="clip_like"),
    path(f"{HERE}pick/", views.clip_pick, name="clip_pick"),
    path(f"{HERE}rename/", views.clip_rename, name="clip_rename"),
    path(f"{HERE}notes/", views.clip_note, name="clip_note"),
    path(f"{HERE}delete/", views.clip_delete, name="clip_delete"),
    path(f"{HERE}restore/", views.clip_restore, name="clip_restore"),
    path(f"{HERE}fetch/", views.clip_fetch, name="clip_fetch"),
    path(f"{TEAM}clips/bulk/", views.clip_bulk, name="clip_bulk"),
    path(f"{TEAM}clips/undo/", views.clip_undo, name="clip_undo"),
    path(f"{TEAM}playlists/", views.playlist_list, name="playlist_list"),
    path(f"{TEAM}playlists/save/", views.playlist_save, name="playlist_save"),
    path(LIST, views.playlist_show, name="playlist_show"),
    path(f"{LIST}zip", views.playlist_download, name="playlist_download"),
    path(f"{LIST}delete/", views.playlist_delete, name="playlist_delete"),
    path(f"{LIST}<uuid:clip_id>/move/", views.playlist_move, name="playlist_move"),
    path(f"{LIST}<uuid:clip_id>/drop/", views.playlist_drop, name="playlist_drop"),
    path(f"{LIST}<uuid:clip_id>/return/", views.playlist_return, name="playlist_return"),
    path("projects/<uuid:project_id>/zip", views.project_zip, name="project_zip"),
    path("projects/<uuid:project_id>/lrc", views.words_timed, name="words_timed"),
    path("projects/<uuid:project_id>/compare/", views.take_compare, name="take_compare"),
    path("projects/<uuid:project_id>/lineage/", views.lineage_show, name="lineage_show"),
]
