"""The client-settable state of a model of the Reactor Runtime."""

from __future__ import annotations

import dataclasses
import typing
from typing import Any

from ..authoring.input_field import FieldOptions
from ..contract.field import Field
from ..contract.field_schema import Json
from ..errors import ReactorError
from .installed import InputState, UploadedFile

_FILE = "#/components/schemas/ReactorUploadReference"


class StateFields:
    """The public fields of a model's state, and their defaults."""

    def __init__(self, model_class: type[Any]) -> None:
        """Raises ``bad_declaration`` where the state cannot be made: the Reactor Runtime would fail in each session."""
        self.defaults: Any = None
        """A state with every default; None where the model declares no state."""
        self.fields: tuple[Field, ...] = ()
        self.files: frozenset[str] = frozenset()
        """Names of the fields that are files."""
        owner = _state_class(model_class)
        if owner is None:
            return
        try:
            self.defaults = owner()
        except TypeError as error:
            raise ReactorError(
                "bad_declaration",
                f"{owner.__name__} cannot be made from its defaults ({error}), "
                "so no session could start; give each of its fields a default",
            ) from error
        names = [field.name for field in dataclasses.fields(owner) if not field.name.startswith("_")]
        hints = typing.get_type_hints(owner)
        self.files = frozenset(name for name in names if _is_file(hints[name]))
        self.fields = tuple(
            Field(name, name, "any", FieldOptions(), nullable=True, required=False, fallback=None) for name in names
        )

    def live(self, model: Any) -> LiveState:
        """The values in the model's running session."""
        return LiveState(model, self.defaults)


class LiveState:
    """Reads the state that a model has now, as plain values; without a session, its defaults."""

    def __init__(self, model: Any, defaults: Any) -> None:
        self._model = model
        self._defaults = defaults

    def __getattr__(self, name: str) -> Any:
        state = self._model.state
        value = getattr(self._defaults if state is None else state, name)
        if isinstance(value, UploadedFile):
            return {"name": value.name, "mime_type": value.mime_type, "size": value.size}
        if dataclasses.is_dataclass(value) and not isinstance(value, type):
            return dataclasses.asdict(value)
        return value


def takes_file(schema: Json) -> bool:
    """Whether a value is an uploaded file, or may be one."""
    return schema.get("$ref") == _FILE or any(one.get("$ref") == _FILE for one in schema.get("anyOf", []))


def _state_class(model_class: type[Any]) -> type[Any] | None:
    try:
        found = typing.get_type_hints(model_class).get("state")
    except Exception:
        # What cannot be read there has no commands either; the Reactor Runtime warns of it.
        return None
    return found if isinstance(found, type) and issubclass(found, InputState) else None


def _is_file(annotation: Any) -> bool:
    return annotation is UploadedFile or UploadedFile in typing.get_args(annotation)
