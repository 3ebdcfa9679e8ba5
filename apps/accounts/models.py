"""Users, teams, memberships, and the accounts at the provider that teams spend from."""

import base64
from typing import Any, ClassVar

from cryptography.fernet import Fernet, InvalidToken, MultiFernet
from django.conf import settings
from django.contrib.auth.models import AbstractBaseUser, BaseUserManager, PermissionsMixin
from django.db import models
from django.db.models import Q
from django.db.models.functions import Lower
from django.urls import reverse
from django.utils import timezone
from django.utils.crypto import salted_hmac

from apps.accounts.rights import Role
from apps.accounts.states import KeyState
from apps.core.errors import DomainError
from apps.core.models import Row

TAIL_FROM_LENGTH = 16
"""A key this long may show its last four characters; of a shorter one they tell too much."""


NAME_LENGTH = 80
"""How long the name of a person or a team may be."""


class Theme(models.TextChoices):
    """How pages look to a person."""

    DARK = "dark", "Dark"
    LIGHT = "light", "Light"
    AUTO = "auto", "As the system"


class UserManager(BaseUserManager["User"]):
    """Makes users that sign in with their e-mail address."""

    def create_user(self, email: str, password: str | None = None, **fields: Any) -> "User":
        """Store a user; the address is kept in lower case so that it is unique in any spelling."""
        if not email:
            raise ValueError("A user needs an e-mail address.")
        user = self.model(email=email.strip().lower(), **fields)
        user.set_password(password)
        user.save(using=self._db)
        return user

    def create_superuser(self, email: str, password: str | None = None, **fields: Any) -> "User":
        """Store a user who may use the admin pages."""
        return self.create_user(email, password, is_staff=True, is_superuser=True, **fields)


class User(AbstractBaseUser, PermissionsMixin):
    """A person. Signs in with an e-mail address; what they may do comes from memberships."""

    email = models.EmailField(unique=True, error_messages={"unique": "This address is taken."})
    name = models.CharField(max_length=NAME_LENGTH, blank=True)
    theme = models.CharField(max_length=5, choices=Theme.choices, default=Theme.DARK)
    is_staff = models.BooleanField(default=False)
    is_active = models.BooleanField(default=True)
    date_joined = models.DateTimeField(default=timezone.now, editable=False)

    objects: ClassVar[UserManager] = UserManager()

    class Meta:
        """An address is one, however it is typed."""

        constraints: ClassVar = [
            models.CheckConstraint(condition=Q(email=Lower("email")), name="user_email_lower_case"),
        ]

    USERNAME_FIELD = "email"
    EMAIL_FIELD = "email"
    REQUIRED_FIELDS: ClassVar[list[str]] = []

    def __str__(self) -> str:
        return self.display_name

    @property
    def display_name(self) -> str:
        """Return the name others see: the given one, else the first part of the address."""
        return self.name or self.email.partition("@")[0]

    def get_full_name(self) -> str:
        """Return the display name, for Django's own pages."""
        return self.display_name

    def get_short_name(self) -> str:
        """Return the display name, for Django's own pages."""
        return self.display_name


class Team(Row):
    """People who share projects, clips, a provider account and a balance.

    `personal_of` is the person whose own team it is; everybody has one, made for them.
    """

    name = models.CharField(max_length=NAME_LENGTH)
    slug = models.SlugField(max_length=60, unique=True)
    personal_of = models.OneToOneField(
        User, on_delete=models.SET_NULL, null=True, blank=True, related_name="personal_team"
    )
    members: "models.ManyToManyField[User, Membership]" = models.ManyToManyField(
        User, through="Membership", related_name="teams"
    )

    def __str__(self) -> str:
        return self.name

    @property
    def is_personal(self) -> bool:
        """Tell whether this is the team that somebody was given at the start."""
        return self.personal_of_id is not None


