"""``Video`` and ``Audio``: the tracks of a model."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Literal, cast

from ..media.frame import Frame
from ..media.samples import Samples
from .input_track import InputTrack


@dataclass(frozen=True)
class TrackDeclaration:
    """One track, as it was declared in a model's class."""

    kind: Literal["video", "audio"]
    direction: Literal["in", "out"]
    name: str | None
    sample_rate: int | None = None


class Output:
    """An output track; a turn yields a value for it under its attribute's name."""


class Video:
    """Declares a track of pictures: ``webcam = Video.input()``, ``depth = Video.output()``.

    A model that declares no output has one for video, called ``main_video``.
    """

    @staticmethod
    def input(*, name: str | None = None) -> InputTrack[Frame]:
        """Pictures of a client, which the model reads: ``self.webcam.read()``."""
        return cast("InputTrack[Frame]", cast(Any, TrackDeclaration("video", "in", name)))

    @staticmethod
    def output(*, name: str | None = None) -> Output:
        """Pictures that the model emits: ``yield {"depth": frame}``."""
        return cast(Output, cast(Any, TrackDeclaration("video", "out", name)))


class Audio:
    """Declares a track of sound: ``microphone = Audio.input()``, ``voice = Audio.output()``."""

    @staticmethod
    def input(*, sample_rate: int = 48_000, name: str | None = None) -> InputTrack[Samples]:
        """Sound of a client, which the model reads in one channel, in blocks of about 10 ms.

        ``sample_rate``: samples a second that the model gets, 8000 to 192000, whatever the client sends.
        """
        return cast("InputTrack[Samples]", cast(Any, TrackDeclaration("audio", "in", name, sample_rate)))

    @staticmethod
    def output(*, sample_rate: int = 48_000, name: str | None = None) -> Output:
        """Sound that the model emits: ``yield {"voice": Samples(array, 24_000)}``.

        ``sample_rate`` is part of the schema; each block of sound has its own.
        """
        return cast(Output, cast(Any, TrackDeclaration("audio", "out", name, sample_rate)))
