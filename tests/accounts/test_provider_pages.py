"""The page of a team's provider account: everything but the key."""

import json
import logging
from contextlib import contextmanager
from decimal import Decimal

import pytest
from django.urls import reverse
from django.utils import timezone

from apps.accounts import operations, selectors
from apps.accounts.models import ProviderAccount
from apps.accounts.states import KeyState
from apps.accounts.views import provider as views
from apps.musicapi.errors import AuthFailed, NotSent
from apps.musicapi.results import Balance
from tests.factories.accounts import make_team, make_user
from tests.support.sandbox import running_sandbox

pytestmark = pytest.mark.django_db
KEY = "mk-0123456789-abcdefgh-WXYZ"
PUBLIC = "https://8.8.8.8/api/v1"


@pytest.fixture
def team(client):
    user = make_user()
    client.force_login(user)
    return make_team(owner=user)


@pytest.fixture
def provider(monkeypatch):
    """Stand where the provider stands; `answer` is what it says to get-credits."""

    class Fake:
        answer = Balance(credits=Decimal(1240), extra_credits=Decimal(60))
        calls = ()

        def get_credits(self):
            if isinstance(self.answer, Exception):
                raise self.answer
            return self.answer

    fake = Fake()

    @contextmanager
    def open_client(base_url, key, *, timeouts):
        fake.calls += ((base_url, key),)
        yield fake

    monkeypatch.setattr(views, "open_client", open_client)
    return fake


def url(name, team):
    return reverse(f"accounts:{name}", kwargs={"slug": team.slug})


def keep_key(client, team, base_url=PUBLIC, key=KEY):
    return client.post(
        url("provider_change", team), {"base_url": base_url, "key": key}, follow=True
    )


def test_provider_show_says_that_the_installation_pays(client, team, settings):
    settings.MUSICAPI_KEY = "the-key-of-the-whole-house"

    page = client.get(url("provider_show", team)).content.decode()

    assert "the key of this installation" in page
    assert settings.MUSICAPI_BASE_URL in page
    assert "Not tried yet" in page
    assert url("provider_remove", team) not in page
    assert "whole-house" not in page


def test_provider_change_keeps_the_key_and_never_shows_it_again(client, team):
    response = keep_key(client, team)

    page = response.content.decode()
    assert "The key is kept." in page
    assert PUBLIC in page
    assert "WXYZ" in page
    assert KEY not in page
    assert selectors.account_of(team).key == KEY


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        ("https://8.8.8.8", "https://8.8.8.8/api/v1"),
        ("https://8.8.8.8/", "https://8.8.8.8/api/v1"),
        ("https://8.8.8.8:8443/music/api/v1/", "https://8.8.8.8:8443/music/api/v1"),
    ],
)
def test_provider_change_brings_an_address_into_shape(client, team, typed, kept):
    keep_key(client, team, base_url=typed)

    assert selectors.account_of(team).base_url == kept


def test_provider_change_takes_a_key_as_examples_show_it(client, team):
    keep_key(client, team, key=f" Bearer {KEY} ")

    assert selectors.account_of(team).key == KEY


@pytest.mark.parametrize(
    ("base_url", "why"),
    [
        ("", "required"),
        ("http://8.8.8.8/api/v1", "must start with https://"),
        ("http://127.0.0.1:8100/api/v1", "must start with https://"),
        ("ftp://8.8.8.8", "must start with https://"),
        ("https://user:word@8.8.8.8/api/v1", "Write an address such as"),
        ("https://8.8.8.8/api/v1?x=1", "Write an address such as"),
        ("https://[::1/api", "Write an address such as"),
        ("https://8.8.8.8:99999/", "Write an address such as"),
        ("api.musicapi.ai", "Write an address such as"),
        ("https://10.0.0.1/api/v1", "private network"),
        ("https://nowhere.example/api/v1", "no server called nowhere.example"),
    ],
)
def test_provider_change_keeps_a_wrong_address_but_never_the_key(client, team, base_url, why):
    response = client.post(url("provider_change", team), {"base_url": base_url, "key": KEY})

    page = response.content.decode()
    assert response.status_code == 422
    assert why in page
    assert f'value="{base_url}"' in page or not base_url
    assert KEY not in page
    assert not ProviderAccount.objects.filter(team=team).exists()


