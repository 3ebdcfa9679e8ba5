"""The laptop's broker: a message is seen whole, once, and survives nothing it need not."""

import threading
from queue import Empty

import pytest
from kombu import Connection

pytestmark = pytest.mark.profile_free


@pytest.fixture
def folder(tmp_path):
    for name in ("messages", "control"):
        (tmp_path / name).mkdir()
    return tmp_path


@pytest.fixture
def connect(folder):
    """Return channels that meet in one folder, as processes do."""
    connections = []

    def new():
        options = {
            "data_folder_in": str(folder / "messages"),
            "data_folder_out": str(folder / "messages"),
            "control_folder": str(folder / "control"),
        }
        connections.append(
            Connection(
                "filesystem://",
                transport="musicstudio.broker:Transport",
                transport_options=options,
            )
        )
        return connections[-1].channel()

    yield new
    for connection in connections:
        connection.release()


def test_a_message_arrives_once(connect):
    sender, receiver = connect(), connect()

    sender._put("api", {"body": "hello"})

    assert receiver._get("api") == {"body": "hello"}
    with pytest.raises(Empty):
        receiver._get("api")


def test_messages_arrive_in_the_order_they_were_sent(connect):
    channel = connect()

    for number in range(20):
        channel._put("api", {"number": number})

    assert [channel._get("api")["number"] for _ in range(20)] == list(range(20))


def test_queues_do_not_see_one_another(connect):
    channel = connect()

    channel._put("archive", {})

    with pytest.raises(Empty):
        channel._get("api")


def test_nothing_is_left_in_the_folder_after_delivery(connect, folder):
    channel = connect()

    channel._put("api", {})
    channel._get("api")

    assert list((folder / "messages").iterdir()) == []


def test_a_message_that_is_still_being_written_is_not_seen(connect, folder):
    channel = connect()

    (folder / "messages" / "0-a.api.msg.b.new").write_text('{"half')

    with pytest.raises(Empty):
        channel._get("api")


def test_many_readers_and_writers_lose_nothing_and_double_nothing(connect):
    received = []
    writers = [threading.Thread(target=write, args=(connect(), base)) for base in (0, 100)]
    readers = [threading.Thread(target=read, args=(connect(), received, 200)) for _ in range(3)]

    for thread in writers + readers:
        thread.start()
    for thread in writers + readers:
        thread.join(30)

    assert sorted(received) == list(range(200))


def write(channel, base):
    for number in range(100):
        channel._put("api", {"number": base + number})


def read(channel, received, enough):
    while len(received) < enough:
        try:
            received.append(channel._get("api")["number"])
        except Empty:
            continue


def test_bindings_of_two_processes_are_both_kept(connect, folder):
    one, two = connect(), connect()

    one._queue_bind("api", "api", "", "api")
    two._queue_bind("api", "other", None, "other")
    two._queue_bind("api", "api", "", "api")

    assert [row.queue for row in one.get_table("api")] == ["other", "api"]
    assert {path.name for path in (folder / "control").iterdir()} == {"api.exchange", "lock"}
