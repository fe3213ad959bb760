"""The manifest of a model, as the TypeScript side makes it of the same declarations."""

from __future__ import annotations

import enum
import json
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, Literal

import pytest
from models.fields import Fields

from reactor_worker import (
    Audio,
    Client,
    Idle,
    InputField,
    Loop,
    Message,
    Pipeline,
    ReactorError,
    State,
    UploadedFile,
    Video,
    command,
    model,
    on_connected,
)
from reactor_worker.contract.manifest import manifest_of
from reactor_worker.contract.read_model import read_model

FILE = {"$ref": "#/components/schemas/ReactorUploadReference"}
PLAIN = {"x-reactor-moderate": False}


def manifest(cls: type[Any] = Fields) -> dict[str, Any]:
    return manifest_of(read_model(cls, "fields"))


def parameters(name: str) -> dict[str, Any]:
    found: dict[str, Any] = next(command for command in manifest()["commands"] if command["name"] == name)["parameters"]
    return found


def test_has_the_options_of_the_model() -> None:
    found = manifest()
    assert {key: found[key] for key in ("name", "version", "description", "bufferSize", "tracks", "hooks")} == {
        "name": "fields",
        "version": "v1.4.0",
        "description": "Every kind.",
        "bufferSize": 2,
        "tracks": [{"name": "main_video", "kind": "video", "direction": "out"}],
        "hooks": {},
    }
    assert "fps" not in found


def test_has_the_inputs_with_their_first_values_and_none_of_a_secret_one() -> None:
    inputs = {one["name"]: one for one in manifest()["inputs"]}
    # A command that sets it has other arguments too, so nothing sets it by its name alone.
    assert inputs["prompt"] == {"name": "prompt", "kept": "state", "secret": False, "file": False, "initial": "a"}
    assert inputs["api_key"] == {
        "name": "api_key",
        "kept": "state",
        "command": "set_api_key",
        "secret": True,
        "file": False,
    }
    assert (inputs["image"]["file"], inputs["image"]["initial"]) == (True, None)
    assert inputs["pose"]["initial"] == {"x": 0.5, "head_turn": 0, "marks": []}
    assert inputs["mood"]["initial"] == 2
    assert inputs["volume"] == {
        "name": "volume",
        "kept": "command",
        "command": "set_volume",
        "secret": False,
        "file": False,
        "initial": 0.5,
    }


def test_the_schema_of_a_field_has_its_keys_in_the_order_of_the_contract() -> None:
    assert json.dumps(parameters("set_volume")) == json.dumps(
        {
            "type": "object",
            "properties": {"volume": {"type": "number", "default": 0.5, "maximum": 1, "x-reactor-moderate": False}},
        }
    )
    assert json.dumps(parameters("set_speed")["properties"]["speed"]) == json.dumps(
        {
            "type": "number",
            "default": 1,
            "minimum": 0,
            "maximum": 10,
            "examples": [1, 2.5],
            "x-reactor-moderate": False,
            "x-reactor-ui": {"step": 0.5},
        }
    )


@pytest.mark.parametrize(
    ("field", "schema"),
    [
        ("api_key", {"type": "string", "default": "", "writeOnly": True, **PLAIN}),
        ("score", {"anyOf": [FILE, {"type": "null"}], "default": None, **PLAIN}),
        ("image", {**FILE, **PLAIN}),
        ("mood", {"type": "integer", "default": 2, "enum": [1, 2], **PLAIN}),
        (
            "quality",
            {"anyOf": [{"type": "string", "enum": ["low", "high"]}, {"type": "null"}], "default": None, **PLAIN},
        ),
        (
            "sizes",
            {"type": "array", "items": {"type": "integer", "minimum": 1}, "default": [1, 2], "maxLength": 3, **PLAIN},
        ),
        (
            "weights",
            {
                "type": "object",
                "additionalProperties": {"type": "number"},
                "default": {},
                "description": "By name.",
                **PLAIN,
            },
        ),
        (
            "pose",
            {
                "type": "object",
                "properties": {
                    "x": {"type": "number", "minimum": -1, "maximum": 1, **PLAIN},
                    "head_turn": {"type": "number", "default": 0, "minimum": -180, "maximum": 180, **PLAIN},
                    "marks": {"type": "array", "items": {"type": "string"}, "default": [], **PLAIN},
                },
                "required": ["x"],
                "default": {"x": 0.5, "head_turn": 0, "marks": []},
                **PLAIN,
            },
        ),
        ("note", {"anyOf": [{"type": "string"}, {"type": "null"}], "default": "x", **PLAIN}),
        (
            "even",
            {
                "type": "integer",
                "default": 2,
                "exclusiveMinimum": 0,
                "exclusiveMaximum": 100,
                "multipleOf": 2,
                **PLAIN,
            },
        ),
    ],
)
def test_the_schema_of_each_kind(field: str, schema: dict[str, Any]) -> None:
    found = parameters(f"set_{field}")
    assert found["properties"][field] == schema
    assert found.get("required", []) == (["image"] if field == "image" else [])


