"""Where files may come from: redirects, names, addresses, certificates."""

import datetime as dt
import socket
import ssl
import threading
from dataclasses import replace

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

from apps.archive import source
from apps.archive.source import gate
from tests.archive import servers
from tests.archive.steps import rules_for

CONTENT = bytes(range(256)) * 1000


def test_redirects_are_followed_three_times(provider, fetch):
    url = provider.at("/1", servers.redirect("/2"))
    provider.at("/2", servers.redirect("/3", 307))
    provider.at("/3", servers.redirect("song.mp3", 301))
    provider.at("/song.mp3", servers.whole(CONTENT))

    assert fetch(url) == CONTENT


def test_redirects_in_a_circle_are_refused(provider, fetch):
    url = provider.at("/1", servers.redirect("/1"))

    with pytest.raises(source.Refused, match="too many redirects"):
        fetch(url)
    assert len(provider.requests) == 4


@pytest.mark.parametrize(
    "target",
    [
        "https://127.0.0.1:1/secret",
        "https://10.0.0.7/secret",
        "https://169.254.169.254/latest/meta-data",
        "https://[::1]/secret",
        "https://[::ffff:10.0.0.1]/secret",
        "https://0/secret",
        "http://127.0.0.1:1/secret",
        "ftp://127.0.0.1/secret",
        "file:///etc/passwd",
        "https://user:word@127.0.0.1/secret",
        "https://127.0.0.1:99999/secret",
        "https://[broken/secret",
    ],
)
def test_a_redirect_into_our_own_network_is_refused(provider, fetch, target, monkeypatch):
    url = provider.at("/song.mp3", servers.redirect(target))
    reached = []
    connect = gate.httpcore.SyncBackend.connect_tcp

    def watched(self, host, port, **kwargs):
        reached.append((host, port))
        return connect(self, host, port, **kwargs)

    monkeypatch.setattr(gate.httpcore.SyncBackend, "connect_tcp", watched)

    with pytest.raises(source.Refused):
        fetch(url, resolve=lambda host, port: [host])
    assert reached == [("127.0.0.1", provider.port)]


def test_a_link_without_encryption_needs_a_named_host(provider, fetch):
    url = provider.at("/song.mp3", servers.whole(CONTENT))

    with pytest.raises(source.Refused, match="not encrypted"):
        fetch(url, private_origins=frozenset())


@pytest.mark.parametrize(
    "url", ["", "song.mp3", "https://", "javascript:1", "https://[::1", "http://\x00"]
)
def test_what_is_no_address_is_refused(fetch, url):
    with pytest.raises(source.Refused):
        fetch(url)


def test_a_name_is_looked_up_once_and_the_checked_address_is_used(monkeypatch, fetch):
    answers = [["8.8.8.8"], ["127.0.0.1"]]
    reached = []

    def connect(self, host, port, **kwargs):
        reached.append(host)
        raise gate.httpcore.ConnectError("closed")

    monkeypatch.setattr(gate.httpcore.SyncBackend, "connect_tcp", connect)

    with pytest.raises(source.NoAnswer):
        fetch("https://rebinding.example/song.mp3", resolve=lambda host, port: answers.pop(0))
    assert reached == ["8.8.8.8"]


def test_private_addresses_among_public_ones_are_left_out(monkeypatch, fetch):
    reached = []

    def connect(self, host, port, **kwargs):
        reached.append(host)
        raise gate.httpcore.ConnectTimeout("slow")

    monkeypatch.setattr(gate.httpcore.SyncBackend, "connect_tcp", connect)
    mixed = ["10.0.0.1", "8.8.8.8", "::1", "2606:4700::1111", "no address"]

    with pytest.raises(source.NoAnswer):
        fetch("https://mixed.example/song.mp3", resolve=lambda host, port: mixed)
    assert reached == ["8.8.8.8", "2606:4700::1111"]


