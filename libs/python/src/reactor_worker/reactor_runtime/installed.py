"""All that is used of the installed ``reactor-runtime``, 3.10 or newer and older than 4.

Its authors promise nothing for what is not exported by the package itself, so it is imported here only.
"""

from reactor_runtime import (
    InputFrame,
    InputState,
    MediaInput,
    ModelMessage,
    ReactorApp,
    UploadedFile,
)
from reactor_runtime.core.model import (
    ClientConnected,
    ClientDisconnected,
    EndReason,
    FileUploaded,
    SessionEnded,
    SessionStarted,
)
from reactor_runtime.core.values import CommandFailure, ConnId, MediaChunk, StepRefusal, TrackData, TrackKind
from reactor_runtime.interface.internal.bridge import CommandOutcome, ModelBridge
from reactor_runtime.interface.internal.reactor_core import MediaOps, ReactorCore
from reactor_runtime.interface.model.contract import ModelContract
from reactor_runtime.interface.pipeline import ReactorPipeline

__all__ = [
    "ClientConnected",
    "ClientDisconnected",
    "CommandFailure",
    "CommandOutcome",
    "ConnId",
    "EndReason",
    "FileUploaded",
    "InputFrame",
    "InputState",
    "MediaChunk",
    "MediaInput",
    "MediaOps",
    "ModelBridge",
    "ModelContract",
    "ModelMessage",
    "ReactorApp",
    "ReactorCore",
    "ReactorPipeline",
    "SessionEnded",
    "SessionStarted",
    "StepRefusal",
    "TrackData",
    "TrackKind",
    "UploadedFile",
]
