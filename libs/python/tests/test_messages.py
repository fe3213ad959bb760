"""What a model may send."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
from models.fields import Figures, Mood, Pose

from reactor_worker import Message, ReactorError
from reactor_worker.contract.encode_message import encode_message
from reactor_worker.contract.message_fields import read_message
from reactor_worker.contract.problems import DeclarationProblems

CONTRACT = {Figures: read_message(Figures, DeclarationProblems())}


def encode(message: Any) -> Any:
    return encode_message(CONTRACT, "sunny", message)


def test_sends_the_values_by_their_names_on_the_wire() -> None:
    message = Figures(count=np.int64(3), mean=np.float32(0.5), names=["a"], pose=Pose(1, 2), mood=Mood.WILD, kind="b")  # type: ignore[arg-type]
    assert encode(message) == {
        "type": "figures",
        "data": {
            "count": 3,
            "mean": 0.5,
            "names": ["a"],
            "pose": {"x": 1, "head_turn": 2, "marks": []},
            "mood": 2,
            "anything": None,
            "sort": "b",
        },
    }


def test_a_default_list_is_shared_with_nothing() -> None:
    Figures(count=1).names.append("x")
    assert Figures(count=1).names == []


@pytest.mark.parametrize(
    ("values", "text"),
    [
        ({"count": 1.5}, "Figures.count cannot be sent: it is 1.5 and is declared an integer"),
        ({"count": True}, "Figures.count cannot be sent: it is True and is declared an integer"),
        ({"count": None}, "Figures.count cannot be sent: it is None; send a value, or declare … | None"),
        ({"mean": float("inf")}, "Figures.mean cannot be sent: inf cannot be represented in JSON; send None"),
        ({"names": ["a", 1]}, "Figures.names[1] cannot be sent: it is 1 and is declared a string"),
        (
            {"names": np.zeros(2)},
            "Figures.names cannot be sent: it is a float64 array of shape (2,) and is declared an array",
        ),
        ({"pose": {"x": 1}}, "Figures.pose cannot be sent: it is a dict and is declared Pose"),
        ({"kind": "c"}, "Figures.kind cannot be sent: it is 'c' and must be one of a, b; send one of them"),
        ({"anything": {1: 2}}, "Figures.anything cannot be sent: its key 1 is no text; use texts as keys"),
        (
            {"anything": {"a": {1, 2}}},
            "Figures.anything.a cannot be sent: a set is not a plain value; send a list of it",
        ),
        ({"anything": b"x"}, "Figures.anything cannot be sent: bytes have no form in JSON; send a text"),
        (
            {"anything": np.zeros(2)},
            "Figures.anything cannot be sent: a float64 array of shape (2,) is not a plain value; send .tolist()",
        ),
        ({"anything": object()}, "Figures.anything cannot be sent: an object is not a plain value"),
        ({"anything": list(range(100_001))}, "a message has at most 100000 values; send fewer"),
    ],
)
def test_refuses_what_has_no_form_in_json_and_names_its_place(values: dict[str, Any], text: str) -> None:
    with pytest.raises(ReactorError) as raised:
        encode(Figures(**{"count": 1, **values}))
    assert raised.value.code == "unencodable"
    assert text in str(raised.value)


def test_refuses_what_contains_itself_or_is_too_deep() -> None:
    loop: list[Any] = []
    loop.append(loop)
    with pytest.raises(ReactorError, match="it contains itself"):
        encode(Figures(count=1, anything=loop))
    deep: list[Any] = []
    for _ in range(40):
        deep = [deep]
    with pytest.raises(ReactorError, match="nested deeper than 32 levels"):
        encode(Figures(count=1, anything=deep))


class Other(Message):
    pass


@pytest.mark.parametrize("message", [Other(), "text", None])
def test_refuses_what_is_no_message_of_the_model(message: Any) -> None:
    with pytest.raises(ReactorError, match="is not a message of sunny; list its class in @model"):
        encode(message)
