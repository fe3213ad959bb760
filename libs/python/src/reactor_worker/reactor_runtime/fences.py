"""Tells when the model has handled all that was sent to it so far."""

from __future__ import annotations

import itertools
import threading
from collections.abc import Callable

from .installed import ConnId, ModelBridge, StepRefusal

_NOBODY = ConnId(0)
"""Connection of no client."""


class Fences:
    """The Reactor Runtime says of no event when it was handled.

    But a request for a step waits in the same queue, and is refused with its id when its turn comes, because the
    server's sessions are never stepped.
    """

    def __init__(self, bridge: ModelBridge) -> None:
        self._bridge = bridge
        self._ids = itertools.count(1)
        self._lock = threading.Lock()
        self._calls: dict[str, Callable[[], None]] = {}

    def after_all(self, call: Callable[[], None]) -> None:
        """Call it, on the model's thread, when everything before has been handled. It must not raise."""
        request = f"fence-{next(self._ids)}"
        with self._lock:
            self._calls[request] = call
        self._bridge.submit_step((), {}, conn_id=_NOBODY, request_id=request)

    def reached(self, refusal: StepRefusal) -> None:
        """The model refused a step."""
        with self._lock:
            call = self._calls.pop(refusal.request_id, None)
        if call is not None:
            call()
