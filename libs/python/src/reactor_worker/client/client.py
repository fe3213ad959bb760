"""One client of a session."""

from __future__ import annotations

import asyncio
import json
from collections.abc import AsyncIterator, Mapping
from contextlib import suppress
from types import TracebackType
from typing import Any, NamedTuple
from urllib.parse import urlsplit, urlunsplit

from .arrivals import Arrivals
from .errors import ClientError, SessionEnded
from .media import Media, Picture
from .requests import Message, Requests

_KEPT_MESSAGES = 1_024
"""Messages of the model that wait to be read; beyond, the oldest is dropped."""

_LONGEST_MESSAGE = 1 << 24
"""Bytes of one message of the server."""


class CommandDone(NamedTuple):
    """A command that was applied."""

    reply: Message | None
    """The message that it was answered with: ``type`` and ``data``."""
    turn: int
    """The model's turn that follows it."""
    frame: int
    """The first frame made after it."""


def connect(
    url: str = "http://127.0.0.1:8080",
    *,
    model: str | None = None,
    session: str | None = None,
    token: str | None = None,
    media: bool = True,
    timeout: float = 20.0,
) -> ReactorClient:
    """A client, which connects when it is entered: ``async with connect(url) as reactor``.

    ``model``: its name, where it is not the server's first. ``session``: the id of a running one; otherwise one is
    joined or started. ``token``: sent as a bearer token. ``media``: False joins without pictures, and needs no aiortc.
    ``timeout``: seconds for every answer.
    """
    return ReactorClient(url, model, session, token, media, timeout)


