"""What is above the model's end follows the hiss below it."""

import numpy as np
import pytest
from scipy import fft

from apps.sandbox.engine.sound.dsp import FS, as_audio
from apps.sandbox.engine.sound.voice.neural.air import with_air


def level_db(sound, low, high):
    power = np.square(np.abs(fft.rfft(sound)))
    frequency = fft.rfftfreq(len(sound), 1 / FS)
    return 10 * np.log10(power[(frequency > low) & (frequency < high)].mean() + 1e-30)


@pytest.fixture
def line():
    """A second of hiss that ends at 11 kHz, then a second of a low tone."""
    rng = np.random.default_rng(3)
    spectrum = fft.rfft(rng.standard_normal(FS))
    spectrum[fft.rfftfreq(FS, 1 / FS) > 11_000] = 0
    tone = np.sin(2 * np.pi * 220 * np.arange(FS) / FS)
    return as_audio(np.concatenate([0.1 * fft.irfft(spectrum, FS), tone]))


def test_air_is_where_there_is_hiss_and_falls_with_frequency(line):
    airy = with_air(line, "key")

    hiss = airy[2000 : FS - 2000]
    assert level_db(hiss, 11_500, 12_500) == pytest.approx(level_db(hiss, 8500, 10_000) - 5, abs=2)
    assert level_db(hiss, 18_000, 19_000) == pytest.approx(level_db(hiss, 8500, 10_000) - 16, abs=2)
    assert np.abs(airy - line)[FS + 2000 :].max() < 1e-4


def test_what_was_there_stays_and_the_same_key_gives_the_same_air(line):
    airy = with_air(line, "key")

    assert level_db(airy - line, 0, 9500) < level_db(line, 0, 9500) - 30
    assert np.array_equal(airy, with_air(line, "key"))
    assert not np.array_equal(airy, with_air(line, "other"))


def test_silence_stays_silent():
    silent = np.zeros(5000, np.float32)

    assert np.array_equal(with_air(silent, "key"), silent)
