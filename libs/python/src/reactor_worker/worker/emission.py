"""What a model emitted, as bundles for the server."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from math import ceil
from typing import Any, Generic, TypeVar

import numpy as np
from numpy.typing import NDArray

from ..channel.limits import (
    BUNDLE_SOUND_MS,
    MAX_BATCH_FRAMES,
    MAX_HEADER_BYTES,
    MAX_SOUND_MS,
    WIRE_SAMPLE_RATE,
)
from ..contract.model_contract import Track
from ..errors import ReactorError, describe_value
from ..media.frame import Frame
from ..media.pixel_arrays import is_picture, rgb_pictures
from ..media.samples import Samples
from ..media.sound_track import SoundTrack

T = TypeVar("T")

Sound = NDArray[np.int16]
"""Samples of shape (count, channels), at the wire's rate."""


@dataclass
class Bundle:
    """What is played at one moment."""

    video: dict[str, Frame] = field(default_factory=dict)
    audio: dict[str, Sound] = field(default_factory=dict)


@dataclass(frozen=True)
class Emission:
    """One emission of a model."""

    bundles: list[Bundle]
    frames: int
    """Pictures of each track, or 1 where there is only sound."""
    sound_seconds: float
    """How long its sound lasts; 0 without any."""

    @property
    def bundles_per_frame(self) -> int:
        """Several where its sound is long."""
        return len(self.bundles) // self.frames


@dataclass(frozen=True)
class Values(Generic[T]):
    """The values of one track: one for all frames, or a batch of one for each."""

    one: T | None = None
    batch: Sequence[T] = ()

    @property
    def all(self) -> Sequence[T]:
        """Each of them once."""
        return self.batch if self.one is None else (self.one,)


class EmissionBuilder:
    """Turns what a model emitted into bundles.

    A track's value is one frame, or a batch that is played one after the other. All batches have the same length; a
    picture that is no batch is shown in every frame, sound that is none is divided among them.
    """

    def __init__(self, model: str, tracks: Iterable[Track]) -> None:
        self._model = model
        self._outputs = {track.attribute: track for track in tracks if track.direction == "out"}
        self._sounds: dict[str, SoundTrack] = {}

    def build(self, output: Any) -> Emission:
        """Raises ``bad_frame`` or ``bad_audio``, naming the track, what is taken and what came."""
        entries = self._entries(output)
        videos = {track.name: _frames(track, value) for track, value in entries if track.kind == "video"}
        sounds = {track.name: _blocks(track, value) for track, value in entries if track.kind == "audio"}
        count = _batch_length({**videos, **sounds})
        sound_seconds = max((_seconds(blocks) for blocks in sounds.values()), default=0.0)
        per_frame = max(1, ceil(sound_seconds * 1000 / count / BUNDLE_SOUND_MS - 1e-9))
        bundles = [Bundle() for _ in range(count * per_frame)]
        for name, frames in videos.items():
            for i in range(count):
                bundles[i * per_frame].video[name] = frames.one if frames.one is not None else frames.batch[i]
        for name, blocks in sounds.items():
            pieces = self._pieces(name, blocks, len(bundles))
            for bundle, piece in zip(bundles, pieces, strict=True):
                bundle.audio[name] = piece
        _refuse_too_much(bundles)
        return Emission(bundles, count, sound_seconds)

    def reset(self) -> None:
        """The next sound does not continue the last."""
        for sound in self._sounds.values():
            sound.reset()

    def _entries(self, output: Any) -> list[tuple[Track, Any]]:
        if not isinstance(output, Mapping):
            return [(self._only_track(output), output)]
        entries = []
        for attribute, value in output.items():
            track = self._outputs.get(attribute)
            if track is None:
                raise ReactorError(
                    "bad_frame",
                    f"{self._model} emitted a track {attribute!r}, but its outputs are: {', '.join(self._outputs)}; "
                    "declare it or correct its name",
                )
            if value is not None:
                entries.append((track, value))
        if not entries:
            raise ReactorError(
                "bad_frame", f"{self._model} emitted no track; give one of {', '.join(self._outputs)}, or yield Idle"
            )
        return entries

    def _only_track(self, output: Any) -> Track:
        first = output[0] if isinstance(output, (list, tuple)) and output else output
        kind = (
            "audio"
            if isinstance(first, Samples)
            else "video"
            if isinstance(first, Frame) or is_picture(first)
            else None
        )
        tracks = [track for track in self._outputs.values() if track.kind == kind]
        if len(tracks) == 1:
            return tracks[0]
        if kind is not None and tracks:
            raise ReactorError(
                "bad_frame",
                f"{self._model} emitted {describe_value(output)} and has several tracks for it; "
                f"yield a dict with its name: {', '.join(track.attribute for track in tracks)}",
            )
        raise ReactorError(
            "bad_frame",
            f"{self._model} emitted {describe_value(output)}; yield a picture (an array, a tensor, "
            f"an image or a Frame), a list of them, a dict by track ({', '.join(self._outputs)}), Idle, or None",
        )

    def _pieces(self, track: str, blocks: Values[Samples], parts: int) -> list[Sound]:
        stream = self._sounds.setdefault(track, SoundTrack(WIRE_SAMPLE_RATE))
        sounds = blocks.all
        share = parts // len(sounds)
        return [piece for sound in sounds for piece in np.array_split(stream.take(sound), share)]


