import uuid

from apps.sandbox.seeds import song_seed

SONG = {"prompt": "la", "tags": "folk", "custom_mode": True}


def test_the_same_request_at_the_same_place_has_the_same_seed():
    reordered = dict(reversed(SONG.items()))

    assert song_seed(SONG, number=3, chosen=None) == song_seed(reordered, number=3, chosen=None)


def test_a_repeated_request_makes_another_song():
    assert song_seed(SONG, number=1, chosen=None) != song_seed(SONG, number=2, chosen=None)


def test_a_chosen_seed_counts_wherever_the_request_stands():
    assert song_seed(SONG, number=1, chosen=7) == song_seed(SONG, number=2, chosen=7)
    assert song_seed(SONG, number=1, chosen=7) != song_seed(SONG, number=1, chosen=8)


def test_where_the_answer_goes_does_not_change_the_music():
    called_back = {**SONG, "webhook_url": "http://x", "webhook_secret": "s", "use_suno_cdn": False}

    assert song_seed(called_back, number=1, chosen=None) == song_seed(SONG, number=1, chosen=None)


def test_ids_and_hosts_which_are_others_each_time_do_not_change_the_music():
    first, second = (
        {
            **SONG,
            "continue_clip_id": str(uuid.UUID(int=number)),
            "config": {"source": [str(uuid.UUID(int=number))]},
            "url": f"http://127.0.0.1:{number}/riff.mp3?expires={number}",
        }
        for number in (8001, 8002)
    )
    other = {**first, "url": "http://127.0.0.1:8001/drums.mp3"}

    assert song_seed(first, number=1, chosen=None) == song_seed(second, number=1, chosen=None)
    assert song_seed(other, number=1, chosen=None) != song_seed(first, number=1, chosen=None)
