"""Operations on provider accounts: whose key, its state, and that it stays secret."""

import base64
import hashlib
from decimal import Decimal

import pytest
from allauth.mfa.models import Authenticator
from django.core.management import CommandError, call_command
from django.db import IntegrityError, transaction
from django.utils import timezone

from apps.accounts import operations, selectors
from apps.accounts.adapter import MFAAdapter
from apps.accounts.models import KeyUnreadableError, ProviderAccount
from apps.accounts.operations import provider
from apps.accounts.states import KeyState
from apps.musicapi.errors import AuthFailed, Forbidden, NotSent
from apps.musicapi.results import Balance
from tests.factories.accounts import make_team, make_user

pytestmark = pytest.mark.django_db
NOW = timezone.now()
KEY = "mk-0123456789-abcdefgh-WXYZ"
PUBLIC = "https://8.8.8.8/api/v1"
ELSEWHERE = "https://9.9.9.9/api/v1"


def own_account(team=None, key=KEY, base_url=PUBLIC):
    return operations.change_account(team=team or make_team(), base_url=base_url, key=key, now=NOW)


def field_key(word):
    return base64.urlsafe_b64encode(hashlib.sha256(word.encode()).digest())


class Provider:
    """Answers get_credits as told."""

    def __init__(self, answer):
        self.answer = answer

    def get_credits(self):
        if isinstance(self.answer, Exception):
            raise self.answer
        return self.answer


def test_a_team_without_a_key_uses_the_accounts_of_the_installation(settings):
    settings.MUSICAPI_BASE_URL, settings.MUSICAPI_KEY = "https://api.example/api/v1", "whole-house"

    account = selectors.account_of(make_team())

    assert account == operations.instance_account()
    assert (account.base_url, account.key) == ("https://api.example/api/v1", "whole-house")
    assert str(account) == "The instance's account"


def test_a_team_with_a_key_uses_its_own_account():
    team = make_team()

    account = own_account(team)

    assert selectors.account_of(team) == account
    assert (account.base_url, account.key, account.own_key_tail) == (PUBLIC, KEY, "WXYZ")
    assert str(account) == "Lantern Room's account"


def test_a_short_key_shows_nothing_of_itself():
    assert own_account(key="sandbox-key").own_key_tail == ""


def test_the_key_is_neither_in_the_database_nor_in_the_representation():
    account = ProviderAccount.objects.get(pk=own_account().pk)

    stored = ProviderAccount.objects.filter(pk=account.pk).values().get()

    assert KEY not in repr(account) + str(account) + repr(stored)
    assert KEY.encode() not in bytes(stored["own_key_encrypted"])


def test_another_key_for_the_same_address_renews_the_account():
    team = make_team()
    account = own_account(team)
    operations.note_key_state(account=account, state=KeyState.REFUSED, trouble="No.", now=NOW)

    renewed = own_account(team, key="another-key-of-the-team")

    assert renewed == account
    assert (renewed.key, renewed.key_state, renewed.key_trouble, renewed.key_state_at) == (
        "another-key-of-the-team",
        KeyState.UNTRIED,
        "",
        None,
    )


def test_another_address_is_another_account_and_the_old_key_is_wiped():
    team = make_team()
    old = own_account(team)

    new = own_account(team, base_url=ELSEWHERE)

    old.refresh_from_db()
    assert new != old
    assert selectors.account_of(team) == new
    assert (old.retired_at, old.own_key_tail) == (NOW, "")
    with pytest.raises(KeyUnreadableError, match="was removed"):
        _ = old.key


def test_a_removed_key_gives_the_team_back_to_the_installation():
    team = make_team()
    own_account(team)

    operations.remove_account(team=team, now=NOW)
    operations.remove_account(team=team, now=NOW)

    assert selectors.account_of(team) == operations.instance_account()
    assert not ProviderAccount.objects.stored().exists()


def test_the_database_allows_a_team_one_account_in_use():
    team = make_team()
    own_account(team)

    with pytest.raises(IntegrityError), transaction.atomic():
        ProviderAccount.objects.create(team=team, own_base_url=ELSEWHERE)


def test_the_database_allows_one_account_without_a_team():
    operations.instance_account()

    with pytest.raises(IntegrityError), transaction.atomic():
        ProviderAccount.objects.create(team=None)


def test_the_database_refuses_a_retired_account_with_a_key():
    account = own_account()
    account.retired_at = NOW

    with pytest.raises(IntegrityError), transaction.atomic():
        account.save()


@pytest.mark.parametrize(
    "address",
    ["127.0.0.1", "10.1.2.3", "192.168.0.7", "169.254.169.254", "[::1]", "[fd00::1]", "224.0.0.1"],
)
def test_an_address_in_a_private_network_is_refused(address):
    team = make_team()

    with pytest.raises(provider.UnreachableAddressError, match="private network"):
        own_account(team, base_url=f"https://{address}/api/v1")

    assert not ProviderAccount.objects.filter(team=team).exists()


