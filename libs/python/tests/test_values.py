"""What a command's values are checked for, and what the model gets of them."""

from __future__ import annotations

import json
from typing import Any

import pytest
from models.fields import FieldState, Mood, Pose

from reactor_worker import InputField, UploadedFile
from reactor_worker.authoring.input_field import MISSING
from reactor_worker.contract.encode_input import encode_input
from reactor_worker.contract.field import Field
from reactor_worker.contract.field_reader import FieldReader
from reactor_worker.contract.field_values import hydrate, initial_value
from reactor_worker.contract.problems import DeclarationProblems
from reactor_worker.contract.value_check import value_problems

FIELDS = {field.name: field for field in FieldReader(DeclarationProblems()).read_state(FieldState)}


def field_of(annotation: Any, default: Any = MISSING) -> Field:
    problems = DeclarationProblems()
    field = FieldReader(problems).read("test", "f", annotation, default)
    problems.raise_if_any("test")
    assert field is not None
    return field


def problems_of(field: Field, value: Any) -> list[str]:
    return [problem["message"] for problem in value_problems(field, value, "f", hydrate)]


def even(value: int) -> None:
    if value % 2:
        raise ValueError("must be even")


@pytest.mark.parametrize(
    ("annotation", "default", "value", "message"),
    [
        (str, MISSING, 5, "f must be a string (got 5)"),
        (float, MISSING, True, "f must be a number (got true)"),
        (int, MISSING, 2.5, "f must be an integer (got 2.5)"),
        (bool, MISSING, 1, "f must be true or false (got 1)"),
        (list, MISSING, "a", 'f must be an array (got "a")'),
        (list[int], MISSING, [1, 2, "x", "y"], 'f[2] must be an integer (got "x")'),
        (dict, MISSING, [], "f must be an object (got an array)"),
        (dict[str, float], MISSING, {"left": None}, "f.left must be a number (got null)"),
        (Pose, MISSING, {"x": 2}, "f.x must be at most 1 (got 2)"),
        (float, InputField(ge=0), -1, "f must be at least 0 (got -1)"),
        (float, InputField(le=2), 5, "f must be at most 2 (got 5)"),
        (float, InputField(gt=0), 0, "f must be above 0 (got 0)"),
        (float, InputField(lt=1), 1, "f must be below 1 (got 1)"),
        (float, InputField(multiple_of=0.1), 0.25, "f must be a multiple of 0.1 (got 0.25)"),
        (str, InputField(max_length=3), "abcd", "f must have at most 3 characters (got 4)"),
        (list, InputField(min_length=1), [], "f must have at least 1 item (got 0)"),
        (dict, InputField(max_length=0), {"a": 1}, "f must have at most 0 keys (got 1)"),
        (str, InputField(choices=["a", "b"]), "c", 'f must be one of a, b (got "c")'),
        (Mood, MISSING, 3, "f must be one of 1, 2 (got 3)"),
        (str, InputField(pattern="^#[0-9a-f]{6}$"), "red", 'f must match /^#[0-9a-f]{6}$/ (got "red")'),
        (str, InputField(secret=True, max_length=1), "abc", "f must have at most 1 character"),
        (int, InputField(validate=even), 3, "f must be even"),
        (str, MISSING, None, "f must be a string (got null)"),
    ],
)
def test_refuses_with_the_text_of_the_reference(annotation: Any, default: Any, value: Any, message: str) -> None:
    assert problems_of(field_of(annotation, default), value) == [message]


def test_cuts_a_long_value_off() -> None:
    assert problems_of(field_of(int), "x" * 99) == [f'f must be an integer (got "{"x" * 39}…)']


@pytest.mark.parametrize(
    ("annotation", "default", "value"),
    [
        (int, MISSING, 2.0),
        (float, MISSING, 3),
        (float | None, InputField(ge=1), None),
        (float, InputField(multiple_of=0.1), 0.3),
        (list, MISSING, [{"a": [None]}]),
        (int, InputField(validate=even), 4),
        (str, InputField(max_length=2), "😀😀"),
    ],
)
def test_accepts_what_fits(annotation: Any, default: Any, value: Any) -> None:
    assert problems_of(field_of(annotation, default), value) == []


@pytest.mark.parametrize(
    ("annotation", "value", "expected"),
    [
        (int, 2.0, 2),
        (float, 3, 3.0),
        (Mood, 1, Mood.CALM),
        (list[Mood], [2, 1], [Mood.WILD, Mood.CALM]),
        (dict[str, Pose], {"a": {"x": 1}}, {"a": Pose(1.0, 0.0, [])}),
        (Pose | None, None, None),
    ],
)
def test_the_model_gets_what_it_declared(annotation: Any, value: Any, expected: Any) -> None:
    found = hydrate(field_of(annotation), value)
    assert found == expected
    assert type(found) is type(expected)


def test_defaults_are_shared_with_nothing() -> None:
    first, second = initial_value(FIELDS["pose"]), initial_value(FIELDS["pose"])
    first.marks.append("x")
    assert second == Pose(0.5, 0, []) == FieldState.pose
    assert initial_value(FIELDS["sizes"]) is not initial_value(FIELDS["sizes"])


@pytest.mark.parametrize("name", ["prompt", "speed", "mood", "quality", "sizes", "weights", "pose", "note"])
def test_a_value_comes_back_as_it_was_sent(name: str) -> None:
    field = FIELDS[name]
    encoded = encode_input(field, initial_value(field))
    assert encoded == {"value": field.fallback}
    assert json.loads(json.dumps(encoded["value"])) == field.fallback


@pytest.mark.parametrize(
    ("name", "value", "expected"),
    [
        ("prompt", object(), {"withheld": "not_json"}),
        ("prompt", 5, {"withheld": "not_json"}),
        ("speed", float("nan"), {"withheld": "not_json"}),
        ("speed", True, {"withheld": "not_json"}),
        ("sizes", list(range(5_000)), {"withheld": "too_large"}),
        ("pose", {"x": 1}, {"withheld": "not_json"}),
        ("image", "path", {"withheld": "not_json"}),
        ("image", None, {"value": None}),
    ],
)
def test_says_why_a_value_is_not_reported(name: str, value: Any, expected: dict[str, Any]) -> None:
    assert encode_input(FIELDS[name], value) == expected


def test_a_file_is_reported_without_its_place(tmp_path: Any) -> None:
    file = UploadedFile("a.png", "image/png", "image/gif", 3, tmp_path / "secret")
    assert encode_input(FIELDS["image"], file) == {"value": {"name": "a.png", "mime_type": "image/png", "size": 3}}
