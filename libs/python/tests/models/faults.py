"""Models that go wrong."""

from __future__ import annotations

import os
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import numpy as np

from reactor_worker import (
    Frame,
    Idle,
    InputField,
    Message,
    Pipeline,
    State,
    command,
    model,
    on_connected,
    on_session_started,
)


class Odd(Message):
    value: Any


class FaultState(State):
    fault: str = "none"


@model(fps=30, messages=[Odd])
class Faulty(Pipeline):
    """Fails in the way that its state names."""

    state: FaultState

    def inference(self) -> Iterator[Any]:
        while True:
            yield self.fault(self.state.fault)

    def fault(self, name: str) -> Any:
        match name:
            case "raise":
                raise RuntimeError("no paint\nleft")
            case "exit":
                sys.exit("leaving")
            case "recursion":
                return self.fault(name)
            case "memory":
                raise MemoryError
            case "os_exit":
                os._exit(7)
            case "text":
                return "a picture"
            case "track":
                return {"other": None}
            case "shape":
                return np.zeros((3, 48, 64), np.uint8)
            case "dtype":
                return np.zeros((48, 64, 3), np.int64)
            case "floats":
                return np.zeros((48, 64, 3), np.float32)
            case "size":
                return Frame.from_i420(np.zeros(48_000, np.uint8), 24_000, 1)
            case "batches":
                return []
        return Idle

    @command
    def odd(self) -> None:
        self.send(Odd(value=np.zeros(2)))

    @command
    def unlisted(self) -> None:
        self.send(Unlisted(text="x"))

    @command
    def bad_reply(self) -> Odd | None:
        return "text"  # type: ignore[return-value]

    @command
    def leave(self) -> None:
        sys.exit(3)

    @command
    def slow_pattern(self, text: str = InputField("a", max_length=100, pattern=r"^(a+)+$")) -> None:
        pass

    @command
    def broken_rule(self, text: str = InputField("a", validate=lambda value: {"a": 1}[value])) -> None:
        pass

    @on_connected
    def fail(self, client: object) -> None:
        raise RuntimeError("hook failed")


class Unlisted(Message):
    text: str


class LoadFails(Pipeline):
    def load(self, config: Path | None) -> None:
        raise OSError("no weights")

    def inference(self) -> Iterator[Any]:
        yield Idle


class BadState(State):
    value: int = 1

    def __init__(self) -> None:
        if self.value:
            raise RuntimeError("no state today")


class Refuses(Pipeline):
    state: BadState

    def inference(self) -> Iterator[Any]:
        yield Idle


class Nothing(Pipeline):
    """A generator without a yield."""

    def inference(self) -> Iterator[Any]:
        return
        yield


class NoGenerator(Pipeline):
    def inference(self) -> Iterator[Any]:
        return [1]  # type: ignore[return-value]


class Holds(Pipeline):
    """Never yields."""

    def inference(self) -> Iterator[Any]:
        while True:
            time.sleep(0.01)
        yield


class Stubborn(Pipeline):
    """Does not let its generator be closed."""

    def inference(self) -> Iterator[Any]:
        while True:
            try:
                yield Idle
            except GeneratorExit:
                print("not closed")


class Configured(Pipeline):
    """Warms up with its state and its configuration."""

    state: FaultState

    def load(self, config: Path | None) -> None:
        assert config is not None
        print(f"{config.read_text()} {self.state.fault}")
        self.state.fault = "changed"

    def inference(self) -> Iterator[Any]:
        yield Idle

    @on_session_started
    def tell(self) -> None:
        print(self.state.fault)
