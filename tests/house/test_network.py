"""Tests reach this machine and nothing else."""

import socket

import httpx
import pytest

from tests.support.network import NetworkUsed

pytestmark = pytest.mark.profile_free


@pytest.mark.parametrize(
    "url", ["http://192.0.2.1/", "http://example.com/", "http://[2001:db8::1]/"]
)
def test_other_machines_are_out_of_reach(url):
    with pytest.raises(NetworkUsed):
        httpx.get(url, trust_env=False)


def test_datagrams_are_out_of_reach_too():
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as plug, pytest.raises(NetworkUsed):
        plug.sendto(b"", ("192.0.2.1", 53))


def test_this_machine_is_within_reach():
    with socket.socket() as server:
        server.bind(("127.0.0.1", 0))
        server.listen()

        socket.create_connection(server.getsockname()).close()
