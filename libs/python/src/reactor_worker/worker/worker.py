"""Loads a model, and runs it until its server ends."""

from __future__ import annotations

import logging
import os
import threading
from collections.abc import Callable
from pathlib import Path
from typing import Any

from ..channel.channel import Channel, ServerEnded
from ..channel.limits import SLOTS_FD
from ..channel.messages import Message
from ..channel.slot_file import SlotFile
from .context import one_line
from .find_model import find_model
from .heartbeat import Heartbeat
from .hosted_model import HostedModel, LoadModel, Start
from .model_thread import ModelThread
from .seed_random import seed_random


class Worker:
    """One model in this process.

    A thread of its own reads what the server sends, from the first message on. The model runs on the main thread.
    """

    def __init__(self, channel: Channel, lost: Callable[[str], None], load_model: LoadModel) -> None:
        """``lost`` ends the process: the server has ended."""
        self._channel = channel
        self._lost = lost
        self._load_model = load_model
        self._thread = ModelThread()
        self._model: HostedModel | None = None
        self._early: list[dict[str, Any]] = []
        """Messages that arrived before the model had loaded."""

    @property
    def session_id(self) -> str | None:
        """The running session."""
        return None if self._model is None else self._model.session_id

    def run(self, name: str, entry: str, config: str | None) -> None:
        """Run the model under its name on the wire. Returns when the worker was shut down."""
        load = self._channel.read()
        reading = threading.Thread(target=self._read, name="reactor messages", daemon=True)
        reading.start()
        try:
            model = self._load(name, entry, None if config is None else Path(config), load)
        except BaseException as error:
            logging.getLogger(name).error("%s could not be loaded: %s", name, one_line(error), exc_info=error)
            self._channel.post({"type": "loadFailed", "reason": one_line(error)})
        else:
            model.run()
            self._channel.post({"type": "closed"})
        # The server ends this process; ending it here would look like a loss.
        reading.join()

    def _load(self, name: str, entry: str, config: Path | None, load: Message) -> HostedModel:
        seed = load["limits"].get("seed")
        if seed is not None:
            seed_random(seed)
        model_class = find_model(entry)
        slots = SlotFile(SLOTS_FD, load["slots"]["stride"], load["slots"]["count"])
        os.set_inheritable(SLOTS_FD, False)
        start = Start(
            name, model_class, config, self._channel, slots, load["limits"], load.get("deviceId"), self._thread
        )
        model = self._load_model(start)
        # What the server sends when it knows that the model has loaded finds the model in its place.
        with self._thread.lock:
            self._channel.post({"type": "loaded", "manifest": model.manifest})
            for message in self._early:
                model.handle(message)
            self._early.clear()
            self._model = model
        Heartbeat(self._channel, model.stats).start()
        return model

    def _read(self) -> None:
        while True:
            try:
                message = self._channel.read()
            except (ServerEnded, OSError) as error:
                self._lost(str(error))
                return
            try:
                self._take(message)
            except Exception as error:
                # Nobody would read the next one.
                self._lost(f"a message {message.get('type')} could not be handled: {error!r}")
                return

    def _take(self, message: dict[str, Any]) -> None:
        with self._thread.lock:
            if self._model is not None:
                self._model.handle(message)
            elif message["type"] == "shutdown":
                self._channel.post({"type": "closed"})
            else:
                self._early.append(message)
