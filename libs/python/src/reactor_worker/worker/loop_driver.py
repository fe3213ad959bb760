"""Runs a model with a loop of its own."""

from __future__ import annotations

import asyncio
import inspect
from collections.abc import Awaitable
from typing import Any

from ..authoring.model import Loop
from ..errors import ReactorError
from .context import ModelContext, one_line
from .output_stream import OutputStream


class LoopDriver:
    """A loop that ends early, by returning or by raising, ends the model: nothing would be emitted again."""

    def __init__(self, model: Loop, context: ModelContext, output: OutputStream) -> None:
        self._model = model
        self._context = context
        self._output = output
        context.thread.tasks_first = True

    def session_begun(self) -> None:
        """The loop goes on."""

    def session_ending(self) -> None:
        """The loop goes on."""

    def run(self) -> None:
        """Run the loop until the worker is to end. On the model's thread."""
        context, thread = self._context, self._context.thread
        try:
            self._output.loop_begins()
            result = self._model.run()
            if inspect.isawaitable(result):
                result = thread.run(self._with_tasks(result))
            self._refuse_end(result)
        except BaseException as error:
            if context.stopping:
                context.logger.debug("run() ended at shutdown: %s", one_line(error))
            else:
                context.logger.error("the model ended: %s", one_line(error), exc_info=error)
                context.channel.post({"type": "fatal", "reason": one_line(error)})
        thread.wait(lambda: context.stopping)

    async def _with_tasks(self, running: Awaitable[Any]) -> Any:
        """Run commands and hooks whenever the loop awaits, and cancel it at shutdown: it may await anything."""
        context, thread = self._context, self._context.thread
        loop = asyncio.ensure_future(running)
        stopping = asyncio.ensure_future(thread.await_ready(lambda: context.stopping))
        pump = asyncio.ensure_future(thread.pump())
        try:
            await asyncio.wait([loop, stopping], return_when=asyncio.FIRST_COMPLETED)
            if not loop.done():
                loop.cancel()
            return await loop
        finally:
            stopping.cancel()
            pump.cancel()
            await asyncio.wait([stopping, pump])

    def _refuse_end(self, result: Any) -> None:
        returned = f"{type(self._model).__name__}.run() returned"
        if hasattr(result, "__next__") or hasattr(result, "__anext__"):
            raise ReactorError("model_failed", f"{returned} a generator; extend Pipeline and call it inference()")
        if not self._context.stopping:
            raise ReactorError("model_failed", f"{returned}; it must loop until the worker shuts down")
