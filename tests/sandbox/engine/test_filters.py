"""The engine's own filters against what they are by definition."""

import numpy as np
import pytest

from apps.sandbox.engine.sound import filters

RATE = 44_100.0


@pytest.fixture
def noise():
    return np.random.default_rng(3).normal(size=(2, 3000))


@pytest.mark.parametrize(
    ("kind", "kept_hz", "cut_hz"), [("lowpass", 10.0, 15_000.0), ("highpass", 15_000.0, 10.0)]
)
@pytest.mark.parametrize("order", [1, 2, 4])
def test_a_butterworth_filter_halves_the_power_at_its_edge(kind, kept_hz, cut_hz, order):
    at = np.array([kept_hz, 1000.0, cut_hz])

    kept, edge, cut = np.abs(filters.butterworth(at, kind, 1000.0, order, RATE))

    assert kept == pytest.approx(1, abs=1e-3)
    assert edge == pytest.approx(2**-0.5, rel=1e-6)
    assert cut < 0.06


def test_second_order_sections_do_what_they_do_sample_by_sample():
    section = np.array([[0.2, 0.3, 0.1, 1.0, -0.4, 0.2]])
    echo = np.zeros(256)
    past_in, past_out = [0.0, 0.0], [0.0, 0.0]
    for at in range(256):
        new = float(at == 0)
        echo[at] = (0.2 * new + 0.3 * past_in[0] + 0.1 * past_in[1]) + (
            0.4 * past_out[0] - 0.2 * past_out[1]
        )
        past_in, past_out = [new, past_in[0]], [float(echo[at]), past_out[0]]

    response = filters.second_order(np.fft.rfftfreq(256, 1 / RATE), section, RATE)

    assert np.abs(np.fft.rfft(echo) - response).max() < 1e-9


def test_smoothing_keeps_a_share_of_the_value_before(noise):
    heard = np.zeros_like(noise)
    for at in range(noise.shape[1]):
        heard[:, at] = 0.1 * noise[:, at] + (0.9 * heard[:, at - 1] if at else 0)

    assert np.abs(filters.smoothed(noise, 0.9) - heard).max() < 1e-6


def test_convolution_is_convolution(noise):
    whole = filters.convolved(noise, noise[:, :50])

    assert whole.shape == (2, 3049)
    assert np.abs(whole[1] - np.convolve(noise[1], noise[1, :50])).max() < 1e-9


@pytest.mark.parametrize("times", [2, 4])
def test_a_finer_tone_is_the_same_tone(times):
    at = np.arange(2000)
    tone = np.sin(2 * np.pi * 0.11 * at)

    fine = filters.finer(tone, times)

    wanted = np.sin(2 * np.pi * 0.11 * np.arange(2000 * times) / times)
    assert np.abs(fine - wanted)[100:-100].max() < 2e-3
