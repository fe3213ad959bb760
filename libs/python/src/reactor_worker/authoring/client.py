"""``Client``: who is in the session."""

from __future__ import annotations

from collections.abc import Callable

from .message import Message


class Client:
    """One client of the session, as the model sees it."""

    def __init__(self, client_id: int, joined_at: float, deliver: Callable[[Message], None]) -> None:
        self.id = client_id
        """Stays the same while it reconnects."""
        self.joined_at = joined_at
        """When it joined, in seconds since 1970-01-01 (``time.time()``)."""
        self._deliver = deliver

    def send(self, message: Message) -> None:
        """Send to this client alone. Sending to one that has left is no error: the message is dropped."""
        self._deliver(message)

    def __repr__(self) -> str:
        return f"<Client {self.id}>"
