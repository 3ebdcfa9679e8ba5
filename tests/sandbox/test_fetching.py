"""Files from addresses that strangers choose are fetched within bounds or not at all."""

from pathlib import Path

import pytest

from apps.sandbox import fetching
from tests.sandbox import library


def refusal(url: str, path: Path, *, private: bool = True) -> str:
    with pytest.raises(fetching.CannotFetch) as caught:
        fetching.fetch(url, path, private=private)
    return str(caught.value)


def test_a_file_is_fetched_even_after_a_redirect(tmp_path: Path):
    with library.serving({"/a": library.moved("/b"), "/b": library.file(b"sound")}) as address:
        fetching.fetch(f"{address}/a", tmp_path / "x", private=True)

    assert (tmp_path / "x").read_bytes() == b"sound"


@pytest.mark.parametrize(
    "address",
    [
        "127.0.0.1",
        "0.0.0.0",
        "10.1.2.3",
        "192.168.1.1",
        "172.16.0.1",
        "100.64.0.1",
        "169.254.169.254",
        "224.0.0.1",
        "::1",
        "::ffff:127.0.0.1",
        "fd00::1",
        "fe80::1%eth0",
    ],
)
def test_a_name_that_leads_to_an_address_that_is_not_public_is_refused(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, address: str
):
    found = [(0, 0, 0, "", ("8.8.8.8", 80)), (0, 0, 0, "", (address, 80))]
    monkeypatch.setattr(fetching.socket, "getaddrinfo", lambda *args, **options: found)

    text = refusal("http://files.example.org/a.mp3", tmp_path / "x", private=False)

    assert text == "the address is not public"


def test_a_redirect_to_an_address_that_is_not_public_is_refused(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setattr(fetching, "_is_public", lambda address: address == "127.0.0.1")
    with library.serving({"/a": library.moved("http://127.0.0.2/secret")}) as address:
        text = refusal(f"{address}/a", tmp_path / "x", private=False)

    assert text == "the address is not public"


def test_what_cannot_be_had_is_refused(tmp_path: Path):
    answers = {
        "/round": library.moved("/round"),
        "/page": library.file(b"<html>", "text/html; charset=utf-8"),
        "/huge": library.huge,
        "/elsewhere": library.moved("ftp://127.0.0.1/x"),
        "/file": library.moved("file:///etc/hostname"),
    }
    with library.serving(answers) as address:
        texts = {path: refusal(f"{address}{path}", tmp_path / "x") for path in [*answers, "/no"]}
        gone = address

    assert texts == {
        "/round": "the address redirects too often",
        "/page": "the address holds no audio file",
        "/huge": "the file is larger than 80 MB",
        "/elsewhere": "the address must be http or https",
        "/file": "the address must be http or https",
        "/no": "the address answers with status 404",
    }
    assert "not accessible" in refusal(f"{gone}/a", tmp_path / "x")
    assert "not accessible" in refusal("http://[nonsense/", tmp_path / "x")


def test_a_file_without_an_end_is_cut_off(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(fetching, "MOST_BYTES", 1_000_000)
    with library.serving({"/endless": library.endless()}) as address:
        assert "larger than 1 MB" in refusal(f"{address}/endless", tmp_path / "x")

    assert (tmp_path / "x").stat().st_size <= 1_000_000


def test_a_file_that_trickles_is_given_up(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(fetching, "_ARRIVED_WITHIN_S", 0.2)
    with library.serving({"/slow": library.endless(pause_s=0.05)}) as address:
        assert "too long to arrive" in refusal(f"{address}/slow", tmp_path / "x")