def test_a_name_that_leads_into_a_private_network_is_refused(names):
    names["two-faces.example"] = ["8.8.8.8", "10.0.0.1"]

    with pytest.raises(provider.UnreachableAddressError):
        own_account(base_url="https://two-faces.example/api/v1")


def test_a_name_that_leads_nowhere_is_refused():
    with pytest.raises(
        provider.UnreachableAddressError, match=r"no server called nowhere\.example"
    ):
        own_account(base_url="https://nowhere.example/api/v1")


def test_on_a_laptop_a_team_may_use_its_own_machine(settings):
    settings.ON_LAPTOP = True

    assert own_account(base_url="http://127.0.0.1:8100/api/v1").base_url.startswith("http://127")


def test_a_key_that_works_is_noted_with_its_balance():
    account = own_account()
    answer = Balance(credits=Decimal(1240), extra_credits=Decimal(60))

    balance = operations.try_key(account=account, client=Provider(answer), now=NOW)

    account.refresh_from_db()
    assert balance.total == 1300
    assert (account.key_state, account.key_state_at) == (KeyState.WORKING, NOW)


@pytest.mark.parametrize(
    "refusal", [AuthFailed("It said no.", reason="Invalid API key"), Forbidden("Invalid API key")]
)
def test_a_key_that_is_refused_is_noted_with_the_reason(refusal):
    account = own_account()

    with pytest.raises(provider.KeyTroubleError, match="refused the key: Invalid API key"):
        operations.try_key(account=account, client=Provider(refusal), now=NOW)

    account.refresh_from_db()
    assert (account.key_state, account.key_trouble) == (KeyState.REFUSED, "Invalid API key")


def test_a_provider_that_does_not_answer_says_nothing_of_the_key():
    account = own_account()

    with pytest.raises(provider.KeyTroubleError, match="could not be tried"):
        operations.try_key(account=account, client=Provider(NotSent("No way there.")), now=NOW)

    account.refresh_from_db()
    assert (account.key_state, account.key_state_at) == (KeyState.UNTRIED, None)


def test_an_answer_about_a_key_that_was_replaced_meanwhile_is_dropped():
    team = make_team()
    before = own_account(team)
    after = own_account(team, key="another-key-of-the-team")

    operations.note_key_state(account=before, state=KeyState.REFUSED, trouble="Old.", now=NOW)

    after.refresh_from_db()
    assert after.key_state == KeyState.UNTRIED


def test_a_long_reason_is_cut():
    account = own_account()

    operations.note_key_state(account=account, state=KeyState.REFUSED, trouble="x" * 999, now=NOW)

    account.refresh_from_db()
    assert account.key_trouble == "x" * 300


def test_an_old_field_key_still_reads_and_the_new_one_writes(settings):
    old = own_account()
    settings.FIELD_ENCRYPTION_KEYS = [field_key("new"), *settings.FIELD_ENCRYPTION_KEYS]
    new = own_account()
    read_by_both = (old.key, new.key)

    settings.FIELD_ENCRYPTION_KEYS = [field_key("new")]

    assert read_by_both == (KEY, KEY)
    assert new.key == KEY
    with pytest.raises(KeyUnreadableError, match="Enter it again"):
        _ = old.key


def test_rotating_makes_the_old_field_key_needless(settings, capsys):
    account, user = own_account(), make_user()
    for kind, name in [("totp", "secret"), ("recovery_codes", "seed")]:
        data = {name: MFAAdapter().encrypt(name), "used_mask": 3}
        Authenticator.objects.create(user=user, type=kind, data=data)
    operations.instance_account()
    settings.FIELD_ENCRYPTION_KEYS = [field_key("new"), *settings.FIELD_ENCRYPTION_KEYS]

    call_command("rotate_field_keys")
    call_command("rotate_field_keys")

    settings.FIELD_ENCRYPTION_KEYS = [field_key("new")]
    account.refresh_from_db()
    assert account.key == KEY
    factor = Authenticator.objects.get(type="totp")
    assert MFAAdapter().decrypt(factor.data["secret"]) == "secret"
    assert factor.data["used_mask"] == 3
    assert "3 secrets" in capsys.readouterr().out


def test_rotating_without_a_needed_field_key_changes_nothing(settings):
    account = own_account()
    stored = bytes(account.own_key_encrypted)
    settings.FIELD_ENCRYPTION_KEYS = [field_key("new")]

    with pytest.raises(CommandError, match="Nothing was changed"):
        call_command("rotate_field_keys")

    account.refresh_from_db()
    assert bytes(account.own_key_encrypted) == stored
