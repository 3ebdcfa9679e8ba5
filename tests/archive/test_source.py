import fcntl
import json
import socket

import pytest

from apps.archive import source
from tests.archive import servers

CONTENT = bytes(range(256)) * 1000


def test_a_file_comes_whole(provider, fetch):
    url = provider.at("/song.mp3", servers.whole(CONTENT))

    assert fetch(url) == CONTENT
    assert provider.ranges == [None]


def test_a_file_that_is_here_is_not_asked_for_again(provider, fetch):
    url = provider.at("/song.mp3", servers.whole(CONTENT))
    fetch(url)

    assert fetch(url) == CONTENT
    assert len(provider.requests) == 1


def test_a_transfer_that_broke_off_goes_on_where_it_stopped(provider, fetch):
    url = provider.at("/song.mp3", servers.broken_off(CONTENT, 100_000), servers.whole(CONTENT))

    with pytest.raises(source.CutShort, match="100,000 of 256,000 bytes") as cut:
        fetch(url)
    assert not cut.value.has_progressed
    assert fetch(url) == CONTENT
    assert provider.ranges == [None, "bytes=100000-"]
    assert provider.requests[1][1]["If-Range"] == '"one"'


def test_a_second_break_further_on_is_progress(provider, fetch):
    def some_more(handler):
        span = {"Content_Range": f"bytes 1000-255999/{len(CONTENT)}", "ETag": '"one"'}
        handler.begin(206, Content_Type="audio/mpeg", Content_Length="255000", **span)
        handler.wfile.write(CONTENT[1000:5000])
        handler.hang_up()

    url = provider.at("/song.mp3", servers.broken_off(CONTENT, 1000), some_more)
    with pytest.raises(source.CutShort):
        fetch(url)

    with pytest.raises(source.CutShort) as cut:
        fetch(url)

    assert cut.value.has_progressed
    assert fetch.left == CONTENT[:5000]


def test_a_server_without_ranges_sends_all_of_it_again(provider, fetch):
    url = provider.at(
        "/song.mp3", servers.broken_off(CONTENT, 100_000), servers.whole(CONTENT, ranges=False)
    )
    with pytest.raises(source.CutShort):
        fetch(url)

    assert fetch(url) == CONTENT


def test_a_file_that_changed_meanwhile_comes_whole(provider, fetch):
    changed = CONTENT[::-1]
    url = provider.at(
        "/song.mp3", servers.broken_off(CONTENT, 1000), servers.whole(changed, etag='"two"')
    )
    with pytest.raises(source.CutShort):
        fetch(url)

    assert fetch(url) == changed


@pytest.mark.parametrize("etag", ["", 'W/"weak"'])
def test_without_a_strong_validator_nothing_is_continued(provider, fetch, etag):
    url = provider.at(
        "/song.mp3", servers.broken_off(CONTENT, 1000, etag=etag), servers.whole(CONTENT)
    )
    with pytest.raises(source.CutShort):
        fetch(url)

    assert fetch(url) == CONTENT
    assert provider.ranges == [None, None]


@pytest.mark.parametrize(
    "content_range", ["bytes 999-255999/256000", "bytes 1000-1999/2000", "nonsense"]
)
def test_a_wrong_part_is_thrown_away(provider, fetch, content_range):
    def wrong_part(handler):
        handler.begin(206, Content_Type="audio/mpeg", Content_Range=content_range)
        handler.hang_up()

    url = provider.at(
        "/song.mp3", servers.broken_off(CONTENT, 1000), wrong_part, servers.whole(CONTENT)
    )
    with pytest.raises(source.CutShort):
        fetch(url)

    with pytest.raises(source.CutShort, match="changed"):
        fetch(url)
    assert fetch.left == b""
    assert fetch(url) == CONTENT
    assert provider.ranges == [None, "bytes=1000-", None]


def test_a_chunked_body_without_its_end_is_cut_short_and_goes_on(provider, fetch):
    url = provider.at(
        "/song.mp3", servers.broken_off(CONTENT, 4000, length=False), servers.whole(CONTENT)
    )

    with pytest.raises(source.CutShort, match="after 4,000 bytes"):
        fetch(url)
    assert fetch(url) == CONTENT
    assert provider.ranges[1] == "bytes=4000-"


