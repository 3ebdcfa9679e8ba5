"""Paths of the accounts app; a URL is named after its view."""

from django.urls import path

from apps.accounts.views import people, provider, teams

app_name = "accounts"

TEAM = "teams/<slug:slug>"

urlpatterns = [
    path("new-team/", teams.team_create, name="team_create"),
    path(f"{TEAM}/members/", teams.member_list, name="member_list"),
    path(f"{TEAM}/rename/", teams.team_rename, name="team_rename"),
    path(f"{TEAM}/leave/", teams.team_leave, name="team_leave"),
    path(f"{TEAM}/members/<uuid:member_id>/role/", teams.member_change, name="member_change"),
    path(f"{TEAM}/members/<uuid:member_id>/remove/", teams.member_remove, name="member_remove"),
    path(
        f"{TEAM}/members/<uuid:member_id>/hand-over/",
        teams.member_hand_over,
        name="member_hand_over",
    ),
    path(f"{TEAM}/join-links/new/", teams.join_link_create, name="join_link_create"),
    path(
        f"{TEAM}/join-links/<uuid:join_link_id>/withdraw/",
        teams.join_link_withdraw,
        name="join_link_withdraw",
    ),
    path("join/<str:token>/", teams.team_join, name="team_join"),
    path(f"{TEAM}/invitations/new/", teams.invitation_create, name="invitation_create"),
    path(
        f"{TEAM}/invitations/<uuid:invitation_id>/withdraw/",
        teams.invitation_withdraw,
        name="invitation_withdraw",
    ),
    path(
        "invitations/<uuid:invitation_id>/accept/",
        teams.invitation_accept,
        name="invitation_accept",
    ),
    path(
        "invitations/<uuid:invitation_id>/decline/",
        teams.invitation_decline,
        name="invitation_decline",
    ),
    path(f"{TEAM}/provider/", provider.provider_show, name="provider_show"),
    path(f"{TEAM}/provider/change/", provider.provider_change, name="provider_change"),
    path(f"{TEAM}/provider/remove/", provider.provider_remove, name="provider_remove"),
    path(f"{TEAM}/provider/test/", provider.provider_test, name="provider_test"),
    path("profile/", people.profile_edit, name="profile_edit"),
    path("profile/theme/", people.theme_change, name="theme_change"),
    path("demo/", people.demo_signin, name="demo_signin"),
]
