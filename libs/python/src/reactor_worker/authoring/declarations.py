"""The decorators that mark methods and classes; they return what they decorate."""

from __future__ import annotations

import inspect
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Literal, TypeVar, overload

from .input_field import MISSING, FieldOptions
from .message import Message

F = TypeVar("F", bound=Callable[..., Any])
C = TypeVar("C", bound=type)

HookKind = Literal["sessionStarted", "sessionEnded", "connected", "disconnected", "fileUploaded"]

_COMMAND = "__reactor_command__"
_HOOK = "__reactor_hook__"
_MODEL = "__reactor_model__"


@dataclass(frozen=True)
class CommandOptions:
    """What ``command`` was given, and the handler's signature as it was written."""

    signature: inspect.Signature
    name: str | None
    description: str | None
    dedupe: bool
    ui: Mapping[str, Any] | None


@dataclass(frozen=True)
class ModelOptions:
    """What ``model`` was given; see there."""

    fps: float | None = None
    buffer_size: int | None = None
    description: str | None = None
    version: str | None = None
    messages: Sequence[type[Message]] = ()


@overload
def command(handler: F, /) -> F: ...
@overload
def command(
    *,
    name: str | None = None,
    description: str | None = None,
    dedupe: bool = False,
    ui: Mapping[str, Any] | None = None,
) -> Callable[[F], F]: ...
def command(
    handler: F | None = None,
    /,
    *,
    name: str | None = None,
    description: str | None = None,
    dedupe: bool = False,
    ui: Mapping[str, Any] | None = None,
) -> F | Callable[[F], F]:
    """Make a method callable by clients; it may be ``async``.

    Each parameter with a type is an argument, with its default or ``InputField``; one of type ``Client`` is the caller.
    The returned ``Message`` is the reply, and the return annotation declares it. Without ``description`` the first
    paragraph of the docstring is used; without ``name`` the method's.

    With ``dedupe``, of several calls that wait for the model only the newest runs; the others are answered as done,
    without a reply. ``ui`` says how a person plays it on the picture: see the guide of the playground.

    Raise ``CommandError(code, message)`` to refuse a call. For any other error the caller gets ``internal_error``, and
    the log has the traceback.
    """

    def mark(method: F) -> F:
        signature = inspect.signature(method)
        setattr(method, _COMMAND, CommandOptions(signature, name, description, dedupe, ui))
        _unwrap_defaults(method)
        return method

    return mark if handler is None else mark(handler)


def _unwrap_defaults(method: Any) -> None:
    """Let the author's own calls of the handler use the defaults that ``InputField`` names."""
    if getattr(method, "__defaults__", None):
        method.__defaults__ = tuple(_plain(value) for value in method.__defaults__)
    if getattr(method, "__kwdefaults__", None):
        method.__kwdefaults__ = {name: _plain(value) for name, value in method.__kwdefaults__.items()}


def _plain(default: Any) -> Any:
    is_field = isinstance(default, FieldOptions) and default.default is not MISSING
    return default.default if is_field else default


def _hook(kind: HookKind, method: F) -> F:
    setattr(method, _HOOK, kind)
    return method


def on_session_started(method: F) -> F:
    """Call it when a session begins: the state is new, and there is no client yet."""
    return _hook("sessionStarted", method)


def on_session_ended(method: F) -> F:
    """Call it after the last turn of a session; the state still exists, the clients do not."""
    return _hook("sessionEnded", method)


def on_connected(method: F) -> F:
    """Call it with the ``Client`` that joined, before the first of its commands."""
    return _hook("connected", method)


def on_disconnected(method: F) -> F:
    """Call it with the ``Client`` that left, while the session continues."""
    return _hook("disconnected", method)


def on_file_uploaded(method: F) -> F:
    """Call it with the ``UploadedFile`` that a client reported, and the ``Client``."""
    return _hook("fileUploaded", method)


@overload
def model(cls: C, /) -> C: ...
@overload
def model(
    *,
    fps: float | None = None,
    buffer_size: int | None = None,
    description: str | None = None,
    version: str | None = None,
    messages: Sequence[type[Message]] = (),
) -> Callable[[C], C]: ...
def model(
    cls: C | None = None,
    /,
    *,
    fps: float | None = None,
    buffer_size: int | None = None,
    description: str | None = None,
    version: str | None = None,
    messages: Sequence[type[Message]] = (),
) -> C | Callable[[C], C]:
    """Declare a model: a class that extends ``Pipeline`` or ``Loop``.

    ===============  ==================================================================================================
    ``fps``          frames a second, 0.1 to 240; without it the rate follows from the model's work
    ``buffer_size``  frames that may be queued for the viewers, 1 to 1024; without it the server's option
    ``description``  one sentence for client developers; without it the first paragraph of the docstring
    ``version``      release tag, as ``v1.4.0``
    ``messages``     those that the model sends and that no command replies with
    ===============  ==================================================================================================
    """

    def mark(owner: C) -> C:
        setattr(owner, _MODEL, ModelOptions(fps, buffer_size, description, version, tuple(messages)))
        return owner

    return mark if cls is None else mark(cls)


def model_options(cls: type) -> ModelOptions:
    """Return what ``model`` was given for the class or its nearest base."""
    options = getattr(cls, _MODEL, None)
    return options if isinstance(options, ModelOptions) else ModelOptions()


def command_options(method: object) -> CommandOptions | None:
    """Return what ``command`` was given; None where the method is no command."""
    return getattr(method, _COMMAND, None)


def hook_kind(method: object) -> HookKind | None:
    """Return when the method is called; None where it is no hook."""
    kind: HookKind | None = getattr(method, _HOOK, None)
    return kind


M = TypeVar("M")


def attributes_of(cls: type) -> dict[str, Any]:
    """Every attribute of a class and its bases, in the order of declaration; a subclass's replaces its base's."""
    found: dict[str, Any] = {}
    for owner in reversed(cls.__mro__):
        found.update(vars(owner))
    return found


def marked_methods(cls: type, mark_of: Callable[[object], M | None]) -> list[tuple[str, Any, M]]:
    """Name, function and mark of each method that was decorated, in the order of declaration.

    A subclass that overrides a method without its decorator keeps the mark of the base.
    """
    found: dict[str, tuple[str, Any, M]] = {}
    for owner in reversed(cls.__mro__):
        for name, attribute in vars(owner).items():
            mark = mark_of(attribute)
            if mark is not None:
                found[name] = (name, attribute, mark)
    return list(found.values())


def first_paragraph(docstring: str | None) -> str | None:
    """Return the first paragraph of a docstring as one line; None where there is none."""
    if docstring is None:
        return None
    paragraph = inspect.cleandoc(docstring).split("\n\n", 1)[0]
    return " ".join(paragraph.split()) or None
