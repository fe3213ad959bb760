"""``UploadedFile``: a client's file."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True)
class UploadedFile:
    """A client's file. Its bytes are on disk until the session ends; nothing is read before it is asked for."""

    name: str
    """As the client claims; never use it as a path."""
    mime_type: str
    """Detected from the bytes, or the claimed type where none is recognised."""
    claimed_mime_type: str
    size: int
    """Bytes."""
    path: Path
    """Where the bytes are until the session ends, under a name of the server's."""

    def read_bytes(self) -> bytes:
        """Read all of it."""
        return self.path.read_bytes()

    def read_text(self, encoding: str = "utf-8") -> str:
        """Read all of it as text."""
        return self.path.read_text(encoding)
