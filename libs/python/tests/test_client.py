"""The client's side of the signalling socket, against a server of a few lines."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Awaitable, Callable
from typing import Any

import pytest

pytest.importorskip("websockets")

from websockets.asyncio.server import serve

from reactor_worker.client import ClientError, CommandRefused, ReactorClient, SessionEnded, connect

Message = dict[str, Any]
Answer = Callable[[Message], list[Message]]

SCHEMA = {"x-reactor": {"tracks": [{"name": "main_video", "kind": "video", "direction": "out"}]}}


def answers(message: Message) -> list[Message]:
    """As a server answers that has a model with ``set_level``."""
    kind = message["type"]
    if kind == "join":
        return [{"type": "joined", "session": {"session_id": "s1"}, "connection_id": 1, "ice_servers": []}]
    if kind == "schema":
        return [{"type": "schema", "schema": SCHEMA}]
    if kind == "command" and message["name"] == "look":
        seen = {"type": "seen", "data": {"stars": 3}}
        return [{"type": "message", "message": seen}, {"type": "reply", "message": seen, "turn": 5, "frame": 4}]
    if kind == "command" and message["args"].get("level", 0) > 9:
        error = {"code": "invalid_command", "message": "level must be at most 9", "field": "level"}
        return [{"type": "error", "error": error}]
    if kind == "command" and message["name"] == "end":
        return [{"type": "ended", "reason": "worker_lost", "message": "It ended.", "retryable": True}]
    return [{"type": "reply", "turn": 2, "frame": 3}] if kind == "command" else []


def talk(
    body: Callable[[ReactorClient], Awaitable[None]], answer: Answer = answers, **options: Any
) -> tuple[list[Message], dict[str, str]]:
    """Run the body as a client of a server; what it sent, and its headers."""
    heard: list[Message] = []
    headers: dict[str, str] = {}

    async def handle(socket: Any) -> None:
        headers.update(socket.request.headers)
        headers["path"] = socket.request.path
        async for text in socket:
            message = json.loads(text)
            heard.append(message)
            for reply in answer(message):
                # What is no answer has no id.
                named = reply["type"] not in ("message", "ended", "candidate")
                await socket.send(json.dumps({**reply, **({"request_id": message["request_id"]} if named else {})}))

    async def run() -> None:
        async with serve(handle, "127.0.0.1", 0) as server:
            port = next(iter(server.sockets)).getsockname()[1]
            async with connect(f"http://127.0.0.1:{port}/api/", media=False, **options) as reactor:
                await body(reactor)

    asyncio.run(run())
    return heard, headers


def test_joins_the_session_that_it_was_told_to_and_leaves() -> None:
    async def body(reactor: ReactorClient) -> None:
        assert reactor.session == {"session_id": "s1"}
        assert reactor.tracks == {"main_video": "video"}

    heard, headers = talk(body, model="sky", session="s1", token="secret")
    assert [message["type"] for message in heard] == ["join", "schema", "leave"]
    assert heard[0] == {"type": "join", "request_id": "1", "model": "sky", "session_id": "s1"}
    assert (headers["authorization"], headers["path"]) == ("Bearer secret", "/api/signaling")


def test_a_command_returns_when_it_was_applied() -> None:
    async def body(reactor: ReactorClient) -> None:
        assert await reactor.command("set_level", level=5) == (None, 2, 3)
        done = await reactor.command("look")
        assert (done.reply, done.turn, done.frame) == ({"type": "seen", "data": {"stars": 3}}, 5, 4)

    heard, _ = talk(body)
    assert heard[2] == {"type": "command", "request_id": "3", "name": "set_level", "args": {"level": 5}}


def test_a_refused_command_names_its_argument() -> None:
    async def body(reactor: ReactorClient) -> None:
        with pytest.raises(CommandRefused, match="at most 9") as refused:
            await reactor.command("set_level", level=12)
        assert (refused.value.code, refused.value.field) == ("invalid_command", "level")

    talk(body)


def test_messages_of_the_model_are_read_by_type_and_all_of_them() -> None:
    async def body(reactor: ReactorClient) -> None:
        await reactor.command("look")
        assert await reactor.next_message("seen") == {"type": "seen", "data": {"stars": 3}}
        await reactor.command("look")
        await reactor.command("look")
        with pytest.raises(SessionEnded):
            await reactor.command("end")
        assert [message["type"] async for message in reactor.messages()] == ["seen", "seen"]

    talk(body)


def test_the_end_of_the_session_ends_every_wait() -> None:
    async def body(reactor: ReactorClient) -> None:
        waiting = asyncio.ensure_future(reactor.next_message())
        with pytest.raises(SessionEnded, match="It ended") as ended:
            await reactor.command("end")
        assert (ended.value.code, ended.value.retryable) == ("worker_lost", True)
        with pytest.raises(SessionEnded):
            await waiting

    talk(body)


def test_a_server_that_does_not_answer_is_not_waited_for_forever() -> None:
    async def body(_reactor: ReactorClient) -> None:
        raise AssertionError("it did not join")

    with pytest.raises(ClientError, match="did not answer join within") as error:
        talk(body, lambda _message: [], timeout=0.2)
    assert error.value.code == "no_answer"


def test_no_server_is_said_in_words() -> None:
    async def run() -> None:
        async with connect("http://127.0.0.1:9", media=False):
            pass

    with pytest.raises(ClientError, match="no reactor server answers at ws") as error:
        asyncio.run(run())
    assert error.value.code == "unreachable"


def test_pictures_need_media() -> None:
    async def body(reactor: ReactorClient) -> None:
        with pytest.raises(ClientError) as error:
            await reactor.next_frame()
        assert error.value.code == "no_media"

    talk(body)
