import pytest

from tests.sandbox.conftest import balance
from tests.support.sandbox import Sandbox


@pytest.mark.parametrize(
    ("headers", "member"),
    [
        ({}, "error"),
        ({"Authorization": "test-key"}, "error"),
        ({"Authorization": "Basic test-key"}, "error"),
        ({"Authorization": "Bearer"}, "error"),
        ({"Authorization": "Bearer wrong"}, "message"),
        ({"Authorization": "Bearer t\u00e9st".encode()}, "message"),
    ],
)
@pytest.mark.parametrize(
    ("method", "path"),
    [
        ("GET", "/get-credits"),
        ("GET", "/sonic/task/x"),
        ("POST", "/sonic/create"),
        ("POST", "/sonic/wav"),
    ],
)
def test_a_stranger_is_refused(server: Sandbox, headers, member: str, method: str, path: str):
    body = {"clip_id": "x", "custom_mode": True} if method == "POST" else None

    answer = server.client.request(method, f"{server.base_url}{path}", headers=headers, json=body)

    assert answer.status_code == 401
    assert answer.json()[member]


def test_a_stranger_is_refused_before_the_body_is_looked_at(server: Sandbox):
    answer = server.client.post(f"{server.base_url}/sonic/create", content=b"{")

    assert answer.status_code == 401


def test_a_new_account_has_its_grant(sandbox: Sandbox):
    assert sandbox.get("/get-credits").json() == {"credits": 1000, "extra_credits": 0}


def test_balances_are_whole_or_fractional_numbers(sandbox: Sandbox):
    sandbox.control("credits", credits=12.5, extra_credits=3)

    assert balance(sandbox) == (12.5, 3)


def test_the_scheme_may_be_written_in_any_case(server: Sandbox):
    headers = {"Authorization": "bearer  test-key"}

    assert server.client.get(f"{server.base_url}/get-credits", headers=headers).is_success


def test_unknown_addresses_are_not_found(server: Sandbox):
    for path in ("/nowhere", "/sonic/feed", "/sonic/task/a/b"):
        answer = server.get(path)

        assert (answer.status_code, answer.json()) == (404, {"error": "not found"})


def test_wrong_methods_are_not_allowed(server: Sandbox):
    answer = server.post("/get-credits")

    assert (answer.status_code, answer.json()) == (405, {"error": "method not allowed"})
    assert answer.headers["Allow"] == "GET"


def test_health_needs_no_key(server: Sandbox):
    answer = server.client.get(f"{server.origin}/healthz")

    assert (answer.status_code, answer.json()) == (200, {"status": "ok"})
