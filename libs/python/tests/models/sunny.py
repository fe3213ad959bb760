"""A model with a state, a command, messages and hooks."""

from __future__ import annotations

from collections.abc import Iterator
from enum import Enum
from typing import Literal

import numpy as np

from reactor_worker import (
    Client,
    CommandError,
    InputField,
    Message,
    MessageField,
    Pipeline,
    State,
    command,
    model,
    on_connected,
    on_disconnected,
    on_session_ended,
    on_session_started,
)


class Weather(Enum):
    SUN = "sun"
    RAIN = "rain"


class Looked(Message):
    """Where the sun stands."""

    height: float
    by: int | None = None


class Greeting(Message):
    text: str = MessageField(default="hello", description="What to say.")


class SunnyState(State):
    prompt: str = InputField("a meadow", max_length=20, description="What the picture shows.")
    level: int = InputField(0, ge=0, le=255)
    weather: Weather = Weather.SUN
    mode: Literal["wash", "ink"] | None = None
    token: str = InputField("", secret=True)
    tags: list[str] = []
    _turns: int = 0


@model(fps=30, messages=[Greeting])
class Sunny(Pipeline):
    """A sun over
    a sea.

    It moves.
    """

    state: SunnyState

    def inference(self) -> Iterator[np.ndarray]:
        try:
            while True:
                self.state._turns += 1
                yield np.full((48, 64, 3), self.state.level, np.uint8)
        finally:
            print("closed")

    @command
    def look(self, height: float = InputField(0.5, ge=0, le=1), *, client: Client) -> Looked:
        """Look up."""
        if height == 1:
            raise CommandError("too_high", "The sun is not there.")
        self.state.tags.append(str(height))
        return Looked(height=float(np.float32(height)), by=client.id)

    @command
    def fail(self) -> None:
        raise RuntimeError("no luck")

    @on_session_started
    def prepare(self) -> None:
        self.state.prompt = "prepared"

    @on_connected
    def greet(self, client: Client) -> None:
        client.send(Greeting())
        self.send(Greeting(text="all"))

    @on_disconnected
    def part(self, client: Client) -> None:
        self.send(Greeting(text=f"bye {client.id}"))

    @on_session_ended
    def leave(self) -> None:
        self.logger.info("%d turns", self.state._turns)
