"""Sound: what is taken, and what becomes of it at another rate."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

from reactor_worker import ReactorError, Samples
from reactor_worker.contract.model_contract import Track
from reactor_worker.media.resampler import Resampler
from reactor_worker.media.sound_track import SoundTrack
from reactor_worker.worker.emission import EmissionBuilder


def tone(rate: int, seconds: float, frequency: float = 440) -> np.ndarray[Any, np.dtype[np.float32]]:
    return np.sin(2 * np.pi * frequency * np.arange(round(rate * seconds)) / rate).astype(np.float32)


@pytest.mark.parametrize(("source", "target"), [(24_000, 48_000), (44_100, 48_000), (48_000, 16_000), (96_000, 44_100)])
def test_a_tone_stays_that_tone_at_another_rate(source: int, target: int) -> None:
    out = Resampler(source, target, 1).process(tone(source, 0.5)[:, None])[:, 0]
    # The middle: its beginning and its end border on silence.
    middle = out[len(out) // 4 : len(out) // 4 * 3]
    spectrum = np.abs(np.fft.rfft(middle * np.hanning(len(middle))))
    peak = np.argmax(spectrum) * target / len(middle)
    assert abs(peak - 440) < 2 * target / len(middle)
    assert abs(np.sqrt(np.mean(middle**2)) - np.sqrt(0.5)) < 0.01
    # Nothing but the tone: 60 dB below it.
    away = np.abs(np.arange(len(spectrum)) * target / len(middle) - 440) > 50
    assert spectrum[away].max() < spectrum.max() / 1000


def test_blocks_of_any_length_join_without_a_seam() -> None:
    whole = tone(44_100, 0.3)[:, None]
    once = Resampler(44_100, 48_000, 1).process(whole)
    stream = Resampler(44_100, 48_000, 1)
    pieces = [stream.process(block) for block in np.split(whole, [1, 100, 101, 5_000, 5_001])]
    assert np.allclose(np.concatenate(pieces), once, atol=1e-6)


def test_does_not_drift() -> None:
    stream = Resampler(44_100, 48_000, 2)
    total = sum(len(stream.process(np.zeros((441, 2), np.float32))) for _ in range(1_000))
    assert abs(total - 480_000) <= 40


def test_keeps_samples_of_the_same_rate_as_they_are() -> None:
    samples = np.arange(10, dtype=np.int16)
    assert SoundTrack(48_000).take(Samples(samples, 48_000))[:, 0].tolist() == samples.tolist()


def test_floats_are_clipped_and_nan_is_silence() -> None:
    samples = Samples(np.array([0, 1, -1, 2, np.nan, 0.5]), 48_000)
    assert samples.int16().tolist() == [0, 32_767, -32_767, 32_767, 0, 16_384]


def test_mixes_and_joins() -> None:
    stereo = Samples(np.array([[1_000, 3_000], [-2, -4]], np.int16), 8_000)
    assert stereo.mono().data.tolist() == [2_000, -3]
    assert Samples.join([stereo, stereo]).data.shape == (4, 2)
    assert len(Samples.silence(0.5, 8_000)) == 4_000


@pytest.mark.parametrize(
    ("make", "text"),
    [
        (
            lambda: Samples([0.0], 48_000),
            "samples are an array of int16, or of floats in [-1, 1] (got a list of 1 items)",
        ),
        (lambda: Samples(np.zeros(2, np.int32), 48_000), "(got an int32 array of shape (2,)); convert them"),
        (lambda: Samples(np.zeros((2, 8)), 48_000), "samples have the shape (count,), or (count, channels)"),
        (lambda: Samples(np.zeros(2), 4_000), "the sample rate is a whole number from 8000 to 192000 (got 4000)"),
        (lambda: Samples(np.zeros(2), 44_100.5), "the sample rate is a whole number"),  # type: ignore[arg-type]
        (lambda: Samples.join([]), "no samples to join"),
        (
            lambda: Samples.join([Samples.silence(1, 8_000), Samples.silence(1)]),
            "cannot join <Samples 1000 ms, mono, 8000 Hz>",
        ),
        (lambda: Samples.silence(-1), "silence lasts 0 s or longer"),
    ],
)
def test_refuses_what_is_no_sound(make: Any, text: str) -> None:
    with pytest.raises(ReactorError) as raised:
        make()
    assert raised.value.code == "bad_audio"
    assert text in str(raised.value)


TRACKS = [
    Track("main_video", "main_video", "video", "out"),
    Track("voice", "voice", "audio", "out", 48_000),
]
PICTURE = np.zeros((2, 2, 3), np.uint8)


def build(output: Any) -> Any:
    return EmissionBuilder("Sunny", TRACKS).build(output)


def test_long_sound_has_several_bundles_for_a_picture() -> None:
    emission = build({"main_video": PICTURE, "voice": Samples.silence(0.12)})
    assert (emission.frames, emission.bundles_per_frame, len(emission.bundles)) == (1, 3, 3)
    assert [bool(bundle.video) for bundle in emission.bundles] == [True, False, False]
    assert [bundle.audio["voice"].shape for bundle in emission.bundles] == [(1_920, 1)] * 3


def test_a_batch_of_sound_is_played_block_by_block() -> None:
    first, second = (Samples(np.full(480, value, np.int16), 48_000) for value in (1, 2))
    emission = build({"main_video": [PICTURE, PICTURE], "voice": [first, second]})
    assert [int(bundle.audio["voice"][0, 0]) for bundle in emission.bundles] == [1, 2]
    alone = build(first)
    assert (alone.frames, len(alone.bundles), alone.sound_seconds) == (1, 1, 0.01)


@pytest.mark.parametrize(
    ("output", "code", "text"),
    [
        (
            {"voice": PICTURE},
            "bad_audio",
            "track voice takes Samples or a list of them (got a uint8 array of shape (2, 2, 3))",
        ),
        ({"main_video": Samples.silence(0.1)}, "bad_frame", "track main_video takes a picture"),
        ({"main_video": [PICTURE, "x"]}, "bad_frame", "track main_video takes a picture"),
        ({"main_video": [PICTURE] * 2, "voice": [Samples.silence(0.1)] * 3}, "bad_frame", "must have the same length"),
        ({"main_video": [PICTURE] * 301}, "bad_frame", "from 1 to 300 (got main_video: 301)"),
        ({"main_video": []}, "bad_frame", "from 1 to 300 (got main_video: 0)"),
        ({"voice": Samples.silence(61)}, "bad_audio", "at most 60 s of sound (got 61.0 s)"),
        ({}, "bad_frame", "Sunny emitted no track"),
        (5, "bad_frame", "Sunny emitted 5; yield a picture"),
    ],
)
def test_refuses_what_does_not_fit_the_tracks(output: Any, code: str, text: str) -> None:
    with pytest.raises(ReactorError) as raised:
        build(output)
    assert raised.value.code == code
    assert text in str(raised.value)


def test_a_picture_needs_a_name_where_there_are_several_tracks_for_it() -> None:
    tracks = [*TRACKS, Track("depth", "depth", "video", "out")]
    with pytest.raises(ReactorError, match="yield a dict with its name: main_video, depth"):
        EmissionBuilder("Sunny", tracks).build(PICTURE)
