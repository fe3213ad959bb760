"""Reads fields from annotations and defaults."""

from __future__ import annotations

import copy
import dataclasses
import math
import typing
from collections.abc import Iterator, Mapping
from typing import Any, ClassVar, get_origin

from ..authoring.input_field import MISSING, FieldOptions
from ..authoring.wire_name import is_wire_name
from .encode_input import encode_input
from .field import Field, Kind
from .field_values import hydrate
from .problems import DeclarationProblems
from .type_shape import TypeShape, UnknownType, kind_of_choices, shape_of_type
from .value_check import value_problems

_BARE = FieldOptions()


class FieldReader:
    """Reads fields and notes their mistakes."""

    def __init__(self, problems: DeclarationProblems) -> None:
        self._problems = problems
        self._around: list[type[Any]] = []
        """Classes whose fields are being read, outermost first."""

    def read_state(self, owner: type[Any]) -> tuple[Field, ...]:
        """The public attributes of a state that have a type, those of its bases first."""
        fields = []
        for name, annotation in self.hints_of(owner).items():
            if name.startswith("_") or get_origin(annotation) is ClassVar or annotation is ClassVar:
                continue
            default = getattr(owner, name, MISSING)
            field = self.read(f"{owner.__name__}.{name}", name, annotation, default)
            if field is None:
                continue
            if field.required and field.kind != "file":
                self._problems.add(
                    f"{owner.__name__}.{name}",
                    "it has no value when a session starts; give it a default, or a type with | None",
                )
            fields.append(field)
        for name in vars(owner):
            if isinstance(vars(owner)[name], FieldOptions) and all(field.attribute != name for field in fields):
                self._problems.add(
                    f"{owner.__name__}.{name}", "it has no type; write one, as in name: str = InputField(…)"
                )
        self._refuse_twins(owner.__name__, fields)
        return tuple(fields)

    def hints_of(self, owner: Any, near: Mapping[str, Any] | None = None) -> dict[str, Any]:
        """The annotations of a class or a function, evaluated; none, and a mistake, where that is not possible."""
        try:
            return typing.get_type_hints(owner, localns=dict(near or {}), include_extras=True)
        except Exception as error:
            self._problems.add(
                getattr(owner, "__qualname__", str(owner)),
                f"its annotations cannot be read ({error}); define what they name at the top of the module",
            )
            return {}

    def read(self, where: str, attribute: str, annotation: Any, default: Any) -> Field | None:
        """One field; None, and a mistake, where its type is none of the wire's.

        ``default`` is a plain value, an ``InputField``, or ``MISSING``.
        """
        try:
            shape = shape_of_type(annotation)
            options = _options(shape, default)
            choices, kind = shape.choices, shape.kind
            if options.choices is not None:
                if choices is not None:
                    self._problems.add(where, "its type names its choices already; remove choices")
                choices = tuple(options.choices)
                kind = _kind_within(shape.kind, choices)
        except UnknownType as mistake:
            self._problems.add(where, str(mistake))
            return None
        name = options.name or attribute
        if kind == "any":
            self._problems.add(where, "its type is Any, which nothing can check; write a type")
        if not is_wire_name(name):
            self._problems.add(
                where,
                f"'{name}' cannot be its name on the wire; use small letters, digits and _, beginning with a letter",
            )
        for wrong in _option_mistakes(kind, options):
            self._problems.add(where, wrong)
        bare = self._inside(where, shape, kind, options, choices, name, attribute)
        field = bare
        if options.default is None and not shape.nullable:
            self._problems.add(where, "its default is None; add | None to its type")
        elif options.default is not MISSING and options.default is not None:
            field = dataclasses.replace(bare, fallback=self._in_json(where, bare, options.default, "its default"))
        return dataclasses.replace(field, examples=self._examples(where, field))

    def _inside(
        self,
        where: str,
        shape: TypeShape,
        kind: Kind,
        options: FieldOptions,
        choices: tuple[str | int | float, ...] | None,
        name: str,
        attribute: str,
    ) -> Field:
        return Field(
            name=name,
            attribute=attribute,
            kind=kind,
            options=options,
            nullable=shape.nullable,
            required=options.default is MISSING and not shape.nullable,
            fallback=None,
            choices=choices,
            enum=shape.enum,
            items=self._items(where, shape) if kind in ("array", "record") else None,
            owner=shape.owner,
            fields=() if shape.owner is None else self._read_dataclass(where, shape.owner),
        )

    def _items(self, where: str, shape: TypeShape) -> Field | None:
        if shape.items is Any:
            return None
        place = f"{where}, items"
        try:
            inner = shape_of_type(shape.items)
        except UnknownType as mistake:
            self._problems.add(place, str(mistake))
            return None
        if inner.kind == "file":
            self._problems.add(place, "a field holds one file; declare one field for each file")
        if inner.options is not None and (inner.options.default is not MISSING or inner.options.name is not None):
            self._problems.add(place, "items have neither a default nor a name; remove them")
        if inner.kind == "any":
            return None
        return self.read(place, "items", shape.items, MISSING)

    def _read_dataclass(self, where: str, owner: type[Any]) -> tuple[Field, ...]:
        if owner in self._around:
            self._problems.add(
                where, f"{owner.__name__} contains itself, which a schema cannot express; use a dict or a list of ids"
            )
            return ()
        self._around.append(owner)
        hints = self.hints_of(owner)
        fields = []
        for declared in dataclasses.fields(owner):
            if not declared.init or declared.name not in hints:
                continue
            default = declared.default
            if default is dataclasses.MISSING:
                default = MISSING
                if declared.default_factory is not dataclasses.MISSING:
                    default = declared.default_factory()
            place = f"{owner.__name__}.{declared.name}"
            field = self.read(place, declared.name, hints[declared.name], default)
            if field is not None and field.kind == "file":
                self._problems.add(place, f"a file cannot be inside {where}; declare it at the top level")
            if field is not None:
                fields.append(field)
        self._around.pop()
        if not fields:
            self._problems.add(where, f"{owner.__name__} declares no field; give it attributes with types")
        self._refuse_twins(owner.__name__, fields)
        return tuple(fields)

    def _examples(self, where: str, field: Field) -> tuple[Any, ...]:
        examples = field.options.examples or ()
        return tuple(self._in_json(where, field, example, "an example") for example in examples)

    def _in_json(self, where: str, field: Field, value: Any, what: str) -> Any:
        """An author's value in JSON. One that breaks the field's own rules would reach the model unchecked."""
        if field.kind == "file":
            self._problems.add(where, f"{what} cannot be a file; use UploadedFile | None to make it optional")
            return None
        encoded = encode_input(field, value)
        if "withheld" in encoded:
            self._problems.add(where, f"{what} {value!r} does not fit its type; give one that does")
            return None
        self._hold(where, field, encoded["value"], f"{what} is refused by its own rules")
        return encoded["value"]

    def _hold(self, where: str, field: Field, value: Any, refusal: str) -> None:
        try:
            found = value_problems(field, copy.deepcopy(value), field.attribute, hydrate)
            for problem in found:
                self._problems.add(where, f"{refusal}: {problem['message']}")
        except Exception as error:
            self._problems.add(where, f"its rules cannot be evaluated: {error!r}")

    def _refuse_twins(self, owner: str, fields: list[Field]) -> None:
        seen: dict[str, str] = {}
        for field in fields:
            if field.name in seen:
                self._problems.add(
                    f"{owner}.{field.attribute}",
                    f"{seen[field.name]} is called '{field.name}' on the wire too; rename one of them",
                )
            seen[field.name] = field.attribute


