"""The runtime's side of a loop's ``connected``."""

from __future__ import annotations

from ..errors import ShuttingDown
from .context import ModelContext


class ViewerPresence:
    """Implements ``Presence``."""

    def __init__(self, context: ModelContext) -> None:
        self._context = context

    def __bool__(self) -> bool:
        return self._context.connected

    def wait(self) -> None:
        self._context.wait(self._is_over)
        self._refuse_stopping()

    async def await_client(self) -> None:
        await self._context.await_ready(self._is_over)
        self._refuse_stopping()

    def _is_over(self) -> bool:
        return self._context.stopping or self._context.connected

    def _refuse_stopping(self) -> None:
        if self._context.stopping:
            raise ShuttingDown
