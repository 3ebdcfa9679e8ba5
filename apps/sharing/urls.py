"""Paths of the sharing app; a URL is named after its view."""

from django.urls import path

from apps.sharing.views import ballots, comments, door, links, notices

app_name = "sharing"

DOOR = "s/<str:token>/"

urlpatterns = [
    path("clips/<uuid:clip_id>/links/", links.clip_share, name="clip_share"),
    path("projects/<uuid:project_id>/links/", links.project_share, name="project_share"),
    path("playlists/<uuid:playlist_id>/links/", links.playlist_share, name="playlist_share"),
    path(
        "projects/<uuid:project_id>/compare/links/", links.comparison_share, name="comparison_share"
    ),
    path("stems/mixes/<uuid:mix_id>/links/", links.mix_share, name="mix_share"),
    path("links/<uuid:link_id>/revoke/", links.link_revoke, name="link_revoke"),
    path(DOOR, door.share_show, name="share_show"),
    path(f"{DOOR}unlock/", door.share_unlock, name="share_unlock"),
    path(f"{DOOR}audio/<uuid:clip_id>", door.share_audio, name="share_audio"),
    path(f"{DOOR}download/<uuid:clip_id>/<str:kind>", door.share_download, name="share_download"),
    path(f"{DOOR}cover", door.share_cover, name="share_cover"),
    path(f"{DOOR}picture/<uuid:cover_id>", door.share_picture, name="share_picture"),
    path(f"{DOOR}embed/", door.share_embed, name="share_embed"),
    path(f"{DOOR}comments/<uuid:clip_id>/", door.share_comment, name="share_comment"),
    path(f"{DOOR}said/", door.share_follow, name="share_follow"),
    path("clips/<uuid:clip_id>/comments/", comments.comment_list, name="comment_list"),
    path("clips/<uuid:clip_id>/comments/new/", comments.comment_create, name="comment_create"),
    path("clips/<uuid:clip_id>/threads/", comments.thread_list, name="thread_list"),
    path("clips/<uuid:clip_id>/pins/", comments.pin_list, name="pin_list"),
    path("comments/<uuid:comment_id>/answer/", comments.comment_answer, name="comment_answer"),
    path("comments/<uuid:comment_id>/edit/", comments.comment_edit, name="comment_edit"),
    path("comments/<uuid:comment_id>/resolve/", comments.comment_resolve, name="comment_resolve"),
    path("comments/<uuid:comment_id>/delete/", comments.comment_delete, name="comment_delete"),
    path("projects/<uuid:project_id>/pulse/", comments.pulse_show, name="pulse_show"),
    path("notices/", notices.notice_list, name="notice_list"),
    path("notices/bell/", notices.bell_show, name="bell_show"),
    path("notices/read/", notices.notice_read, name="notice_read"),
    path("notices/mail/", notices.mail_change, name="mail_change"),
    path("notices/off/<str:token>/", notices.mail_off, name="mail_off"),
    path("teams/<slug:slug>/activity/", notices.team_activity, name="team_activity"),
    path("projects/<uuid:project_id>/activity/", notices.project_activity, name="project_activity"),
    path("projects/<uuid:project_id>/ballots/", ballots.ballot_list, name="ballot_list"),
    path("projects/<uuid:project_id>/ballots/new/", ballots.ballot_create, name="ballot_create"),
    path("ballots/<uuid:ballot_id>/", ballots.ballot_show, name="ballot_show"),
    path("ballots/<uuid:ballot_id>/standing/", ballots.ballot_follow, name="ballot_follow"),
    path("ballots/<uuid:ballot_id>/audio/<str:letter>", ballots.ballot_audio, name="ballot_audio"),
    path("ballots/<uuid:ballot_id>/vote/", ballots.ballot_vote, name="ballot_vote"),
    path("ballots/<uuid:ballot_id>/close/", ballots.ballot_close, name="ballot_close"),
    path("oembed", door.oembed_show, name="oembed_show"),
]