def test_has_the_commands_with_what_the_server_cannot_check() -> None:
    commands = {one["name"]: one for one in manifest()["commands"]}
    assert [*commands][:2] == ["set_volume", "set_prompt"]
    assert {name for name, one in commands.items() if one.get("rules")} == {"set_even"}
    assert (commands["set_volume"]["dedupe"], commands["set_volume"]["description"]) == (True, "Sets the volume.")
    assert (commands["set_prompt"]["reply"], commands["set_prompt"]["ui"]) == ("figures", {"component": "pointer"})
    assert commands["set_prompt"]["parameters"]["required"] == ["prompt"]


def test_has_the_messages_with_their_schemas() -> None:
    assert manifest()["messages"] == [
        {
            "name": "figures",
            "schemaName": "Figures",
            "description": "What it counts.",
            "schema": {
                "type": "object",
                "properties": {
                    "count": {"type": "integer"},
                    "mean": {"anyOf": [{"type": "number"}, {"type": "null"}], "default": None},
                    "names": {"type": "array", "items": {"type": "string"}, "default": []},
                    "pose": {
                        "anyOf": [
                            {
                                "type": "object",
                                "properties": {
                                    "x": {"type": "number"},
                                    "head_turn": {"type": "number", "default": 0},
                                    "marks": {"type": "array", "items": {"type": "string"}, "default": []},
                                },
                                "required": ["x"],
                            },
                            {"type": "null"},
                        ],
                        "default": None,
                    },
                    "mood": {"type": "integer", "enum": [1, 2], "default": 1},
                    "anything": {"default": None},
                    "sort": {"type": "string", "enum": ["a", "b"], "default": "a", "description": "Which."},
                },
                "required": ["count"],
            },
        }
    ]


class Tracks(Loop):
    voice = Audio.output(sample_rate=16_000)
    webcam = Video.input()
    depth = Video.output(name="depth_map")

    def run(self) -> None:
        pass

    @on_connected
    def greet(self, client: Client) -> None:
        pass


class MoreTracks(Tracks):
    def greet(self, client: Client) -> None:
        pass


def test_has_the_tracks_with_inputs_first_and_hooks_that_a_subclass_overrides() -> None:
    for cls in (Tracks, MoreTracks):
        found = manifest(cls)
        assert found["tracks"] == [
            {"name": "webcam", "kind": "video", "direction": "in"},
            {"name": "voice", "kind": "audio", "direction": "out", "sampleRate": 16_000},
            {"name": "depth_map", "kind": "video", "direction": "out"},
        ]
        assert found["hooks"] == {"connected": "greet"}


class Plain(Pipeline):
    def inference(self) -> Iterator[Any]:
        yield Idle


class Shade(enum.Enum):
    PAIR = (1, 2)


@dataclass
class Chain:
    next: Chain | None = None


class Reply:
    pass


class Twin(Message):
    wire_name = "twins"


class OtherTwin(Message):
    wire_name = "twins"


class WrongState(State):
    missing: int
    text: str = 5  # type: ignore[assignment]
    low: int = InputField(5, le=3)
    pair: Shade = Shade.PAIR
    either: int | str = 1
    Capital: int = 1
    chain: Chain = Chain()
    bound: str = InputField("a", ge=1)
    crossed: int = InputField(1, ge=3, le=0)
    anything: Any = 1
    file: UploadedFile = "x"  # type: ignore[assignment]
    letters: Literal["a", "b"] = InputField("a", choices=["c"])
    rule: int = InputField(1, validate=lambda value: 1 / (value - 1))
    untyped = InputField("a")
    keys: dict[int, str] = {}


