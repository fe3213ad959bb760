"""Models of the Reactor Runtime, in each of its styles."""

# mypy: disable-error-code="arg-type,misc,attr-defined,no-any-return,untyped-decorator,unused-ignore"

from __future__ import annotations

import asyncio
import enum
from collections.abc import AsyncIterator, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

import numpy as np
from reactor_runtime import (
    ApplicationError,
    Audio,
    ClientInfo,
    CommandError,
    Idle,
    InputField,
    InputState,
    MediaInput,
    MessageField,
    ModelMessage,
    Output,
    ReactorApp,
    ReactorModel,
    ReactorPipeline,
    StepOutcome,
    TrackPayload,
    UploadedFile,
    Video,
    connected,
    disconnected,
    event,
    file_uploaded,
    session_ended,
    session_started,
)


class Mood(enum.Enum):
    CALM = "calm"
    WILD = "wild"


@dataclass
class Spot:
    x: float
    y: float = 0.0


class Microphone(Audio):
    sample_rate = 24_000


class Inputs(MediaInput):
    webcam: Video
    mic: Microphone


class Picture(Output):
    main_video: Video
    main_audio: Audio


class Silent(Output):
    main_video: Video


class Greeting(ModelMessage):
    """Sent to who joins."""

    text: str


class Looked(ModelMessage):
    """What the model shows."""

    level: int = MessageField(description="Its brightness.")
    mood: Mood
    ratio: float
    names: list[str]


class GardenState(InputState):
    level: int = InputField(default=0, ge=0, le=255, description="Brightness of the picture.")
    mood: Mood = Mood.CALM
    prompt: str = InputField(default="a garden", max_length=20, moderate=True)
    note: str = None  # type: ignore[assignment]
    strength: float | None = InputField(default=None, ge=0, le=1)
    style: Literal["ink", "wash"] = "ink"
    paused: bool = False
    overlay: UploadedFile | None = None
    _seen: int = 0


def picture(level: int) -> np.ndarray:
    return np.full((48, 64, 3), level, np.uint8)


class Garden(ReactorApp):
    """A garden that is one colour."""

    fps = 30
    buffer_size = 1
    state: GardenState
    inputs: Inputs

    def load(self, config_path: Path | None) -> None:
        self.config = config_path
        self.heard: list[str] = []

    async def process_input(self) -> object:
        if self.state.paused:
            raise ApplicationError("paused")
        return self.state.level

    def generate(self, level: int) -> Picture:
        sound = np.full((2, 1600), 0.5, np.float32)
        return Picture(
            main_video=TrackPayload(picture(level), metadata={"level": level}),
            main_audio=sound,
        )

    async def process_output(self, outcome: StepOutcome) -> Output:
        if outcome.error is not None:
            raise outcome.error
        return outcome.result

    @event(name="look", description="Say what is shown.")
    def look(self, client: ClientInfo, times: int = InputField(default=1, ge=1)) -> Looked:
        assert client.id == 1001
        return Looked(level=self.state.level, mood=self.state.mood, ratio=np.float32(0.5), names=["a"] * times)

    @event(name="fail")
    def fail(self, how: Literal["code", "crash"] = "code") -> None:
        if how == "code":
            raise CommandError("not_now", "Try later.")
        raise RuntimeError("secret detail")

    @event(name="paint")
    def paint(self, image: UploadedFile, at: Spot | None = None) -> Looked:
        self.heard.append(f"{image.name} {image.mime_type} {image.data!r} {at}")
        return Looked(level=len(image.data), mood=Mood.WILD, ratio=0, names=self.heard)

    @event(name="unsendable")
    async def unsendable(self) -> Looked:
        return Looked(level=1, mood=Mood.CALM, ratio=float("nan"), names=[])

    @event(name="heard_so_far")
    async def heard_so_far(self) -> Looked:
        return Looked(level=0, mood=Mood.CALM, ratio=0, names=self.heard)

    @event(name="camera")
    async def camera(self) -> Looked:
        frames = self.inputs.webcam.try_read() or []
        sound = self.inputs.mic.try_read() or []
        found = [
            *(f"{f.data.shape} {f.data.dtype} {f.data.mean():.0f} {f.metadata!r} {f.capture_time_us}" for f in frames),
            *(f"{f.data.shape[0]} {f.data.dtype} {f.data.shape[1] > 0}" for f in sound),
        ]
        return Looked(level=len(found), mood=Mood.CALM, ratio=0, names=found)

    @event(name="flush_now")
    def flush_now(self) -> None:
        self.output.flush()
        self.output.fps = 12

    @session_started
    def prepare(self) -> None:
        self.state.prompt = "prepared"
        self.heard.append("started")

    @session_ended
    def finish(self) -> None:
        print(f"ended with level {self.state.level}", flush=True)

    @connected
    async def greet(self, client: ClientInfo) -> None:
        await client.send(Greeting(text=f"hello {client.id}"))

    @disconnected
    async def leave(self, client: ClientInfo) -> None:
        await self.send(Greeting(text=f"bye {client.id}"))

    @file_uploaded
    def received(self, uploaded_file: UploadedFile, client: ClientInfo) -> None:
        self.heard.append(f"upload {uploaded_file.name} of {client.id}")


class ValleyState(InputState):
    level: int = 7


class Valley(ReactorPipeline):
    """Batches of two, with the camera's pictures where there are any."""

    state: ValleyState
    inputs: Inputs

    def inference(self) -> Iterator[object]:
        try:
            yield Idle
            while True:
                batch = np.stack([picture(self.state.level), picture(self.state.level + 1)])
                yield Silent(main_video=TrackPayload(batch, metadata=[b"first", b"second"]))
        finally:
            print("closed", flush=True)


class Camera(ReactorPipeline):
    """Waits for a camera for ever."""

    state: ValleyState
    inputs: Inputs

    async def inference(self) -> AsyncIterator[object]:
        try:
            while True:
                (frame,) = await self.inputs.webcam.read()
                yield Silent(main_video=frame.data)
        finally:
            print("closed", flush=True)


class Looper(ReactorModel):
    """A loop of its own."""

    async def run(self) -> None:
        level = 0
        while True:
            await self.connected.wait()
            await self.emit(Silent(main_video=picture(level % 256)), drop=level == 1)
            level += 1

    @event(name="count")
    def count(self) -> None:
        pass


class Returns(ReactorApp):
    async def run(self) -> None:
        await asyncio.sleep(0)


class Crashes(ReactorApp):
    def generate(self, _input: object) -> Output:
        raise ValueError("no garden")


class WrongFrame(ReactorApp):
    def generate(self, _input: object) -> Output:
        return Silent(main_video=np.zeros((48, 64), np.uint8))


class RequiredState(InputState):
    needed: int


class NeedsState(ReactorApp):
    state: RequiredState

    def generate(self, _input: object) -> None:
        return None


class FailsToLoad(ReactorApp):
    def load(self, config_path: Path | None) -> None:
        raise OSError("no weights")


class BadBuffer(ReactorApp):
    buffer_size = 0


class Plain:
    pass


class Albums(ReactorApp):
    @event(name="show")
    def show(self, images: list[UploadedFile]) -> None:
        pass