class Membership(Row):
    """One person's place in one team."""

    team = models.ForeignKey(Team, on_delete=models.CASCADE, related_name="memberships")
    user = models.ForeignKey(User, on_delete=models.CASCADE, related_name="memberships")
    role = models.CharField(max_length=8, choices=[(role.value, role.value) for role in Role])

    class Meta:
        """A person is in a team once."""

        constraints: ClassVar = [
            models.UniqueConstraint(fields=["team", "user"], name="membership_once"),
            models.CheckConstraint(
                condition=Q(role__in=[role.value for role in Role]), name="membership_role_known"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.user} ({self.role})"


class Invitation(Row):
    """An owner's offer of a place in the team to whoever owns an e-mail address.

    It stands until it is accepted, declined or withdrawn, and looks the same whether or not
    somebody signs in with that address; so it does not tell who is registered.
    """

    team = models.ForeignKey(Team, on_delete=models.CASCADE, related_name="invitations")
    email = models.EmailField()
    role = models.CharField(max_length=8, choices=[(role.value, role.value) for role in Role])
    invited_by = models.ForeignKey(User, null=True, on_delete=models.SET_NULL, related_name="+")
    mailed_at = models.DateTimeField(null=True, blank=True)
    """When a mail told the address; None while it waits for one."""

    class Meta:
        """An address is asked once a team."""

        constraints: ClassVar = [
            models.UniqueConstraint(fields=["team", "email"], name="invitation_once"),
            models.CheckConstraint(
                condition=Q(role__in=[role.value for role in Role]), name="invitation_role_known"
            ),
            models.CheckConstraint(
                condition=Q(email=Lower("email")), name="invitation_email_lower_case"
            ),
        ]
        indexes: ClassVar = [models.Index(fields=["email"], name="invitation_of_address")]

    def __str__(self) -> str:
        return f"{self.email} ({self.role})"


class JoinLink(Row):
    """An owner's offer of places in the team to whoever has an address (of a page, not of mail).

    Of its token only the digest is stored; the token is made anew from the row's id and
    SECRET_KEY when an owner asks for it. `uses_left` is how many may still join by it.
    """

    team = models.ForeignKey(Team, on_delete=models.CASCADE, related_name="join_links")
    role = models.CharField(max_length=8, choices=[(role.value, role.value) for role in Role])
    token_digest = models.CharField(max_length=64, unique=True)
    created_by = models.ForeignKey(User, null=True, on_delete=models.SET_NULL, related_name="+")
    expires_at = models.DateTimeField()
    uses_left = models.PositiveSmallIntegerField()

    class Meta:
        """Nobody becomes an owner by a link that may be passed on."""

        constraints: ClassVar = [
            models.CheckConstraint(
                condition=Q(role__in=[role.value for role in Role if role != Role.OWNER]),
                name="join_link_role_is_no_owner",
            ),
        ]

    def __str__(self) -> str:
        return f"Link for {self.role}s"

    @property
    def token(self) -> str:
        """Return the secret part of the address."""
        secret = salted_hmac("accounts.join", str(self.pk), algorithm="sha256").digest()
        return base64.urlsafe_b64encode(secret).decode().rstrip("=")

    @property
    def address(self) -> str:
        """Return the whole address; one made under another SECRET_KEY leads nowhere."""
        return settings.PUBLIC_URL + reverse("accounts:team_join", args=[self.token])


class KeyUnreadableError(DomainError):
    """The provider key is no longer there, or was stored under an encryption key we lack."""


def field_cipher() -> MultiFernet:
    """Return the cipher of secret fields: writes with the first of our keys, reads with all."""
    return MultiFernet([Fernet(key) for key in settings.FIELD_ENCRYPTION_KEYS])


class ProviderAccountQuerySet(models.QuerySet["ProviderAccount"]):
    """Words that reads are built of."""

    def in_use(self) -> "ProviderAccountQuerySet":
        """Return accounts that new requests may go to."""
        return self.filter(retired_at__isnull=True)

    def stored(self) -> "ProviderAccountQuerySet":
        """Return accounts that hold a key of their own."""
        return self.exclude(own_key_encrypted=b"")


class ProviderAccount(Row):
    """An account at the music provider: where requests go and what pays for them.

    `team` is None for the instance-wide account, whose address and key come from the settings
    and are never stored. A team's own key is stored encrypted and never shown again; its last
    four characters are kept beside it so that people can tell which key it is. A team that goes
    to another address, or back to the instance's account, retires its row: the key is wiped, and
    the row stays because ledger entries and clips name it.
    """

    team = models.ForeignKey(
        Team, on_delete=models.CASCADE, null=True, blank=True, related_name="provider_accounts"
    )
    own_base_url = models.URLField(blank=True)
    own_key_encrypted = models.BinaryField(blank=True, default=b"")
    own_key_tail = models.CharField(max_length=4, blank=True)
    key_state = models.CharField(
        max_length=8, choices=[(s.value, s.value) for s in KeyState], default=KeyState.UNTRIED
    )
    key_state_at = models.DateTimeField(null=True, blank=True)
    key_trouble = models.CharField(max_length=300, blank=True)
    next_submit_at = models.DateTimeField(null=True, blank=True)
    retired_at = models.DateTimeField(null=True, blank=True)

    objects = ProviderAccountQuerySet.as_manager()

    class Meta:
        """One account serves the whole instance; a team has one in use; a retired one no key."""

        constraints: ClassVar = [
            models.UniqueConstraint(
                models.Value(1),
                condition=Q(team__isnull=True),
                name="provider_account_one_for_instance",
            ),
            models.UniqueConstraint(
                fields=["team"],
                condition=Q(retired_at__isnull=True),
                name="provider_account_one_in_use",
            ),
            models.CheckConstraint(
                condition=Q(team__isnull=True, own_base_url="", retired_at__isnull=True)
                | (Q(team__isnull=False) & ~Q(own_base_url="")),
                name="provider_account_address_with_team",
            ),
            models.CheckConstraint(
                condition=Q(retired_at__isnull=True) | Q(own_key_encrypted=b"", own_key_tail=""),
                name="provider_account_retired_has_no_key",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.team}'s account" if self.team else "The instance's account"

    @property
    def base_url(self) -> str:
        """Return the address that requests start with, ending in /api/v1."""
        return self.own_base_url if self.team_id else settings.MUSICAPI_BASE_URL

    @property
    def key(self) -> str:
        """Return the provider key in clear, for the one who sends requests.

        Raises KeyUnreadableError when it was wiped, or when FIELD_ENCRYPTION_KEYS no longer
        holds the key that it was encrypted with.
        """
        if not self.team_id:
            return str(settings.MUSICAPI_KEY)
        if not self.own_key_encrypted:
            raise KeyUnreadableError("The team's own provider key was removed.")
        try:
            return field_cipher().decrypt(bytes(self.own_key_encrypted)).decode()
        except InvalidToken:
            raise KeyUnreadableError(
                "The team's provider key cannot be read any more. Enter it again."
            ) from None

    def put_key(self, key: str) -> None:
        """Encrypt `key` into the row; the caller saves it."""
        self.own_key_encrypted = field_cipher().encrypt(key.encode())
        self.own_key_tail = key[-4:] if len(key) >= TAIL_FROM_LENGTH else ""

    def wipe_key(self) -> None:
        """Forget the key; the caller saves it."""
        self.own_key_encrypted = b""
        self.own_key_tail = ""
