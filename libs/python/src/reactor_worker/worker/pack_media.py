"""An emission as a message, with its pictures in the file of slots."""

from __future__ import annotations

from typing import Any

import numpy as np

from ..channel.framing import Bytes
from ..channel.limits import WIRE_SAMPLE_RATE
from ..channel.messages import BundleEntry, PictureEntry, SoundEntry
from ..channel.slot_file import SlotFile
from ..media.frame import Frame
from .emission import Bundle, Sound
from .model_thread import ModelThread


class MediaPacker:
    """Writes pictures into slots and names them; one that finds no room there becomes a part of the message."""

    def __init__(self, slots: SlotFile, thread: ModelThread) -> None:
        self._slots = slots
        self._lock = thread.lock
        self.pictures_in_parts = 0
        """Pictures that found no room in the file, since the start."""

    def pack(self, bundles: list[Bundle], turn: int, first_frame: int) -> tuple[list[BundleEntry], list[Bytes]]:
        """Entries of the bundles, and the parts that they name."""
        parts: list[Bytes] = []
        entries = [
            BundleEntry(
                frame=first_frame + i,
                turn=turn,
                video={name: self._picture(frame, parts) for name, frame in bundle.video.items()},
                audio={name: _sound(sound, parts) for name, sound in bundle.audio.items()},
            )
            for i, bundle in enumerate(bundles)
        ]
        return entries, parts

    def _picture(self, frame: Frame, parts: list[Bytes]) -> PictureEntry:
        with self._lock:
            slot = self._slots.take()
        data = memoryview(np.ascontiguousarray(frame.data)).cast("B")
        entry = PictureEntry(slot=slot, width=frame.width, height=frame.height)
        if frame.format == "rgb24":
            entry["format"] = "rgb24"
        if not self._slots.write(slot, data):
            self.pictures_in_parts += 1
            entry["part"] = _add(parts, data)
        if frame.metadata is not None:
            entry["metadata"] = _add(parts, frame.metadata)
        return entry


def _sound(sound: Sound, parts: list[Bytes]) -> SoundEntry:
    samples: Any = np.ascontiguousarray(sound, "<i2")
    part = _add(parts, memoryview(samples).cast("B") if samples.size else b"")
    return SoundEntry(sampleRate=WIRE_SAMPLE_RATE, channels=sound.shape[1], part=part)


def _add(parts: list[Bytes], content: Bytes) -> int:
    parts.append(content)
    return len(parts) - 1
