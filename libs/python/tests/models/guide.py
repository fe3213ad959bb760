"""The examples of docs/guides/python.md."""

# ruff: noqa: I001, E402

from __future__ import annotations

import asyncio

# #region state
from dataclasses import dataclass
from typing import Annotated, Literal

from reactor_worker import InputField, State, UploadedFile


@dataclass
class Camera:
    x: Annotated[float, InputField(ge=-1, le=1)] = 0
    zoom: Annotated[float, InputField(gt=0, le=8)] = 1


class FilmState(State):
    prompt: str = InputField("a meadow", max_length=400, moderate=True, description="What it shows")
    quality: Literal["draft", "final"] = "draft"
    seeds: list[Annotated[int, InputField(ge=0)]] = InputField([1, 2, 3], max_length=8)
    camera: Camera = Camera()
    style: UploadedFile | None  # a picture that a client uploaded
    negative: str | None = None
    _latents: list[float] = []  # the model's own: clients never see it


# #endregion

# #region film
from collections.abc import Iterator
from pathlib import Path

import numpy as np
from reactor_worker import Client, CommandError, Frame, Message, MessageField, Pipeline
from reactor_worker import command, model, on_connected, on_session_ended


class ChunkDone(Message):
    """A chunk of the film is made."""

    index: int = MessageField(description="From 1 in each session.")
    warnings: list[str] = []


class Placed(Message):
    count: int


@model(messages=[ChunkDone])
class Film(Pipeline):
    """Makes a film of what you type, eight pictures at a time."""

    state: FilmState

    def load(self, config: Path | None) -> None:
        self.trees: list[tuple[float, float]] = []

    def inference(self) -> Iterator[list[Frame]]:
        index = 0
        while True:
            index += 1
            pictures = self.generate(self.state.prompt)  # (8, height, width, 3), from 0 to 1
            yield [frame.with_metadata({"chunk": index}) for frame in Frame.batch(pictures, range=(0, 1))]
            self.send(ChunkDone(index=index))

    def generate(self, prompt: str) -> np.ndarray:
        return np.random.default_rng(len(prompt)).random((8, 90, 160, 3), np.float32)

    @command
    def place_tree(
        self, x: float = InputField(0.5, ge=0, le=1), y: float = InputField(0.5, ge=0, le=1), *, client: Client
    ) -> Placed:
        """Puts a tree somewhere."""
        if len(self.trees) >= 2:
            raise CommandError("too_many_trees", "There is no room for another tree.")
        self.trees.append((x, y))
        self.logger.info("a tree of %d", client.id)
        return Placed(count=len(self.trees))

    @on_connected
    def greet(self, client: Client) -> None:
        client.send(ChunkDone(index=0, warnings=["It starts from nothing."]))

    @on_session_ended
    def clear(self) -> None:
        self.trees = []


# #endregion

# #region camera
from typing import Any

from reactor_worker import Audio, Samples, Video


@model(fps=30)
class Mirror(Pipeline):
    """Your camera, upside down, and what it hears."""

    webcam = Video.input()
    microphone = Audio.input(sample_rate=16_000)
    main_video = Video.output()
    main_audio = Audio.output()

    def inference(self) -> Iterator[Any]:
        while True:
            picture = self.webcam.read().rgb()  # commands and hooks run while it waits
            heard = self.microphone.drain()
            yield {"main_video": picture[::-1], "main_audio": Samples.join(heard) if heard else None}


# #endregion

# #region loop
from reactor_worker import Loop


@model(fps=25)
class Clock(Loop):
    """Emits when it wants to."""

    def run(self) -> None:
        while True:
            self.connected.wait()  # waits while there is no viewer
            self.emit(np.full((48, 64, 3), 128, np.uint8))  # waits while there is no room


# #endregion

# #region async
from collections.abc import AsyncIterator


@model(fps=30)
class Remote(Pipeline):
    """Asks another service for each picture."""

    webcam = Video.input()

    async def inference(self) -> AsyncIterator[Any]:
        while True:
            frame = await self.webcam.aread()
            yield await self.restyle(frame.rgb())

    @command
    async def warm_up(self) -> None:
        await self.restyle(np.zeros((4, 4, 3), np.uint8))

    async def restyle(self, picture: np.ndarray) -> np.ndarray:
        await asyncio.sleep(0)
        return 255 - picture


# #endregion


# #region gpu
class Painter(Pipeline):
    def load(self, config: Path | None) -> None:
        self.device = f"cuda:{self.device_id or 0}"
        self.logger.info("it paints on %s", self.device)
        # #endregion

    def inference(self) -> Iterator[Any]:
        yield None
