"""A model with every kind of field."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from enum import Enum
from typing import Annotated, Any, Literal

from reactor_worker import Idle, InputField, Message, MessageField, Pipeline, State, UploadedFile, command, model


class Mood(Enum):
    CALM = 1
    WILD = 2


@dataclass
class Pose:
    x: Annotated[float, InputField(ge=-1, le=1)]
    head_turn: Annotated[float, InputField(ge=-180, le=180)] = 0
    marks: list[str] = field(default_factory=list)


class Figures(Message):
    """What it counts."""

    count: int
    mean: float | None = None
    names: list[str] = []
    pose: Pose | None = None
    mood: Mood = Mood.CALM
    anything: Any = None
    kind: str = MessageField(default="a", choices=["a", "b"], description="Which.", name="sort")


class FieldState(State):
    prompt: str = InputField("a", max_length=9, pattern="^a", moderate=True, ui={"order": 1})
    speed: float = InputField(1, ge=0, le=10, step=0.5, examples=[1, 2.5])
    api_key: str = InputField("", secret=True)
    score: UploadedFile | None
    image: UploadedFile
    mood: Mood = Mood.WILD
    quality: Literal["low", "high"] | None = None
    sizes: list[Annotated[int, InputField(ge=1)]] = InputField([1, 2], max_length=3)
    weights: dict[str, float] = InputField({}, description="By name.")
    pose: Pose = Pose(0.5)
    note: str | None = "x"
    even: int = InputField(2, multiple_of=2, gt=0, lt=100)


@model(version="v1.4.0", buffer_size=2, description="Every kind.", messages=[Figures])
class Fields(Pipeline):
    state: FieldState

    def inference(self) -> Iterator[Any]:
        yield Idle

    @command(dedupe=True, description="Sets the volume.")
    def set_volume(self, volume: float = InputField(0.5, le=1)) -> None:
        pass

    @command(name="set_prompt", ui={"component": "pointer"})
    def say(self, prompt: str, loud: bool = False) -> Figures | None:
        pass