class ReactorClient:
    """Commands, messages and pictures of one session. Made by ``connect``."""

    def __init__(
        self, url: str, model: str | None, session: str | None, token: str | None, media: bool, timeout: float
    ) -> None:
        self._url = url
        self._join = {
            **({} if model is None else {"model": model}),
            **({} if session is None else {"session_id": session}),
        }
        self._token = token
        self._wants_media = media
        self._timeout = timeout
        self._socket: Any = None
        self._reading: asyncio.Task[None] | None = None
        self._requests = Requests()
        self._messages: Arrivals[Message] = Arrivals(_KEPT_MESSAGES)
        self._media: Media | None = None
        self.session: Message = {}
        """The descriptor of the session."""
        self.schema: Message = {}
        """What the model offers, as an OpenAPI document."""

    async def __aenter__(self) -> ReactorClient:
        try:
            await self._open()
        except BaseException:
            await self.close()
            raise
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        await self.close()

    async def close(self) -> None:
        """Leave the session. Safe to call twice."""
        if self._socket is not None:
            with suppress(Exception):
                await self._socket.send(json.dumps({"type": "leave"}))
            await self._socket.close()
        if self._reading is not None:
            self._reading.cancel()
            await asyncio.gather(self._reading, return_exceptions=True)
        if self._media is not None:
            await self._media.close()
        self._end(ClientError("unreachable", "the client was closed"))

    async def command(self, name: str, /, **args: Any) -> CommandDone:
        """Send a command; returns when the model has applied it. Raises ``CommandRefused``."""
        answer = await self._request("command", name=name, args=args)
        return CommandDone(answer.get("message"), answer["turn"], answer["frame"])

    async def next_message(self, kind: str | None = None) -> Message:
        """Wait for the oldest message of the model that was not read: ``type`` and ``data``.

        ``kind``: skip those of other types. Raises ``SessionEnded`` when there will be none.
        """
        while True:
            message = await self._messages.next()
            if kind is None or message["type"] == kind:
                return message

    async def messages(self) -> AsyncIterator[Message]:
        """All messages of the model, until the session ends."""
        while True:
            try:
                yield await self._messages.next()
            except ClientError:
                return

    async def next_frame(self, track: str | None = None) -> Picture:
        """Wait for the next picture: RGB, ``(height, width, 3)``, uint8.

        ``track``: an output of the model; otherwise its first. A client that takes too long loses the oldest.
        """
        return await self._pictures(track).next()

    async def frames(self, track: str | None = None) -> AsyncIterator[Picture]:
        """All pictures of an output, until the session ends."""
        pictures = self._pictures(track)
        while True:
            try:
                yield await pictures.next()
            except ClientError:
                return

    async def show(self, track: str, picture: Picture) -> None:
        """Send a picture to an input of the model: RGB, ``(height, width, 3)``, uint8. It is sent until the next one.

        Raises ``unknown_track``, and ``publish_refused`` where another client sends there.
        """
        if self._media is None:
            raise _without_media()
        await self._media.show(track, picture, self._request)

    def received(self, track: str | None = None) -> int:
        """How many pictures of an output have arrived."""
        return self._pictures(track).received

    @property
    def tracks(self) -> Mapping[str, str]:
        """Kind of each output of the model, by its name."""
        return {one["name"]: one["kind"] for one in self._declared if one["direction"] == "out"}

    @property
    def _declared(self) -> list[Message]:
        declared: list[Message] = self.schema.get("x-reactor", {}).get("tracks", [])
        return declared

    async def _open(self) -> None:
        self._socket = await self._open_socket()
        self._reading = asyncio.ensure_future(self._read())
        joined = await self._request("join", **self._join)
        self.session = joined["session"]
        self.schema = (await self._request("schema"))["schema"]
        if not self._wants_media:
            return
        videos = [one for one in self._declared if one["kind"] == "video"]
        self._media = Media(
            [one["name"] for one in videos if one["direction"] == "out"],
            [one["name"] for one in videos if one["direction"] == "in"],
        )
        try:
            await asyncio.wait_for(self._media.connect(joined["ice_servers"], self._request), self._timeout)
        except asyncio.TimeoutError:
            raise ClientError(
                "unreachable", f"no way for the pictures within {self._timeout} s; is UDP to the server open?"
            ) from None

    async def _open_socket(self) -> Any:
        try:
            from websockets.asyncio.client import connect as open_socket
        except ImportError as error:
            raise ClientError(
                "no_package", 'the client needs websockets; pip install "nestjs-reactor-worker[client]"'
            ) from error
        headers = {} if self._token is None else {"Authorization": f"Bearer {self._token}"}
        address = _socket_address(self._url)
        try:
            return await open_socket(
                address, additional_headers=headers, max_size=_LONGEST_MESSAGE, open_timeout=self._timeout
            )
        except Exception as error:
            raise ClientError("unreachable", f"no reactor server answers at {address}: {error}") from error

    async def _request(self, kind: str, **fields: Any) -> Message:
        request_id, answer = self._requests.open()
        await self._socket.send(json.dumps({"type": kind, "request_id": request_id, **fields}))
        try:
            return await asyncio.wait_for(answer, self._timeout)
        except asyncio.TimeoutError:
            self._requests.forget(request_id)
            raise ClientError("no_answer", f"the server did not answer {kind} within {self._timeout} s") from None

    async def _read(self) -> None:
        try:
            async for text in self._socket:
                await self._take(json.loads(text))
        finally:
            self._end(ClientError("unreachable", "the connection to the server was lost"))

    async def _take(self, message: Message) -> None:
        if self._requests.settle(message):
            return
        match message["type"]:
            case "message":
                self._messages.put(message["message"])
            case "candidate":
                if self._media is not None:
                    await self._media.add_candidate(message["candidate"])
            case "ended":
                retryable = message.get("retryable", False)
                self._end(SessionEnded(message["reason"], message["message"], retryable))

    def _end(self, error: ClientError) -> None:
        self._requests.fail(error)
        self._messages.end(error)
        if self._media is not None:
            self._media.end(error)

    def _pictures(self, track: str | None) -> Arrivals[Picture]:
        if self._media is None:
            raise _without_media()
        known = self._media.pictures
        name = next(iter(known), None) if track is None else track
        if name is None or name not in known:
            raise ClientError("unknown_track", f"the model has no video output {name!r}; it has {', '.join(known)}")
        return known[name]


def _without_media() -> ClientError:
    return ClientError("no_media", "the client was connected with media=False; connect it with media")


def _socket_address(url: str) -> str:
    scheme, place, path, _, _ = urlsplit(url)
    return urlunsplit(("wss" if scheme == "https" else "ws", place, f"{path.rstrip('/')}/signaling", "", ""))