def test_a_part_that_ends_before_the_whole_is_cut_short(provider, fetch):
    head = b"HTTP/1.1 206 Partial\r\nContent-Range: bytes 1000-255999/256000\r\n"
    short = servers.raw(head + b"Connection: close\r\n\r\n" + CONTENT[1000:3000])
    url = provider.at("/song.mp3", servers.broken_off(CONTENT, 1000), short)
    with pytest.raises(source.CutShort):
        fetch(url)

    with pytest.raises(source.CutShort, match="after 3,000 of 256,000"):
        fetch(url)


def test_nothing_after_the_last_byte_means_whole(provider, fetch, tmp_path):
    url = provider.at("/song.mp3", servers.whole(CONTENT))
    fetch(url)
    note_path = tmp_path / "incoming" / "one.json"
    note_path.write_text(json.dumps({**json.loads(note_path.read_text()), "is_complete": False}))

    assert fetch(url) == CONTENT
    assert provider.ranges == [None, "bytes=256000-"]


def test_a_file_that_became_shorter_is_fetched_afresh(provider, fetch):
    url = provider.at(
        "/song.mp3",
        servers.broken_off(CONTENT, 2000),
        servers.status(416, Content_Range="bytes */1500"),
        servers.whole(CONTENT[:1500]),
    )
    with pytest.raises(source.CutShort):
        fetch(url)

    with pytest.raises(source.CutShort, match="changed"):
        fetch(url)
    assert fetch(url) == CONTENT[:1500]


def test_another_link_starts_afresh(provider, fetch):
    first = provider.at("/a.mp3", servers.broken_off(CONTENT, 1000))
    second = provider.at("/b.mp3", servers.whole(CONTENT))
    with pytest.raises(source.CutShort):
        fetch(first)

    assert fetch(second) == CONTENT
    assert provider.ranges == [None, None]


def test_a_note_that_cannot_be_read_starts_afresh(provider, fetch, tmp_path):
    url = provider.at("/song.mp3", servers.broken_off(CONTENT, 1000), servers.whole(CONTENT))
    with pytest.raises(source.CutShort):
        fetch(url)
    (tmp_path / "incoming" / "one.json").write_text("{")

    assert fetch(url) == CONTENT


def test_a_body_without_length_is_taken_to_its_end(provider, fetch):
    url = provider.at(
        "/song.mp3", servers.raw(b"HTTP/1.1 200 OK\r\nConnection: close\r\n\r\n" + CONTENT)
    )

    assert fetch(url) == CONTENT


def test_an_empty_body_is_cut_short(provider, fetch):
    url = provider.at("/song.mp3", servers.raw(
        b"HTTP/1.1 200 OK\r\nContent-Length: 0\r\nConnection: close\r\n\r\n"))  # fmt: skip

    with pytest.raises(source.CutShort, match="empty"):
        fetch(url)


def test_an_endless_body_ends_at_the_size_cap_and_leaves_nothing(provider, fetch):
    url = provider.at("/song.mp3", servers.endless)

    with pytest.raises(source.Refused, match="larger than 3 MB"):
        fetch(url, max_bytes=3_000_000)
    assert fetch.left == b""


def test_a_length_above_the_cap_is_refused_before_the_body(provider, fetch):
    url = provider.at("/song.mp3", servers.whole(CONTENT))

    with pytest.raises(source.Refused, match="larger"):
        fetch(url, max_bytes=len(CONTENT) - 1)
    assert fetch.left == b""


def test_a_body_that_drips_ends_at_the_time_limit_and_is_kept(provider, fetch):
    url = provider.at("/song.mp3", servers.dripping(CONTENT))

    with pytest.raises(source.CutShort):
        fetch(url, time_limit_s=0.4)
    assert fetch.left.startswith(CONTENT)


def test_headers_that_drip_end_at_the_time_limit(provider, fetch):
    url = provider.at("/song.mp3", servers.dripping_headers)

    with pytest.raises(source.NoAnswer):
        fetch(url, time_limit_s=0.3)


