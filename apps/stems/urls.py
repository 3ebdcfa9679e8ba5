"""Paths of stems; a URL is named after its view."""

from django.urls import path

from apps.stems import views

app_name = "stems"

urlpatterns = [
    path("clips/<uuid:clip_id>/stems/", views.stem_list, name="stem_list"),
    path("stems/<uuid:set_id>/", views.set_show, name="set_show"),
    path("stems/<uuid:set_id>/prepare/", views.set_prepare, name="set_prepare"),
    path("stems/<uuid:set_id>/pack/", views.pack_show, name="pack_show"),
    path("stems/<uuid:set_id>/manifest/", views.manifest_show, name="manifest_show"),
    path("stems/<uuid:set_id>/mixes/", views.mix_create, name="mix_create"),
    path("stems/<uuid:set_id>/mixdowns/", views.mixdown_list, name="mixdown_list"),
    path("stems/<uuid:set_id>/mixdowns/new/", views.mixdown_create, name="mixdown_create"),
    path("stems/<uuid:set_id>/download/", views.set_download, name="set_download"),
    path("stems/mixes/<uuid:mix_id>/delete/", views.mix_delete, name="mix_delete"),
    path("stems/mixes/<uuid:mix_id>/file/", views.mix_render, name="mix_render"),
    path("stems/mixdowns/<uuid:rendering_id>/", views.mixdown_download, name="mixdown_download"),
    path("stems/mixdowns/<uuid:rendering_id>/retry/", views.mixdown_retry, name="mixdown_retry"),
    path("stems/parts/<uuid:stem_id>/audio/", views.stem_audio, name="stem_audio"),
    path("stems/parts/<uuid:stem_id>/download/", views.stem_download, name="stem_download"),
    path("stems/parts/<uuid:stem_id>/fetch/", views.stem_fetch, name="stem_fetch"),
]
