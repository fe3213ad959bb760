"""What the worker provides to a model."""

from __future__ import annotations

from typing import Any

from ..authoring.client import Client
from ..authoring.message import Message
from ..authoring.model import Loop, ModelBase
from ..errors import ReactorError
from .context import ModelContext
from .output_stream import OutputStream
from .presence import ViewerPresence


class ModelRuntime:
    """Implements ``Runtime`` for one model."""

    def __init__(
        self, model: ModelBase, context: ModelContext, output: OutputStream, device_id: int | None = None
    ) -> None:
        self.output = output
        self.device_id = device_id
        self.presence = ViewerPresence(context)
        self.loading = False
        """The model may warm up with the defaults of its state."""
        self._context = context
        self._name = type(model).__name__
        self._keeps_state = isinstance(model, Loop)

    @property
    def state(self) -> Any:
        context = self._context
        if context.contract.state_class is None:
            raise ReactorError(
                "bad_declaration",
                f"{self._name} reads self.state but declares no state; add the annotation state: MyState, "
                "where MyState extends State",
            )
        if context.state is not None:
            return context.state
        if self.loading or self._keeps_state:
            return context.idle_state
        raise ReactorError(
            "model_failed",
            f"{self._name} has no state between sessions; read it in a turn, a command's handler or a hook",
        )

    @property
    def clients(self) -> tuple[Client, ...]:
        with self._context.thread.lock:
            return tuple(self._context.clients.values())

    @property
    def stopping(self) -> bool:
        return self._context.stopping

    def send(self, message: Message) -> None:
        self._context.send(message)

    def emit(self, output: Any, compute_seconds: float | None, drop: bool) -> None:
        self.output.emit(output, compute_seconds, drop)

    async def aemit(self, output: Any, compute_seconds: float | None, drop: bool) -> None:
        await self.output.aemit(output, compute_seconds, drop)