@pytest.mark.parametrize(
    ("base_url", "allowed"),
    [
        ("http://127.0.0.1:8100/api/v1", True),
        ("http://localhost:8100/api/v1", True),
        ("http://[::1]:8100/api/v1", True),
        ("http://10.0.0.1/api/v1", False),
        ("http://localhost.example/api/v1", False),
        ("https://10.0.0.1/api/v1", True),
    ],
)
def test_on_a_laptop_a_team_may_use_its_own_machine_without_https(
    client, team, settings, base_url, allowed
):
    settings.ON_LAPTOP = True

    client.post(url("provider_change", team), {"base_url": base_url, "key": KEY})

    assert ProviderAccount.objects.filter(team=team).exists() == allowed


@pytest.mark.parametrize("key", ["", "two words", "schlüssel", "tab\there"])
def test_provider_change_refuses_what_is_no_key(client, team, key):
    response = client.post(url("provider_change", team), {"base_url": PUBLIC, "key": key})

    assert response.status_code == 422
    assert f'value="{PUBLIC}"' in response.content.decode()


def test_provider_remove_goes_back_to_the_installation(client, team):
    keep_key(client, team)

    response = client.post(url("provider_remove", team), follow=True)

    assert "own key is gone" in response.content.decode()
    assert selectors.account_of(team).team_id is None


def test_provider_test_shows_the_balance_of_a_key_that_works(client, team, provider):
    keep_key(client, team)

    page = client.post(url("provider_test", team), follow=True).content.decode()

    assert provider.calls == ((PUBLIC, KEY),)
    assert "The key works. 1,300 credits are left on it." in page
    assert 'data-state="ready"' in page


def test_provider_test_shows_why_a_key_is_refused(client, team, provider):
    keep_key(client, team)
    provider.answer = AuthFailed("The provider said no.", reason="Unknown API key")

    page = client.post(url("provider_test", team), follow=True).content.decode()

    assert "The provider refused the key: Unknown API key" in page
    assert "The provider refuses this key." in page


def test_provider_test_says_when_the_provider_is_away(client, team, provider):
    provider.answer = NotSent("MusicAPI could not be reached.")

    page = client.post(url("provider_test", team), follow=True).content.decode()

    assert "The provider gives no answer, so the key could not be tried." in page
    assert selectors.account_of(team).key_state == KeyState.UNTRIED


def test_provider_test_says_when_the_stored_key_cannot_be_read(client, team, provider, settings):
    keep_key(client, team)
    settings.FIELD_ENCRYPTION_KEYS = [b"A" * 43 + b"="]

    page = client.post(url("provider_test", team), follow=True).content.decode()

    assert "cannot be read any more. Enter it again." in page
    assert provider.calls == ()


def test_the_key_is_in_no_log_line(client, team, provider, caplog):
    provider.answer = AuthFailed("The provider said no.")

    with caplog.at_level(logging.DEBUG):
        keep_key(client, team)
        client.post(url("provider_change", team), {"base_url": "nonsense", "key": KEY})
        client.post(url("provider_test", team))

    assert KEY not in caplog.text


def test_the_key_is_nowhere_in_the_pages_of_support_staff(client):
    account = operations.change_account(
        team=make_team(), base_url=PUBLIC, key=KEY, now=timezone.now()
    )
    client.force_login(make_user(is_staff=True, is_superuser=True))
    stored = bytes(account.own_key_encrypted).decode()
    pages = [
        client.get(reverse("admin:accounts_provideraccount_changelist")),
        client.get(reverse("admin:accounts_provideraccount_change", args=[account.pk])),
    ]

    assert [page.status_code for page in pages] == [200, 200]
    for page in pages:
        assert KEY not in page.content.decode()
        assert stored not in page.content.decode()
    assert "WXYZ" in pages[1].content.decode()


def test_the_key_is_not_in_the_session_or_the_messages(client, team):
    keep_key(client, team)

    assert KEY not in json.dumps(dict(client.session.items()))


def test_provider_test_asks_a_real_server(client, team, settings, tmp_path):
    settings.ON_LAPTOP = True
    with running_sandbox(tmp_path) as sandbox:
        keep_key(client, team, base_url=sandbox.base_url, key="a-key-of-nobody-0123")
        wrong = client.post(url("provider_test", team), follow=True).content.decode()
        keep_key(client, team, base_url=sandbox.base_url, key=sandbox.key)
        right = client.post(url("provider_test", team), follow=True).content.decode()

    assert "The provider refuses this key." in wrong
    assert "The key works. 10,000 credits are left on it." in right
    assert selectors.account_of(team).key_state == KeyState.WORKING