@pytest.mark.parametrize(
    ("address", "public"),
    [
        ("8.8.8.8", True),
        ("2606:4700::1111", True),
        ("127.0.0.1", False),
        ("10.1.2.3", False),
        ("172.16.0.1", False),
        ("192.168.1.1", False),
        ("100.64.0.1", False),
        ("169.254.169.254", False),
        ("0.0.0.0", False),
        ("224.0.0.1", False),
        ("255.255.255.255", False),
        ("::", False),
        ("::1", False),
        ("fe80::1%eth0", False),
        ("fd00::1", False),
        ("ff02::1", False),
        ("::ffff:127.0.0.1", False),
        ("::ffff:8.8.8.8", True),
        ("2002:7f00:1::", False),
        ("2001:0:5ef5:79fd::1", False),
        ("64:ff9b::a00:1", False),
        ("localhost", False),
    ],
)
def test_only_addresses_of_the_open_internet_are_public(address, public):
    assert gate.is_public(address) is public


@pytest.mark.parametrize(
    ("text", "origin"),
    [
        ("files.example:8443", ("files.example", 8443)),
        ("files.example", ("files.example", 443)),
        ("http://files.example/x", ("files.example", 80)),
        ("http://Files.Example./x", ("files.example", 80)),
        ("http://127.0.0.1:8100/api/v1", ("localhost", 8100)),
        ("[::1]:8100", ("localhost", 8100)),
        ("ftp://files.example", None),
        ("https://files.example:99999", None),
        ("https://[broken", None),
        ("", None),
    ],
)
def test_origins_are_read_from_addresses_and_from_host_and_port(text, origin):
    assert source.origin_of(text) == origin


def test_over_tls_the_name_is_checked_though_the_address_is_fixed(tmp_path, monkeypatch, fetch):
    certificate, key = certificate_for("files.example")
    (tmp_path / "cert.pem").write_bytes(certificate)
    (tmp_path / "key.pem").write_bytes(key)
    trusting = ssl.create_default_context(cafile=str(tmp_path / "cert.pem"))
    monkeypatch.setattr(gate, "_trusted_authorities", lambda: trusting)
    with tls_server(tmp_path, times=2) as port:
        fields = {
            "private_origins": frozenset({("files.example", port), ("other.example", port)}),
            "resolve": lambda host, wanted: ["127.0.0.1"],
        }

        assert fetch(f"https://files.example:{port}/song.mp3", **fields) == b"sound"
        with pytest.raises(source.NoAnswer):
            fetch(f"https://other.example:{port}/song.mp3", **fields)


def certificate_for(name: str) -> tuple[bytes, bytes]:
    """Return a certificate that signs itself, and its key, both as PEM."""
    key = ec.generate_private_key(ec.SECP256R1())
    subject = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, name)])
    today = dt.datetime.now(dt.UTC)
    certificate = (
        x509.CertificateBuilder()
        .subject_name(subject)
        .issuer_name(subject)
        .public_key(key.public_key())
        .serial_number(7)
        .not_valid_before(today - dt.timedelta(days=1))
        .not_valid_after(today + dt.timedelta(days=1))
        .add_extension(x509.SubjectAlternativeName([x509.DNSName(name)]), critical=False)
        .sign(key, hashes.SHA256())
    )
    encoding, plain = serialization.Encoding.PEM, serialization.NoEncryption()
    private = key.private_bytes(encoding, serialization.PrivateFormat.PKCS8, plain)
    return certificate.public_bytes(encoding), private


class tls_server:  # noqa: N801 - reads as a function
    """Serve five bytes over TLS, so many times, on a free port."""

    def __init__(self, folder, times):
        self.folder, self.times = folder, times

    def __enter__(self):
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        context.load_cert_chain(self.folder / "cert.pem", self.folder / "key.pem")
        self.listener = socket.create_server(("127.0.0.1", 0))
        self.thread = threading.Thread(target=self.serve, args=(context,))
        self.thread.start()
        return self.listener.getsockname()[1]

    def serve(self, context):
        for _ in range(self.times):
            connection, _ = self.listener.accept()
            with connection:
                try:
                    with context.wrap_socket(connection, server_side=True) as secure:
                        secure.recv(4096)
                        secure.sendall(b"HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\nsound")
                except OSError:
                    continue

    def __exit__(self, *_):
        self.thread.join()
        self.listener.close()


def test_rules_know_only_the_hosts_they_were_given():
    rules = replace(rules_for(), private_origins=frozenset({("localhost", 8100)}))

    assert rules.is_trusted(("localhost", 8100))
    assert not rules.is_trusted(("localhost", 8000))
