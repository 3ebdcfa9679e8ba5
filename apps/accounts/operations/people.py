"""What people choose for themselves, and the person that a laptop is tried out with."""

from datetime import datetime

from apps.accounts.models import User
from apps.accounts.operations.teams import ensure_personal_team

DEMO_EMAIL = "demo@example.com"
DEMO_NAME = "Demo"
DEMO_TEAM = "Lantern Room"


def change_profile(*, user: User, name: str, theme: str) -> None:
    """Keep the name that others see and the theme of the pages."""
    user.name, user.theme = name, theme
    user.save(update_fields=["name", "theme"])


def change_theme(*, user: User, theme: str) -> None:
    """Keep the theme of the pages: dark, light or auto."""
    user.theme = theme
    user.save(update_fields=["theme"])


def ensure_demo(*, now: datetime) -> User:
    """Return the person that signs in with one click on a laptop, made with their team if needed.

    They have no password that works. Done twice, it is done once.
    """
    user, is_new = User.objects.get_or_create(
        email=DEMO_EMAIL, defaults={"name": DEMO_NAME, "date_joined": now}
    )
    if is_new:
        user.set_unusable_password()
        user.save(update_fields=["password"])
    ensure_personal_team(user=user, name=DEMO_TEAM, now=now)
    return user
