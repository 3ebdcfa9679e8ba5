"""Paths of generation; a URL is named after its view."""

from django.urls import path

from apps.generation import views

app_name = "generation"

urlpatterns = [
    path("teams/<slug:slug>/generations/", views.generation_list, name="generation_list"),
    path("teams/<slug:slug>/generations/running/", views.running_list, name="running_list"),
    path("teams/<slug:slug>/credits/claims/", views.claim_list, name="claim_list"),
    path("teams/<slug:slug>/credits/yield/", views.yield_show, name="yield_show"),
    path("projects/<uuid:project_id>/compose/", views.composer_show, name="composer_show"),
    path("projects/<uuid:project_id>/compose/price/", views.price_show, name="price_show"),
    path("projects/<uuid:project_id>/work/", views.work_create, name="work_create"),
    path("projects/<uuid:project_id>/generations/live/", views.live_list, name="live_list"),
    path(
        "projects/<uuid:project_id>/generations/settled/", views.settled_list, name="settled_list"
    ),
    path("clips/<uuid:clip_id>/wav/", views.wav_create, name="wav_create"),
    path("clips/<uuid:clip_id>/split/", views.split_list, name="split_list"),
    path("clips/<uuid:clip_id>/split/<str:kind>/", views.split_create, name="split_create"),
    path("clips/<uuid:clip_id>/make/", views.offer_list, name="offer_list"),
    path("clips/<uuid:clip_id>/make/<str:kind>/", views.offer_take, name="offer_take"),
    path("generations/<uuid:job_id>/", views.generation_show, name="generation_show"),
    path("generations/<uuid:job_id>/cancel/", views.generation_cancel, name="generation_cancel"),
    path("generations/<uuid:job_id>/retry/", views.generation_retry, name="generation_retry"),
    path("generations/<uuid:job_id>/look/", views.generation_look, name="generation_look"),
    path("generations/<uuid:job_id>/settle/", views.generation_settle, name="generation_settle"),
    path("generations/<uuid:job_id>/words/", views.words_accept, name="words_accept"),
    path("generations/<uuid:job_id>/notes/", views.notes_download, name="notes_download"),
    path("generations/<uuid:job_id>/files/<str:kind>/", views.file_download, name="file_download"),
    path("clips/<uuid:clip_id>/findings/", views.finding_list, name="finding_list"),
    path("generations/<uuid:job_id>/place/", views.generation_place, name="generation_place"),
    path(
        "projects/<uuid:project_id>/offers/<str:kind>/again/", views.offer_again, name="offer_again"
    ),
    path("projects/<uuid:project_id>/recipes/", views.recipe_create, name="recipe_create"),
    path("teams/<slug:slug>/recipes/", views.recipe_list, name="recipe_list"),
    path(
        "teams/<slug:slug>/recipes/<uuid:recipe_id>/delete/",
        views.recipe_delete,
        name="recipe_delete",
    ),
    path("files/<str:token>/", views.file_show, name="file_show"),
    path("callbacks/<uuid:job_id>/", views.callback_create, name="callback_create"),
]
