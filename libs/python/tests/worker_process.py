"""A host of the worker protocol, for tests: it starts a real worker and speaks to it."""

from __future__ import annotations

import importlib.util
import json
import os
import queue
import signal
import socket
import struct
import subprocess
import sys
import tempfile
import threading
import time
from pathlib import Path
from typing import Any

import numpy as np

ROOT = Path(__file__).parent.parent
STRIDE = 64 * 1024 * 1024
PATIENCE = 60.0

Message = dict[str, Any]


def module_at(path: Path) -> Any:
    """Import a file that is in no folder of ``sys.path``."""
    spec = importlib.util.spec_from_file_location(path.stem, path)
    assert spec is not None and spec.loader is not None
    module = sys.modules[path.stem] = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


class WorkerProcess:
    """One worker, and all that it sent so far."""

    def __init__(
        self,
        entry: str,
        *,
        name: str = "sunny",
        cwd: Path = ROOT / "tests" / "models",
        config: str | None = None,
        python: str = sys.executable,
        runtime: str = "reactor-worker",
        slot_count: int = 65_536,
        limits: Message | None = None,
        device_id: int | None = None,
        env: dict[str, str] | None = None,
    ) -> None:
        ours, theirs = socket.socketpair()
        self._socket = ours
        self._slots = tempfile.TemporaryFile()
        os.set_inheritable(theirs.fileno(), True)
        os.set_inheritable(self._slots.fileno(), True)
        command = [
            python,
            "-u",
            str(ROOT / "src" / "launch.py"),
            "--entry",
            entry,
            f"--runtime={runtime}",
            *(["--config", config] if config else []),
            name,
        ]
        self.process = subprocess.Popen(
            [
                sys.executable,
                str(ROOT / "tests" / "place_descriptors.py"),
                str(theirs.fileno()),
                str(self._slots.fileno()),
                *command,
            ],
            cwd=cwd,
            env={**os.environ, **(env or {})},
            close_fds=False,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
        )
        theirs.close()
        self.messages: list[Message] = []
        self.pulses = 0
        self._news: queue.Queue[Message | None] = queue.Queue()
        threading.Thread(target=self._read, daemon=True).start()
        device: dict[str, Any] = {} if device_id is None else {"deviceId": device_id}
        self.send(
            "load",
            model=name,
            onnx={"executionProviders": ["cpu"], "threads": 1, "telemetry": False},
            limits={
                "bufferSize": 1,
                "maxInputFrames": 128,
                "maxInputBytes": 1 << 26,
                "ruleTimeoutMs": 250,
                **(limits or {}),
            },
            slots={"stride": STRIDE, "count": slot_count},
            **device,
        )

    def __enter__(self) -> WorkerProcess:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def close(self) -> None:
        """End the worker, as a host does."""
        self.process.kill()
        self.process.wait()
        for stream in (self.process.stdout, self.process.stderr):
            if stream is not None:
                stream.close()
        self._socket.close()
        self._slots.close()

    def hang_up(self) -> None:
        """Close the connection, as the end of a host does."""
        self._socket.shutdown(socket.SHUT_RDWR)

    def output(self) -> tuple[str, str]:
        """What it wrote to its standard output and error. Ends it."""
        self.process.send_signal(signal.SIGKILL)
        return self.process.communicate(timeout=PATIENCE)

    def send(self, kind: str, parts: list[bytes] | None = None, **fields: Any) -> None:
        """Send one message."""
        message: Message = {"type": kind, **fields}
        if parts is not None:
            message["parts"] = [len(part) for part in parts]
        header = json.dumps(message).encode()
        self._socket.sendall(struct.pack("<I", len(header)) + header + b"".join(parts or []))

    def expect(self, kind: str, **fields: Any) -> Message:
        """Wait for the next message of a type that has these values; others before it are kept in ``messages``."""
        deadline = time.monotonic() + PATIENCE
        while True:
            try:
                message = self._news.get(timeout=max(0.0, deadline - time.monotonic()))
            except queue.Empty:
                raise AssertionError(f"the worker sent no {kind} {fields}; it sent {self.messages[-5:]}") from None
            if message is None:
                raise AssertionError(f"the worker ended before it sent {kind}; it sent {self.messages[-5:]}")
            self.messages.append(message)
            if message["type"] == kind and all(message.get(name) == value for name, value in fields.items()):
                return message

    def start(self, session: str = "s1", client: int | None = 1001) -> None:
        """Wait until the model has loaded, begin a session and connect a client."""
        self.expect("loaded")
        self.begin(session)
        if client is not None:
            self.send("connect", session=session, clientId=client, joinedAt=1_795_800_000_000)

    def begin(self, session: str) -> None:
        """Begin a session."""
        self.send("beginSession", session=session)
        self.expect("sessionBegun", session=session)

    def call(self, name: str, session: str = "s1", client: int = 1001, call_id: int = 1, **args: Any) -> Message:
        """Send a command and wait for its outcome."""
        self.command(name, session, client, call_id, **args)
        outcome: Message = self.expect("commandDone", callId=call_id)["outcome"]
        return outcome

    def command(self, name: str, session: str = "s1", client: int = 1001, call_id: int = 1, **args: Any) -> None:
        """Send a command."""
        call = {"clientId": client, "command": {"name": name, "args": args, "uploads": {}}, "files": {}}
        self.send("command", session=session, callId=call_id, call=call)

    def picture(self, entry: Message, message: Message) -> np.ndarray:
        """The bytes of a picture, from its slot or its part."""
        size = entry["width"] * entry["height"] * 3
        if entry.get("format") != "rgb24":
            half = ((entry["width"] + 1) // 2) * ((entry["height"] + 1) // 2)
            size = entry["width"] * entry["height"] + 2 * half
        if "part" in entry and message["parts"][entry["part"]]:
            found = np.frombuffer(message["parts"][entry["part"]], np.uint8)
        else:
            found = np.frombuffer(os.pread(self._slots.fileno(), size, entry["slot"] * STRIDE), np.uint8)
        assert found.size == size
        return found

    def show(self, media: Message) -> None:
        """Give the slots and the credit of an emission back."""
        for bundle in media["bundles"]:
            slots = [entry["slot"] for entry in bundle["video"].values()]
            self.send("shown", session=media["session"], slots=slots, credit=1)

    def log(self) -> list[Message]:
        """The log lines so far."""
        return [message for message in self.messages if message["type"] == "log"]

    def _read(self) -> None:
        try:
            while True:
                length = struct.unpack("<I", self._exactly(4))[0]
                message = json.loads(self._exactly(length))
                if "parts" in message:
                    message["parts"] = [self._exactly(part) for part in message["parts"]]
                if message["type"] == "pulse":
                    self.pulses += 1
                else:
                    self._news.put(message)
        except (OSError, EOFError):
            self._news.put(None)

    def _exactly(self, count: int) -> bytes:
        found = b""
        while len(found) < count:
            more = self._socket.recv(count - len(found))
            if not more:
                raise EOFError
            found += more
        return found