def _options(shape: TypeShape, default: Any) -> FieldOptions:
    """Those of the default where it is an ``InputField``, else those in ``Annotated`` with the plain default."""
    if isinstance(default, FieldOptions):
        return default
    options = shape.options or _BARE
    return options if default is MISSING else dataclasses.replace(options, default=default)


def _kind_within(declared: Kind, choices: tuple[Any, ...]) -> Kind:
    kind = kind_of_choices(choices)
    if kind == declared or (declared, kind) == ("number", "integer"):
        return declared
    raise UnknownType(f"its choices {list(choices)!r} do not fit its type, {declared}; change one of them")


def _option_mistakes(kind: Kind, options: FieldOptions) -> Iterator[str]:
    numbers = {
        "ge": options.ge,
        "le": options.le,
        "gt": options.gt,
        "lt": options.lt,
        "multiple_of": options.multiple_of,
        "step": options.step,
    }
    lengths = {"min_length": options.min_length, "max_length": options.max_length}
    given_numbers = [name for name, value in numbers.items() if value is not None]
    given_lengths = [name for name, value in lengths.items() if value is not None]
    if given_numbers and kind not in ("number", "integer"):
        yield f"{', '.join(given_numbers)} applies to numbers, and it is a {kind}; remove it or make it a number"
    if given_lengths and kind not in ("string", "array", "record"):
        yield f"{', '.join(given_lengths)} applies to texts, lists and dicts, and it is a {kind}; remove it"
    if options.pattern is not None and kind != "string":
        yield f"pattern applies to texts, and it is a {kind}; remove it"
    for name, value in numbers.items():
        if value is not None and (isinstance(value, bool) or not math.isfinite(value)):
            yield f"{name} must be a finite number (got {value})"
    for name, length in lengths.items():
        if length is not None and (not isinstance(length, int) or length < 0):
            yield f"{name} must be an integer from 0 (got {length})"
    if options.ge is not None and options.le is not None and options.ge > options.le:
        yield f"ge {options.ge} is above le {options.le}; swap them"
    if options.min_length is not None and options.max_length is not None and options.min_length > options.max_length:
        yield f"min_length {options.min_length} is above max_length {options.max_length}; swap them"
    for name in ("step", "multiple_of"):
        value = numbers[name]
        if value is not None and value <= 0:
            yield f"{name} must be above 0 (got {value})"
    choices = options.choices
    if choices is not None and len(set(choices)) < len(choices):
        yield f"choices has duplicates: {list(choices)!r}; list each value once"
