"""Models that read what clients send, and emit batches and sound."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Iterator
from typing import Any

import numpy as np

from reactor_worker import (
    Audio,
    Client,
    Frame,
    Idle,
    InputClosed,
    Message,
    Pipeline,
    ReadTimeout,
    Samples,
    State,
    UploadedFile,
    Video,
    command,
    model,
    on_file_uploaded,
)


class Seen(Message):
    text: str


class StudioState(State):
    offset: int = 0
    overlay: UploadedFile


@model(fps=30, messages=[Seen])
class Mirror(Pipeline):
    """Shows the camera, brighter."""

    state: StudioState
    webcam = Video.input()

    def inference(self) -> Iterator[Frame]:
        while True:
            frame = self.webcam.read()
            picture = frame.rgb().astype(np.int16) + self.state.offset
            yield Frame(np.clip(picture, 0, 255).astype(np.uint8), metadata={"seen": frame.json()})

    @command
    async def show(self, image: UploadedFile, *, client: Client) -> Seen:
        return Seen(text=f"{image.name} {image.mime_type} {image.read_text()} {client.id}")

    @on_file_uploaded
    def note(self, file: UploadedFile, client: Client) -> None:
        client.send(Seen(text=f"{file.name} of {file.size} bytes"))


class Relay(Pipeline):
    """Passes pictures on as they came."""

    webcam = Video.input()

    def inference(self) -> Iterator[Frame]:
        while True:
            yield self.webcam.read()


@model(messages=[Seen])
class Patient(Pipeline):
    """Says how its reads end."""

    webcam = Video.input()

    def inference(self) -> Iterator[Any]:
        try:
            self.webcam.read(timeout=0.05)
        except ReadTimeout as error:
            self.send(Seen(text=str(error)))
        try:
            self.webcam.read()
        except InputClosed as error:
            self.logger.warning("%s", error)
            raise
        yield Idle


@model(fps=10)
class Film(Pipeline):
    """Batches, several tracks, sound."""

    main_video = Video.output()
    depth = Video.output(name="depth_map")
    voice = Audio.output(sample_rate=24_000)

    def inference(self) -> Iterator[Any]:
        while True:
            batch = np.stack([np.full((4, 6, 3), value, np.uint8) for value in (10, 20, 30)])
            tone = Samples(np.linspace(-1, 1, 7_200, dtype=np.float32), 24_000)
            yield {"main_video": batch, "depth": np.zeros((2, 2, 3), np.uint8), "voice": tone}
            yield {"main_video": [Frame(picture, metadata=b"raw") for picture in batch]}


@model(fps=25)
class Echo(Pipeline):
    """Repeats what the microphone hears."""

    microphone = Audio.input(sample_rate=16_000)
    voice = Audio.output()

    def inference(self) -> Iterator[Samples]:
        while True:
            yield Samples.join(self.microphone.read(2, mode="fifo"))


@model(fps=30)
class Both(Pipeline):
    """Waits for a picture and for sound at the same time."""

    webcam = Video.input()
    microphone = Audio.input()
    main_video = Video.output()
    voice = Audio.output()

    async def inference(self) -> AsyncIterator[Any]:
        while True:
            frame, sound = await asyncio.gather(self.webcam.aread(), self.microphone.aread())
            yield {"main_video": frame, "voice": sound}

    @command
    async def hello(self) -> Seen:
        await asyncio.sleep(0)
        return Seen(text="hello")


@model(fps=30)
class AsyncMirror(Pipeline):
    """The same with an async generator."""

    webcam = Video.input()

    async def inference(self) -> AsyncIterator[Any]:
        try:
            while True:
                yield (await self.webcam.aread()).rgb()
        finally:
            print("closed")

    @command
    async def hello(self) -> Seen:
        return Seen(text="hello")

    @command
    def block(self) -> Seen:
        return Seen(text=str(self.webcam.try_read()))
