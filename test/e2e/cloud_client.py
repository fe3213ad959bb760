"""Connects with the Python SDK as an application does, and prints what it saw: one line of JSON."""

import asyncio
import json
import sys

from reactor_sdk import AuthError, Reactor, ReactorStatus


async def watch(url: str, key: str) -> dict[str, object]:
    reactor = Reactor("mirror", api_key=key, api_url=url)
    shapes: list[tuple[int, ...]] = []
    await reactor.connect()
    reactor.track("main_video").on_frame(lambda frame: shapes.append(frame.shape))
    reply = await reactor.send_command("shout", {"text": "hello"})
    for _ in range(100):
        if len(shapes) > 10:
            break
        await asyncio.sleep(0.1)
    status = reactor.get_status()
    await reactor.disconnect()
    return {
        "ready": status == ReactorStatus.READY,
        "frames": len(shapes),
        "reply": reply,
    }


async def refused(url: str) -> str:
    try:
        await Reactor("mirror", api_key="rk_000000000000_x", api_url=url).connect()
    except AuthError as error:
        return str(error)
    return "it connected"


async def main() -> None:
    url, key = sys.argv[1:]
    print(json.dumps({**await watch(url, key), "refused": await refused(url)}))


asyncio.run(main())
