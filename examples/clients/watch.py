"""Watches a model that takes a prompt: counts its pictures, and sets what they show."""

import asyncio
import json
import sys

from reactor_worker.client import CommandRefused, connect


async def main(url: str) -> None:
    # #region watch
    async with connect(url) as reactor:
        picture = await reactor.next_frame()  # RGB, (height, width, 3), uint8
        done = await reactor.command("set_prompt", prompt="a red evening")
        while reactor.received() < 30:
            picture = await reactor.next_frame()
        print(json.dumps({"frames": reactor.received(), "shape": picture.shape, "frame": done.frame}))
        # #endregion
        try:
            await reactor.command("set_prompt", prompt=7)
        except CommandRefused as error:
            print(json.dumps({"code": error.code, "field": error.field}))


asyncio.run(main(sys.argv[1]))
