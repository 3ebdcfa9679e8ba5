"""Pages for support staff: mostly to look at, and never a key in sight."""

from typing import Any, ClassVar

from allauth.account.decorators import secure_admin_login
from django.contrib import admin
from django.http import HttpRequest

from apps.accounts.models import Membership, ProviderAccount, Team, User

# Staff come in by the same door as everybody: with its limits and its second factor.
admin.site.login = secure_admin_login(admin.site.login)  # type: ignore[method-assign]


class LookOnly:
    """Nothing is added, changed or deleted here: the pages of the studio keep the rules."""

    def has_add_permission(self, _request: HttpRequest, _row: Any = None) -> bool:
        """Refuse."""
        return False

    def has_change_permission(self, _request: HttpRequest, _row: Any = None) -> bool:
        """Refuse."""
        return False

    def has_delete_permission(self, _request: HttpRequest, _row: Any = None) -> bool:
        """Refuse."""
        return False


@admin.register(User)
class UserAdmin(admin.ModelAdmin):  # type: ignore[type-arg]
    """Find a person; switch their account off and on."""

    list_display = ("email", "name", "is_active", "is_staff", "date_joined", "last_login")
    list_filter = ("is_active", "is_staff")
    search_fields = ("email", "name")
    ordering = ("email",)
    fields = ("email", "name", "is_active", "is_staff", "date_joined", "last_login")
    readonly_fields = ("email", "name", "is_staff", "date_joined", "last_login")

    def has_add_permission(self, _request: HttpRequest) -> bool:
        """Refuse: people sign up."""
        return False

    def has_delete_permission(self, _request: HttpRequest, _row: Any = None) -> bool:
        """Refuse: a team could be left without an owner. Switch the account off instead."""
        return False


class MembershipInline(LookOnly, admin.TabularInline):  # type: ignore[type-arg]
    """Who is in the team."""

    model = Membership
    fields: ClassVar = ("user", "role", "created_at")
    readonly_fields: ClassVar = fields


@admin.register(Team)
class TeamAdmin(LookOnly, admin.ModelAdmin):  # type: ignore[type-arg]
    """Find a team and its people."""

    list_display = ("name", "slug", "personal_of", "created_at")
    search_fields = ("name", "slug", "memberships__user__email")
    ordering = ("name",)
    fields = ("name", "slug", "personal_of", "created_at")
    inlines = (MembershipInline,)


@admin.register(ProviderAccount)
class ProviderAccountAdmin(LookOnly, admin.ModelAdmin):  # type: ignore[type-arg]
    """See where a team's requests go and what the provider says of its key."""

    list_display = ("__str__", "base_url", "key_state", "key_state_at", "retired_at")
    list_filter = ("key_state",)
    list_select_related = ("team",)
    search_fields = ("team__name", "own_base_url")
    ordering = ("-created_at",)
    fields = (
        "team",
        "base_url",
        "own_key_tail",
        "key_state",
        "key_state_at",
        "key_trouble",
        "next_submit_at",
        "retired_at",
    )
    readonly_fields = fields
