import struct
import zlib
from dataclasses import replace

import numpy as np

from apps.sandbox.engine.artwork import write_cover


def pixels(path):
    data = path.read_bytes()
    width, height = struct.unpack(">II", data[16:24])
    at, body = 8, b""
    while at < len(data):
        (size,) = struct.unpack(">I", data[at : at + 4])
        kind, chunk = data[at + 4 : at + 8], data[at + 8 : at + 8 + size]
        assert struct.unpack(">I", data[at + 8 + size : at + 12 + size])[0] == zlib.crc32(
            kind + chunk
        )
        body += chunk if kind == b"IDAT" else b""
        at += 12 + size
    rows = np.frombuffer(zlib.decompress(body), np.uint8).reshape(height, 1 + 3 * width)
    return rows[:, 1:].reshape(height, width, 3)


def test_a_cover_is_printed_in_three_inks(pop, tmp_path):
    write_cover(pop, tmp_path / "cover.png", size=120)

    picture = pixels(tmp_path / "cover.png")

    _, counts = np.unique(picture.reshape(-1, 3), axis=0, return_counts=True)
    assert picture.shape == (120, 120, 3)
    assert np.sort(counts)[-3:].sum() > 0.8 * counts.sum()


def test_minor_keys_stand_on_dark_paper_and_every_kind_of_section_can_be_drawn(pop, tmp_path):
    kinds = ("Intro", "Verse", "Pre-Chorus", "Chorus", "Bridge", "Outro")
    means = {}
    for mode in ("major", "minor"):
        drawn = replace(
            pop, sections=tuple(replace(pop.sections[0], kind=kind, mode=mode) for kind in kinds)
        )
        write_cover(drawn, tmp_path / f"{mode}.png", size=60)
        means[mode] = pixels(tmp_path / f"{mode}.png")[:5].mean()

    assert means["minor"] < means["major"]


def test_the_cover_changes_with_the_song(pop, tmp_path):
    write_cover(pop, tmp_path / "a.png", size=60)
    write_cover(replace(pop, seed=pop.seed + 1), tmp_path / "b.png", size=60)

    assert (tmp_path / "a.png").read_bytes() != (tmp_path / "b.png").read_bytes()
