"""Pictures and sound of clients, for the model's input buffers."""

from __future__ import annotations

import queue
import threading
from collections.abc import Iterable
from typing import Any

import numpy as np

from ..channel.channel import Channel
from ..channel.messages import Message
from ..media.frame import Frame
from ..media.samples import Samples
from ..media.sound_track import SoundTrack
from .installed import InputFrame, ModelBridge, TrackKind


class ClientMedia:
    """Converts what clients send and pushes it, in a thread of its own: neither the model nor the messages wait for it.

    Pictures become RGB of shape (height, width, 3), sound becomes 16-bit samples of shape (1, count) at the rate of its
    track.
    """

    def __init__(self, bridge: ModelBridge, tracks: Iterable[Any], channel: Channel) -> None:
        self._bridge = bridge
        self._channel = channel
        inputs = [track for track in tracks if track.direction.value == "in"]
        self._sounds = {track.name: SoundTrack(int(track.rate)) for track in inputs if track.kind is TrackKind.AUDIO}
        self._evicted = {track.name: 0 for track in inputs}
        self._arrived: queue.SimpleQueue[tuple[Message, int]] = queue.SimpleQueue()
        threading.Thread(target=self._run, name="reactor media", daemon=True).start()

    @property
    def drops(self) -> list[dict[str, Any]]:
        """Media that the model will never read, by track and cause, since the start."""
        return [{"track": name, "cause": "queue_full", "frames": count} for name, count in self._evicted.items()]

    def take(self, message: Message, session: int) -> None:
        """Take a ``video`` or ``audio`` message of the session with this number. On any thread; never waits."""
        self._arrived.put((message, session))

    def _run(self) -> None:
        while True:
            message, session = self._arrived.get()
            frame = self._picture(message) if message["type"] == "video" else self._sound(message)
            track = message["track"]
            if frame is not None and track in self._evicted:
                self._evicted[track] += self._bridge.push_media(track, frame, session=session)
            self._channel.post({"type": "taken", "session": message["session"], "track": track})

    def _picture(self, message: Message) -> InputFrame:
        picture, *rest = message["parts"]
        frame = Frame.received(picture, message["width"], message["height"], None, None)
        metadata = bytes(rest[0]) if rest and rest[0] else None
        return InputFrame(frame.rgb(), metadata=metadata, capture_time_us=message.get("captureTimeUs") or None)

    def _sound(self, message: Message) -> InputFrame | None:
        sound = self._sounds.get(message["track"])
        samples = np.frombuffer(message["parts"][0], "<i2").reshape(-1, message["channels"])
        if sound is None or len(samples) == 0:
            return None
        heard = sound.take(Samples(samples.astype(np.int16), message["sampleRate"]).mono())
        return InputFrame(heard.reshape(1, -1)) if len(heard) > 0 else None
