"""All that clients send to a model, by track."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any, NamedTuple

from ..channel.messages import Limits
from ..contract.model_contract import Track
from ..media.frame import Frame
from ..media.samples import Samples
from ..media.sound_track import SoundTrack
from .input_buffer import InputBuffer, Waits
from .model_thread import ModelThread


class Intake(NamedTuple):
    """What a model took out of its inputs, in seconds."""

    pictures: float
    """Of the pictures taken, at their camera's usual rate; of the camera with the longest."""
    sound: float
    """Of the sound taken; of the microphone with the longest."""


class InputBuffers:
    """Clients' media in the form that the model declares."""

    def __init__(self, tracks: Iterable[Track], limits: Limits, thread: ModelThread, waits: Waits) -> None:
        self.by_attribute: dict[str, InputBuffer[Any]] = {}
        self._cameras: dict[str, InputBuffer[Frame]] = {}
        self._microphones: dict[str, tuple[InputBuffer[Samples], SoundTrack]] = {}
        self._pictures_taken: dict[str, int] = {}
        self._sound_taken: dict[str, float] = {}
        bounds = (limits["maxInputFrames"], limits["maxInputBytes"])
        for track in tracks:
            if track.direction != "in":
                continue
            if track.kind == "video":
                camera = InputBuffer[Frame](
                    track.name, thread, waits, lambda frame: frame.data.nbytes, *bounds, self._counter(track.name)
                )
                self._cameras[track.name] = camera
                self.by_attribute[track.attribute] = camera
            else:
                microphone = InputBuffer[Samples](
                    track.name, thread, waits, lambda block: block.data.nbytes, *bounds, self._clock(track.name)
                )
                self._microphones[track.name] = (microphone, SoundTrack(track.sample_rate or 48_000))
                self.by_attribute[track.attribute] = microphone

    @property
    def drops(self) -> list[dict[str, Any]]:
        """Media that the model will never read, by track and cause, since the start."""
        return [drop for buffer in self.by_attribute.values() for drop in buffer.drops]

    def take_intake(self) -> Intake:
        """What the model took since the last call."""
        pictures = [count * self._cameras[track].frame_seconds for track, count in self._pictures_taken.items()]
        intake = Intake(max(pictures, default=0.0), max(self._sound_taken.values(), default=0.0))
        self._pictures_taken.clear()
        self._sound_taken.clear()
        return intake

    def push_video(self, track: str, frame: Frame) -> None:
        """Add a picture; one of a track that the model does not have is ignored."""
        camera = self._cameras.get(track)
        if camera is not None:
            camera.push(frame)

    def push_audio(self, track: str, sound: Samples) -> None:
        """Add sound: the model reads one channel at its declared rate, whatever the source."""
        found = self._microphones.get(track)
        if found is None:
            return
        microphone, stream = found
        heard = stream.take(sound.mono())[:, 0]
        if len(heard) > 0:
            microphone.push(Samples(heard, stream.rate))

    def close(self) -> None:
        """End every read that waits."""
        for buffer in self.by_attribute.values():
            buffer.close()

    def reopen(self) -> None:
        """Media from now on is kept for the model."""
        for _, stream in self._microphones.values():
            stream.reset()
        for buffer in self.by_attribute.values():
            buffer.reopen()

    def _counter(self, track: str) -> Any:
        def count(frames: Sequence[Frame]) -> None:
            self._pictures_taken[track] = self._pictures_taken.get(track, 0) + len(frames)

        return count

    def _clock(self, track: str) -> Any:
        def count(blocks: Sequence[Samples]) -> None:
            seconds = sum(block.seconds for block in blocks)
            self._sound_taken[track] = self._sound_taken.get(track, 0.0) + seconds

        return count
