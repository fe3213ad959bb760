"""Runs the model's hooks."""

from __future__ import annotations

from typing import Any

from ..authoring.declarations import HookKind
from .context import ModelContext, one_line
from .work import Work, result_of


class HookRunner:
    """An error in a hook is logged and has no other effect."""

    def __init__(self, model: object, context: ModelContext) -> None:
        self._model = model
        self._context = context

    def run(self, kind: HookKind, *args: Any) -> Work[None]:
        """Run the hook, if the model has it and the session is not over."""
        method = self._context.contract.hooks.get(kind)
        if method is None or self._context.session_id is None:
            return
        self._context.report("hookStarted", hook=method)
        try:
            yield from result_of(getattr(self._model, method)(*args))
        except BaseException as error:
            self._context.logger.error("hook %s() failed: %s", method, one_line(error), exc_info=error)
        finally:
            self._context.report("hookEnded", hook=method)
