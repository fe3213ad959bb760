"""Hosts a class that was written for this package."""

from __future__ import annotations

import inspect
from pathlib import Path
from typing import Any

from ..authoring.model import Loop, ModelBase, Pipeline
from ..channel.messages import Message
from ..contract.field_schema import Json
from ..contract.manifest import manifest_of
from ..contract.read_model import read_model
from .command_queue import CommandQueue
from .context import ModelContext
from .hook_runner import HookRunner
from .hosted_model import Start
from .loop_driver import LoopDriver
from .message_handler import MessageHandler, ModelDriver
from .output_stream import OutputStream
from .pipeline_driver import PipelineDriver
from .rule_budget import RuleBudget
from .runtime import ModelRuntime
from .work import drive, result_of


class OwnModel:
    """Implements ``HostedModel``."""

    def __init__(self, start: Start) -> None:
        """Load the model. Raises ``bad_declaration``, and what the author's code raises."""
        contract = read_model(start.model_class, start.name)
        context = self._context = ModelContext(contract, start.channel, start.slots, start.limits, start.thread)
        model: ModelBase = start.model_class()
        self._output = OutputStream(context)
        runtime = ModelRuntime(model, context, self._output, start.device_id)
        model._runtime = runtime
        for attribute, buffer in context.inputs.by_attribute.items():
            setattr(model, attribute, buffer)
        self._driver = _driver_of(model, context, self._output)
        runtime.loading = True
        drive(result_of(_call_load(model, start.config)), start.thread.run)
        runtime.loading = False
        context.forget_idle_state()
        self._handler = MessageHandler(
            context,
            self._driver,
            CommandQueue(model, context, RuleBudget(start.limits["ruleTimeoutMs"] / 1000)),
            HookRunner(model, context),
        )
        self.manifest: Json = manifest_of(contract)

    @property
    def session_id(self) -> str | None:
        return self._context.session_id

    def stats(self) -> dict[str, Any]:
        return self._context.stats(self._output.dropped, self._context.inputs.drops)

    def handle(self, message: Message) -> None:
        self._handler.handle(message)

    def run(self) -> None:
        self._driver.run()
        self._context.thread.run_waiting()
        drive(self._handler.end_session(), self._context.thread.run)


def _driver_of(model: ModelBase, context: ModelContext, output: OutputStream) -> ModelDriver:
    if isinstance(model, Loop):
        return LoopDriver(model, context, output)
    assert isinstance(model, Pipeline)
    return PipelineDriver(model, context, output)


def _call_load(model: ModelBase, config: Path | None) -> Any:
    """An author who needs no configuration may leave the parameter out."""
    takes_config = len(inspect.signature(model.load).parameters) > 0
    load: Any = model.load
    return load(config) if takes_config else load()
