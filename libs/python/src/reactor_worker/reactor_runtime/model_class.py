"""What the author's class declares."""

from __future__ import annotations

import typing
from collections.abc import Iterable
from typing import Any

from ..contract.model_contract import ModelContract as Declared
from ..contract.model_contract import Track
from ..errors import ReactorError
from .installed import MediaInput, ModelContract, ReactorApp, ReactorCore
from .state_fields import StateFields


def checked_class(model_class: Any) -> type[Any]:
    """Return what an entry names. Raises ``bad_declaration`` where it is no class of the Reactor Runtime."""
    if isinstance(model_class, type) and issubclass(model_class, ReactorApp):
        return model_class
    name = getattr(model_class, "__name__", repr(model_class))
    raise ReactorError(
        "bad_declaration",
        f"{name} is no class of the Reactor Runtime; derive it from ReactorApp, "
        "or leave runtime out in pythonModel() where it was written for reactor_worker",
    )


def declared_fps(model_class: type[Any]) -> float | None:
    """The rate that the author's class, or one between it and the Reactor Runtime's own, declares."""
    for owner in model_class.__mro__:
        if owner is ReactorCore:
            return None
        if "fps" in vars(owner):
            return float(model_class.fps)
    return None


def declared_output(
    name: str,
    model_class: type[Any],
    contract: ModelContract,
    state: StateFields,
    fps: float | None,
    buffer_size: int | None,
) -> Declared:
    """The model as far as its output and its state are concerned."""
    return Declared(
        name=name,
        model_class=model_class,
        description=None,
        version=None,
        fps=fps,
        buffer_size=buffer_size,
        tracks=tuple(
            Track(track.name, track.name, track.kind.value, track.direction.value, int(track.rate) or None)
            for track in contract.tracks.values()
            if track.direction.value == "out"
        ),
        state_class=None,
        state_fields=state.fields,
        commands={},
        messages={},
        hooks={},
    )


def input_buffers_of(model: Any, tracks: Iterable[str]) -> list[Any]:
    """The buffers of a model's inputs."""
    for attribute, holder in typing.get_type_hints(type(model)).items():
        if isinstance(holder, type) and issubclass(holder, MediaInput):
            inputs = getattr(model, attribute)
            return [getattr(inputs, name) for name in tracks if hasattr(inputs, name)]
    return []
