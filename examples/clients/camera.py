"""Sends a grey picture to a model that returns its camera, and measures what comes back."""

import asyncio
import json
import sys

import numpy as np

from reactor_worker.client import connect


async def main(url: str) -> None:
    # #region camera
    async with connect(url) as reactor:
        await reactor.show("webcam", np.full((240, 320, 3), 180, np.uint8))
        async for picture in reactor.frames():
            if picture.shape[:2] == (240, 320):
                break
        print(json.dumps({"shape": picture.shape, "grey": float(picture.mean())}))
    # #endregion


asyncio.run(main(sys.argv[1]))
