"""What a running model has of its runtime: session, state, clients, inputs, output."""

from __future__ import annotations

import copy
import inspect
import logging
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any, NamedTuple

from ..authoring.client import Client
from ..authoring.message import Message
from ..channel.channel import Channel
from ..channel.messages import Limits
from ..channel.slot_file import SlotFile
from ..contract.encode_message import encode_message
from ..contract.field_values import initial_value
from ..contract.model_contract import ModelContract
from ..errors import ReactorError
from .emission import Emission, EmissionBuilder
from .frame_credits import FrameCredits
from .input_buffers import InputBuffers
from .input_report import InputReport
from .look_ahead import LookAhead
from .model_thread import ModelThread
from .pack_media import MediaPacker
from .relayed_sound import RelayedSound
from .seed_random import seed_random
from .step_credits import StepCredits


@dataclass(frozen=True)
class PlayedShape:
    """What the rate of an emission depends on."""

    frames: int
    sound_seconds: float
    pace_seconds: float
    """How long it took to make: the work on it, or the time in which the source pictures of a batch arrived."""
    relayed: bool
    """Its sound is passed on from a client."""


class NextShown(NamedTuple):
    """What follows a command."""

    turn: int
    frame: int


class ModelContext:
    """One for the lifetime of the model; ``begin`` and ``end`` delimit a session.

    What other threads change, they change under the lock of the model's thread.
    """

    def __init__(
        self, contract: ModelContract, channel: Channel, slots: SlotFile, limits: Limits, thread: ModelThread
    ) -> None:
        self.contract = contract
        self.channel = channel
        self.slots = slots
        self.thread = thread
        self.logger = logging.getLogger(contract.model_class.__name__)
        self.stepped = limits.get("stepped", False)
        """Turns are taken one by one, as the server grants them."""
        self._seed = limits.get("seed")
        self.credits = StepCredits() if self.stepped else FrameCredits(contract.buffer_size or limits["bufferSize"])
        self.inputs = InputBuffers(contract.tracks, limits, thread, self)
        self.input_report = InputReport(contract.state_fields, lambda changes: self.report("inputs", changes=changes))
        self.clients: dict[int, Client] = {}
        self.session_id: str | None = None
        """The running session."""
        self.state: Any = None
        self.turns = 0
        """Turns begun in this session."""
        self.frames = 0
        """Bundles emitted in this session."""
        self.stopping = False
        """The worker is to end."""
        self.ending = False
        """The session is to end: its last turn runs, or what came before."""
        self.absences = 0
        """How often the last client left: a generator of an earlier number is closed."""
        self.turning = False
        """A turn works; it does not while it waits for input."""
        self.messages_unsent = 0
        self._packer = MediaPacker(slots, thread)
        self._emissions = EmissionBuilder(contract.model_class.__name__, contract.tracks)
        self._look_ahead = LookAhead()
        self._relayed = RelayedSound()
        self._waited = 0.0
        self._parked = 0
        self._defaults: Any = None
        thread.on_rest = self.input_report.rest
        thread.after_task = self.input_report.touched

    def stats(self, dropped: int, input_drops: list[dict[str, Any]]) -> dict[str, Any]:
        """The counters of a ``stats`` message; the caller counts ``dropped`` outputs and what is dropped of inputs."""
        with self.thread.lock:
            return {
                "buffersAllocated": self.slots.used,
                "buffersDiscarded": 0,
                "buffersFree": self.slots.free,
                "buffersLent": self.slots.lent,
                "outputsDropped": dropped,
                "inputsDropped": input_drops,
                "messagesUnsent": self.messages_unsent,
                "heapUsedBytes": 0,
            }

    @property
    def connected(self) -> bool:
        """Whether the session has a client."""
        return bool(self.clients)

    def report(self, kind: str, **fields: Any) -> None:
        """Send a message of the running session; between sessions there is nobody to send it to."""
        if self.session_id is not None:
            self.channel.post({"type": kind, "session": self.session_id, **fields})

    def new_state(self) -> Any:
        """A state with every default. Raises what the state's own constructor raises."""
        owner = self.contract.state_class
        if owner is None:
            return None
        state = owner()
        for field in self.contract.state_fields:
            setattr(state, field.attribute, initial_value(field))
        _copy_own_defaults(state)
        return state

    @property
    def idle_state(self) -> Any:
        """Stands in for the state while no session runs: every field has its default."""
        if self._defaults is None:
            self._defaults = self.new_state()
        return self._defaults

    def forget_idle_state(self) -> None:
        """What was changed in it is dropped."""
        self._defaults = None

    def begin(self, session_id: str) -> None:
        """Begin a session. Raises what the state's own constructor raises."""
        if self._seed is not None:
            seed_random(self._seed)
        self.state = self.new_state()
        with self.thread.lock:
            self.session_id = session_id
            self.ending = False
            self.turns = self.frames = 0
            self.credits.reset()
        self._emissions.reset()
        self._look_ahead = LookAhead()
        self._relayed = RelayedSound()
        self.input_report.begin(self.state)

    def end(self) -> None:
        """End the session."""
        self.input_report.end()
        with self.thread.lock:
            self.session_id = None
            self.state = None
            self._defaults = None
            self.remove_clients()

    def add_client(self, client_id: int, joined_at: float) -> Client | None:
        """Return the new client; None where it is there: one that reconnected never left, for the model."""
        if client_id in self.clients:
            return None
        client = Client(client_id, joined_at, lambda message: self.send(message, client_id))
        self.clients[client_id] = client
        self.inputs.reopen()
        self.thread.notify()
        return client

    def remove_client(self, client_id: int) -> Client | None:
        """Return the client, if it was there."""
        client = self.clients.pop(client_id, None)
        if client is not None and not self.clients:
            self.remove_clients()
        return client

    def remove_clients(self) -> None:
        """Nobody watches: reads that wait end."""
        self.clients.clear()
        self.absences += 1
        self.inputs.close()

    def client_or_absent(self, client_id: int) -> Client:
        """The client, or one that stands for it after it left: messages to it are dropped."""
        return self.clients.get(client_id) or Client(client_id, time.time(), lambda _message: None)

    def send(self, message: Message, client_id: int | None = None) -> None:
        """Send to one client or to all. One that cannot be sent is logged, counted and dropped."""
        try:
            encoded = encode_message(self.contract.messages, self.contract.name, message)
            addressed = {} if client_id is None else {"clientId": client_id}
            self.report("message", message=encoded, **addressed)
        except ReactorError as error:
            self.messages_unsent += 1
            self.logger.error("a message was not sent: %s", error)

    def flush(self) -> None:
        """Drop what is queued for the viewers."""
        self._emissions.reset()
        self.report("playout", flush=True)

    def build(self, output: Any) -> Emission:
        """An output as bundles. Raises ``bad_frame`` or ``bad_audio``."""
        return self._emissions.build(output)

    def emit(
        self,
        output: Any,
        rate: Callable[[PlayedShape], float],
        work_seconds: float,
        reported_seconds: float | None,
        drop: bool = False,
    ) -> None:
        """Emit at once, whether or not there is room. Raises ``bad_frame`` or ``bad_audio``, and emits nothing then.

        ``output``: what the author emitted, or what ``build`` made of it.
        """
        session = self.session_id
        if session is None:
            return
        started = time.monotonic()
        emission = output if isinstance(output, Emission) else self.build(output)
        count = len(emission.bundles)
        intake = self.inputs.take_intake()
        # A single picture is shown when it is ready; those of a batch are shown at the rate of their source.
        pace = max(work_seconds, intake.pictures) if emission.frames > 1 else work_seconds
        relayed = self._relayed.covers(intake.sound, emission.sound_seconds)
        fps = rate(PlayedShape(emission.frames, emission.sound_seconds, pace, relayed)) * emission.bundles_per_frame
        entries, parts = self._packer.pack(emission.bundles, self.turns, self.frames + 1)
        self.frames += count
        sent = time.monotonic()
        ahead, wait = self._look_ahead.measure(count, pace + sent - started, fps)
        with self.thread.lock:
            self.credits.spend(count)
            self.credits.allow(ahead, wait)
        timing = {"convertMs": (sent - started) * 1000, "sentMs": sent * 1000}
        if reported_seconds is not None:
            timing["turnMs"] = reported_seconds * 1000
        message: dict[str, Any] = {
            "type": "media",
            "session": session,
            "turn": self.turns,
            "fps": fps,
            "bundles": entries,
            "timing": timing,
        }
        if emission.bundles_per_frame > 1:
            message["bundlesPerFrame"] = emission.bundles_per_frame
        if drop:
            message["drop"] = True
        self.channel.post(message, parts)

    def turn_done(self) -> None:
        """A turn is over, whatever it emitted."""
        with self.thread.lock:
            self.credits.turn_done()
        if self.stepped:
            self.report("stepped", turn=self.turns)

    def input_wanted(self, track: str, frames: int) -> None:
        """A read waits for so many more pictures or blocks."""
        if self.stepped:
            self.report("inputWanted", track=track, frames=frames)

    @contextmanager
    def turn(self) -> Iterator[None]:
        """One turn: the server learns that it works, and what the author's code changed is looked for after it."""
        self._waited = 0.0
        self.thread.in_turn = True
        self._report_turn(True)
        try:
            yield
        finally:
            self._report_turn(False)
            self.thread.in_turn = False
            self.input_report.touched()

    @property
    def waited(self) -> float:
        """Seconds that the current turn, or the loop since it was last set, waited for the runtime."""
        return self._waited

    @waited.setter
    def waited(self, value: float) -> None:
        self._waited = value

    def wait(self, ready: Callable[[], bool], deadline: float | None = None) -> bool:
        """Wait for the runtime; a turn that does is like the gap between two turns."""
        with self._resting(ready):
            return self.thread.wait(ready, deadline)

    async def await_ready(self, ready: Callable[[], bool], deadline: float | None = None) -> bool:
        """Do the same inside of an event loop."""
        with self._resting(ready):
            return await self.thread.await_ready(ready, deadline)

    @contextmanager
    def _resting(self, ready: Callable[[], bool]) -> Iterator[None]:
        started = time.monotonic()
        # A handler that waits keeps the turn, and its time is not the turn's.
        in_task = self.thread.in_task
        # What is there already is no wait.
        parks = self.thread.in_turn and not in_task and not ready()
        if parks:
            self._parked += 1
            if self._parked == 1:
                self._report_turn(False)
        try:
            yield
        finally:
            if parks:
                self._parked -= 1
                if self._parked == 0:
                    self._report_turn(True)
            if not in_task:
                self._waited += time.monotonic() - started

    def _report_turn(self, working: bool) -> None:
        self.turning = working
        self.report("turnStarted" if working else "turnEnded", turn=max(1, self.turns))

    def next_shown(self) -> NextShown:
        """The turn and the frame that follow a command."""
        parked = self.thread.in_turn and not self.turning
        return NextShown(self.turns if parked else self.turns + 1, self.frames + 1)

    def fail_session(self, error: BaseException) -> None:
        """The session cannot go on; the model stays loaded for the next one. Details go to the log only."""
        self.logger.error("session %s: the model failed: %s", self.session_id, one_line(error), exc_info=error)
        self.report(
            "sessionFailed",
            failure={
                "code": "model_failed",
                "message": f"The model {self.contract.name} failed; the session is over. "
                "Start another one, or see the server's log.",
            },
        )


def one_line(error: BaseException) -> str:
    """What was raised, in one line; an error of this package says enough without its class."""
    text = (str(error).strip().splitlines() or [""])[0]
    if isinstance(error, ReactorError):
        return text
    name = type(error).__name__
    return f"{name}: {text}" if text else name


def _copy_own_defaults(state: Any) -> None:
    """The model's own attributes with a type begin anew in each session too: a list in the class would be shared."""
    for owner in reversed(type(state).__mro__):
        for name in inspect.get_annotations(owner):
            if name.startswith("_") and name in vars(owner) and name not in vars(state):
                setattr(state, name, copy.deepcopy(vars(owner)[name]))
