"""Models with loops of their own."""

from __future__ import annotations

import asyncio

import numpy as np

from reactor_worker import InputClosed, Loop, Message, State, Video, command, model, on_session_ended


class Told(Message):
    text: str


class ClockState(State):
    shade: int = 1


@model(fps=25)
class Clock(Loop):
    """Emits while somebody watches."""

    state: ClockState

    def run(self) -> None:
        try:
            while True:
                self.connected.wait()
                self.emit(np.full((2, 2, 3), self.state.shade, np.uint8))
        finally:
            print("loop ended")

    @command
    def flush(self) -> Told:
        self.output.flush()
        self.output.fps = 12
        return Told(text=f"{self.output.fps:g}")

    @on_session_ended
    def leave(self) -> None:
        print("session ended")


@model(fps=25)
class AsyncClock(Loop):
    """The same in async code; commands run while it sleeps."""

    state: ClockState

    async def run(self) -> None:
        try:
            while True:
                await self.connected.await_client()
                await self.aemit(np.full((2, 2, 3), self.state.shade, np.uint8))
                await asyncio.sleep(3600)
        finally:
            print("loop ended")

    @command
    async def tell(self) -> Told:
        await asyncio.sleep(0)
        return Told(text=str(self.state.shade))


class Greedy(Loop):
    """Emits whether there is room or not."""

    def run(self) -> None:
        while True:
            self.connected.wait()
            self.emit(np.zeros((2, 2, 3), np.uint8), drop=True, compute_seconds=0.1)

    @command
    def dropped(self) -> Told:
        return Told(text=str(self.output.dropped))


class Parrot(Loop):
    """Reads a camera, over sessions."""

    webcam = Video.input()

    def run(self) -> None:
        while True:
            self.connected.wait()
            try:
                self.emit(self.webcam.read().rgb())
            except InputClosed:
                print("input closed")


class Returns(Loop):
    def run(self) -> None:
        self.connected.wait()


class Raises(Loop):
    def run(self) -> None:
        self.connected.wait()
        raise RuntimeError("out of paint")


class Blocking(Loop):
    webcam = Video.input()

    async def run(self) -> None:
        await self.connected.await_client()
        self.webcam.read()
