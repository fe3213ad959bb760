"""Real-time, interactive video models in Python, served by nestjs-reactor.

Extend ``Pipeline`` or ``Loop``; see ``docs/guides/python.md`` of nestjs-reactor.
"""

from ._version import __version__
from .authoring.client import Client
from .authoring.declarations import (
    command,
    model,
    on_connected,
    on_disconnected,
    on_file_uploaded,
    on_session_ended,
    on_session_started,
)
from .authoring.idle import Idle, IdleType
from .authoring.input_field import InputField
from .authoring.input_track import InputTrack
from .authoring.message import Message, MessageField
from .authoring.model import Loop, Pipeline
from .authoring.state import State
from .authoring.tracks import Audio, Video
from .authoring.uploaded_file import UploadedFile
from .errors import CommandError, InputClosed, ReactorError, ReadTimeout, ShuttingDown
from .media.frame import Frame
from .media.samples import Samples

__all__ = [
    "Audio",
    "Client",
    "CommandError",
    "Frame",
    "Idle",
    "IdleType",
    "InputClosed",
    "InputField",
    "InputTrack",
    "Loop",
    "Message",
    "MessageField",
    "Pipeline",
    "ReactorError",
    "ReadTimeout",
    "Samples",
    "ShuttingDown",
    "State",
    "UploadedFile",
    "Video",
    "__version__",
    "command",
    "model",
    "on_connected",
    "on_disconnected",
    "on_file_uploaded",
    "on_session_ended",
    "on_session_started",
]
