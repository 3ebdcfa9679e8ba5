"""The shape of what people type about teams, keys and themselves."""

from ipaddress import ip_address
from urllib.parse import urlsplit, urlunsplit

from django import forms
from django.conf import settings

from apps.accounts.models import NAME_LENGTH, Theme
from apps.accounts.rights import Role

ROLES = [(role.value, role.value.capitalize()) for role in Role]
MUSICAPI_ADDRESS = "https://api.musicapi.ai/api/v1"
"""The provider's own address. Source: CONTRACT section 1."""


class TeamForm(forms.Form):
    """What a team is called."""

    name = forms.CharField(label="Name of the team", max_length=NAME_LENGTH)


class InvitationForm(forms.Form):
    """Whom to ask in, and as what."""

    email = forms.EmailField(
        label="E-mail address", widget=forms.EmailInput(attrs={"autocomplete": "off"})
    )
    role = forms.ChoiceField(label="Role", choices=ROLES, initial=Role.PRODUCER.value)


class JoinLinkForm(forms.Form):
    """As what, for how long and for how many a link lets people in."""

    role = forms.ChoiceField(
        label="Role",
        choices=[choice for choice in ROLES if choice[0] != Role.OWNER],
        initial=Role.REVIEWER.value,
    )
    days = forms.IntegerField(label="Days", min_value=1, max_value=90, initial=7)
    uses = forms.IntegerField(label="People", min_value=1, max_value=100, initial=5)


class RoleForm(forms.Form):
    """A member's part in the team."""

    role = forms.ChoiceField(label="Role", choices=ROLES)


class ProviderForm(forms.Form):
    """Where a team's requests go and with which key. The key is never written into the page."""

    base_url = forms.CharField(
        label="Address",
        max_length=200,
        initial=MUSICAPI_ADDRESS,
        widget=forms.URLInput(attrs={"autocomplete": "off", "spellcheck": "false"}),
    )
    key = forms.CharField(
        label="Key",
        max_length=200,
        widget=forms.PasswordInput(attrs={"autocomplete": "off", "spellcheck": "false"}),
        help_text="Kept encrypted. Nobody sees it again, only its last four characters.",
    )

    def clean_base_url(self) -> str:
        """Return the address as requests start with it: no slash at the end, with its path."""
        try:
            parts = urlsplit(str(self.cleaned_data["base_url"]))
            parts.port  # noqa: B018 - reading it checks it
        except ValueError:
            raise forms.ValidationError(f"Write an address such as {MUSICAPI_ADDRESS}.") from None
        if parts.username or parts.query or parts.fragment or not parts.hostname:
            raise forms.ValidationError(f"Write an address such as {MUSICAPI_ADDRESS}.")
        if parts.scheme != "https" and not _stays_on_this_laptop(parts.scheme, parts.hostname):
            raise forms.ValidationError(
                "The address must start with https://, to keep the key safe."
            )
        path = parts.path.rstrip("/") or urlsplit(MUSICAPI_ADDRESS).path
        return urlunsplit((parts.scheme, parts.netloc.lower(), path, "", ""))

    def clean_key(self) -> str:
        """Return the bare key: people copy it with the word that stands before it in examples."""
        key = str(self.cleaned_data["key"]).removeprefix("Bearer ").strip()
        if not key.isascii() or not key.isprintable() or " " in key:
            raise forms.ValidationError("A key has only letters, digits and signs, without spaces.")
        return key


class ProfileForm(forms.Form):
    """How a person is called and how pages look to them."""

    name = forms.CharField(
        label="Name",
        max_length=NAME_LENGTH,
        required=False,
        help_text="Your teams see it. Without one they see the first part of your address.",
    )
    theme = forms.ChoiceField(label="Theme", choices=Theme.choices, widget=forms.RadioSelect)


class ThemeForm(forms.Form):
    """The theme alone, for the key in the top bar."""

    theme = forms.ChoiceField(choices=Theme.choices)


def _stays_on_this_laptop(scheme: str, host: str) -> bool:
    if scheme != "http" or not settings.ON_LAPTOP:
        return False
    try:
        return ip_address(host).is_loopback
    except ValueError:
        return host == "localhost"