def test_an_attempt_whose_time_is_up_does_not_begin(provider, fetch):
    url = provider.at("/song.mp3", servers.whole(CONTENT))

    with pytest.raises(source.NoAnswer):
        fetch(url, time_limit_s=0.0)
    assert provider.requests == []


@pytest.mark.parametrize("code", [401, 403, 404, 410, 400, 304])
def test_a_link_that_leads_to_nothing_is_not_there(provider, fetch, code):
    url = provider.at("/song.mp3", servers.status(code))

    with pytest.raises(source.NotThere, match=str(code)):
        fetch(url)


@pytest.mark.parametrize(
    ("headers", "retry_after_s"),
    [
        ({"Retry_After": "40"}, 40),
        ({"Retry_After": "999999"}, 3600),
        ({"Retry_After": "Sun, 01 Mar 2026 12:00:00 GMT"}, None),
        ({}, None),
    ],
)
@pytest.mark.parametrize("code", [429, 500, 503])
def test_a_server_in_trouble_is_asked_later(provider, fetch, code, headers, retry_after_s):
    url = provider.at("/song.mp3", servers.status(code, **headers))

    with pytest.raises(source.NoAnswer) as later:
        fetch(url)
    assert later.value.retry_after_s == retry_after_s


@pytest.mark.parametrize("answer", [b"", b"HTTP/1.1 200\r\n", b"no http at all\r\n\r\n"])
def test_an_answer_that_is_no_http_is_no_answer(provider, fetch, answer):
    url = provider.at("/song.mp3", servers.raw(answer))

    with pytest.raises(source.NoAnswer):
        fetch(url)


def test_a_port_that_nobody_listens_on_is_no_answer(fetch, provider):
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]

    with pytest.raises(source.NoAnswer):
        fetch(f"http://127.0.0.1:{port}/song.mp3", private_origins=frozenset({("localhost", port)}))


def test_a_name_that_nobody_knows_is_no_answer(fetch):
    def unknown(host, port):
        raise socket.gaierror(-2, "Name or service not known")

    with pytest.raises(source.NoAnswer):
        fetch("https://gone.example/song.mp3", resolve=unknown)


def test_a_web_page_is_of_the_wrong_kind(provider, fetch):
    url = provider.at("/song.mp3", servers.whole(b"<html>", "text/html; charset=utf-8"))

    with pytest.raises(source.WrongKind, match=r"audio \(text/html\)"):
        fetch(url)


def test_audio_is_no_picture(provider, fetch):
    url = provider.at("/cover.png", servers.whole(CONTENT, "audio/mpeg"))

    with pytest.raises(source.WrongKind, match="a picture"):
        fetch(url, family="image")


@pytest.mark.parametrize(
    "media_type", ["audio/x-wav", "Audio/MPEG", "application/octet-stream", "binary/octet-stream"]
)
def test_types_that_may_be_audio_pass(provider, fetch, media_type):
    url = provider.at("/song", servers.whole(CONTENT, media_type))

    assert fetch(url) == CONTENT


def test_a_compressed_body_is_of_the_wrong_kind(provider, fetch):
    def compressed(handler):
        handler.begin(200, Content_Type="audio/mpeg", Content_Encoding="gzip", Content_Length="0")

    with pytest.raises(source.WrongKind, match="encoding"):
        fetch(provider.at("/song.mp3", compressed))


def test_two_workers_cannot_hold_the_same_file(tmp_path):
    second = source.incoming(tmp_path, "one")

    with source.incoming(tmp_path, "one"), pytest.raises(source.Busy):
        second.__enter__()


def test_a_worker_that_waited_for_a_removed_file_turns_away(tmp_path, monkeypatch):
    flock = fcntl.flock

    def removed_meanwhile(file, how):
        (tmp_path / "one.part").unlink()
        flock(file, how)

    monkeypatch.setattr(fcntl, "flock", removed_meanwhile)

    with pytest.raises(source.Busy), source.incoming(tmp_path, "one"):
        pytest.fail("held a file that is gone")


def test_discarding_leaves_nothing_behind(tmp_path, provider, fetch):
    fetch(provider.at("/song.mp3", servers.whole(CONTENT)))

    with source.incoming(tmp_path / "incoming", "one") as file:
        file.discard()

    assert list((tmp_path / "incoming").iterdir()) == []