def _frames(track: Track, value: Any) -> Values[Frame]:
    if isinstance(value, Frame):
        return Values(one=value)
    if is_picture(value):
        pictures = rgb_pictures(value, None, None)
        frames = [Frame.of(pictures.format, picture, pictures.width, pictures.height) for picture in pictures.pictures]
        return Values(batch=frames) if pictures.batched else Values(one=frames[0])
    if isinstance(value, (list, tuple)):
        return Values(batch=[_frame(track, item) for item in value])
    return Values(one=_frame(track, value))


def _frame(track: Track, value: Any) -> Frame:
    if isinstance(value, Frame):
        return value
    if is_picture(value):
        return Frame(value)
    raise ReactorError(
        "bad_frame",
        f"track {track.attribute} takes a picture (an array, a tensor, an image or a Frame) or a list of them "
        f"(got {describe_value(value)}); convert it to one",
    )


def _blocks(track: Track, value: Any) -> Values[Samples]:
    blocks = list(value) if isinstance(value, (list, tuple)) else [value]
    for block in blocks:
        if not isinstance(block, Samples):
            raise ReactorError(
                "bad_audio",
                f"track {track.attribute} takes Samples or a list of them (got {describe_value(block)}); "
                "wrap it: Samples(array, rate)",
            )
    seconds = sum(block.seconds for block in blocks)
    if seconds * 1000 > MAX_SOUND_MS:
        raise ReactorError(
            "bad_audio",
            f"one emission may hold at most {MAX_SOUND_MS // 1000} s of sound (got {seconds:.1f} s); "
            "emit it in smaller pieces",
        )
    return Values(batch=blocks) if isinstance(value, (list, tuple)) else Values(one=blocks[0])


def _seconds(blocks: Values[Samples]) -> float:
    return sum(block.seconds for block in blocks.all)


def _batch_length(tracks: Mapping[str, Values[Any]]) -> int:
    lengths = {name: len(values.batch) for name, values in tracks.items() if values.one is None}
    found = set(lengths.values()) or {1}
    if len(found) == 1 and 1 <= min(found) <= MAX_BATCH_FRAMES:
        return min(found)
    raise ReactorError(
        "bad_frame",
        f"all batches of one emission must have the same length, from 1 to {MAX_BATCH_FRAMES} "
        f"(got {', '.join(f'{name}: {length}' for name, length in lengths.items())}); "
        "emit the same number of frames for each track",
    )


def _refuse_too_much(bundles: Sequence[Bundle]) -> None:
    carried = sum(
        sum(len(frame.metadata or b"") for frame in bundle.video.values())
        + sum(sound.nbytes for sound in bundle.audio.values())
        for bundle in bundles
    )
    if carried > MAX_HEADER_BYTES:
        raise ReactorError(
            "bad_audio",
            f"one emission may hold {MAX_HEADER_BYTES >> 20} MB of sound and metadata "
            f"(got {carried >> 20} MB); emit less",
        )
