import pytest

from apps.archive import formats
from tests.archive import sounds


@pytest.mark.parametrize(
    ("content", "media_type"),
    [
        (sounds.as_mp3(sounds.sine(0.2)), "audio/mpeg"),
        (b"ID3\x04\x00" + bytes(40), "audio/mpeg"),
        (sounds.as_wav(sounds.sine(0.1)), "audio/wav"),
        (sounds.as_coded(sounds.sine(0.1), "flac"), "audio/flac"),
        (sounds.as_coded(sounds.sine(0.1), "m4a"), "audio/mp4"),
        (sounds.as_coded(sounds.sine(0.1), "ogg"), "audio/ogg"),
        (b"\xff\xf1\x50\x80" + bytes(40), "audio/aac"),
        (sounds.picture("png"), "image/png"),
        (sounds.picture("jpg"), "image/jpeg"),
        (b"RIFF\x10\x00\x00\x00WEBPVP8 ", "image/webp"),
        (b"GIF89a" + bytes(20), "image/gif"),
        (b"<!doctype html><title>Gone</title>", None),
        (b"", None),
    ],
    ids=[
        "mp3",
        "mp3-tagged",
        "wav",
        "flac",
        "m4a",
        "ogg",
        "aac",
        "png",
        "jpg",
        "webp",
        "gif",
        "page",
        "nothing",
    ],
)
def test_the_first_bytes_tell_the_media_type(content, media_type):
    assert formats.sniff(content[: formats.HEAD_BYTES]) == media_type


def test_every_type_that_is_told_has_an_extension_of_its_own():
    types = {media_type for _, media_type in formats.PATTERNS}

    extensions = [formats.extension_of(media_type) for media_type in types]

    assert "bin" not in extensions
    assert len(set(extensions)) == len(types)


def test_an_unknown_type_is_kept_as_plain_bytes():
    assert formats.extension_of("text/html") == "bin"