class Wrong(Plain):
    state: WrongState
    own = InputField(1)
    first = Video.output(name="main")
    second = Video.output(name="main")

    @command
    def ping(self) -> None:
        pass

    @command
    def take(self, value, *rest: int) -> Reply:  # type: ignore[no-untyped-def] # noqa: ANN001
        return Reply()

    @on_connected
    def greet(self, client: Client) -> None:
        pass

    @on_connected
    def welcome(self, client: Client) -> None:
        pass


Wrong = model(fps=1000, buffer_size=0, messages=[Twin, OtherTwin, int])(Wrong)  # type: ignore[misc,list-item]


def test_names_every_mistake_with_its_place_and_the_fix() -> None:
    with pytest.raises(ReactorError) as raised:
        read_model(Wrong, "wrong")
    assert raised.value.code == "bad_declaration"
    text = str(raised.value)
    for mistake in (
        "Wrong: fps must be a number from 0.1 to 240 (got 1000)",
        "Wrong: buffer_size must be a number from 1 to 1024 (got 0)",
        "WrongState.missing: it has no value when a session starts; give it a default, or a type with | None",
        "WrongState.text: its default 5 does not fit its type; give one that does",
        "WrongState.low: its default is refused by its own rules: low must be at most 3 (got 5)",
        "WrongState.pair: its choices are [(1, 2)]; choices are texts or numbers, at least one",
        "WrongState.either: its type int | str is one of several; only … | None is possible, or a Literal",
        "WrongState.Capital: 'Capital' cannot be its name on the wire; use small letters",
        "Chain.next: Chain contains itself, which a schema cannot express",
        "WrongState.bound: ge applies to numbers, and it is a string; remove it or make it a number",
        "WrongState.crossed: ge 3 is above le 0; swap them",
        "WrongState.anything: its type is Any, which nothing can check; write a type",
        "WrongState.file: its default cannot be a file; use UploadedFile | None to make it optional",
        "WrongState.letters: its type names its choices already; remove choices",
        "WrongState.rule: its rules cannot be evaluated: ZeroDivisionError",
        "WrongState.untyped: it has no type; write one, as in name: str = InputField(…)",
        "WrongState.keys: the keys of a dict are texts; use dict[str, …]",
        "Wrong.own: a model has no fields of its own; move it to its State",
        "Wrong.second: two tracks are called 'main'; give one of them a name=",
        "Wrong.ping: 'ping' cannot be a command's name",
        "Wrong.take, parameter value: it has no type; write one",
        "Wrong.take, parameter rest: a command's parameters are passed by name; write each as an ordinary parameter",
        "Wrong.take: its reply is not a message; return None, or a class that extends Message",
        "Wrong.welcome: greet handles the same event; keep one of the two",
        "Wrong: messages has the class int; list classes that extend Message",
        "Wrong: two messages are named 'twins'; set wire_name on one of the classes",
    ):
        assert mistake in text, mistake


class NoInference(Pipeline):
    pass


class NoRun(Loop):
    pass


class Valued(Plain):
    state: WrongState = WrongState()


@pytest.mark.parametrize(
    ("cls", "text"),
    [
        (NoInference, "it has no inference(); add def inference(self) that yields once each turn"),
        (NoRun, "it has no run(); add def run(self) with a loop, or extend Pipeline"),
        (Valued, "Valued.state: it has a value; write the annotation alone: state: MyState"),
        (int, "the class int is no model"),
        (5, "5 is no model"),
    ],
)
def test_refuses_what_is_no_model(cls: Any, text: str) -> None:
    with pytest.raises(ReactorError, match=text.replace("(", r"\(").replace(")", r"\)")):
        read_model(cls, "x")


def test_a_handler_that_is_called_by_its_author_has_plain_defaults() -> None:
    class Own(Plain):
        @command
        def look(self, height: float = InputField(0.5), *, far: int = InputField(3)) -> tuple[float, int]:
            return height, far

    assert Own().look() == (0.5, 3)
