"""FastRTC, sending the frames of the comparison."""

import os

import aiortc.codecs.vpx as vpx
import uvicorn
from fastapi import FastAPI
from fastapi.middleware.cors import CORSMiddleware
from fastrtc import Stream
from pydantic import BaseModel

from painted_frames import PaintedFrames

# FastRTC has no option for the bitrate of what a server sends: it is a constant of aiortc.
if "KBPS" in os.environ:
    vpx.DEFAULT_BITRATE = vpx.MAX_BITRATE = 1000 * int(os.environ["KBPS"])

frames = PaintedFrames(bgr=True)
marker = 0


class Inputs(BaseModel):
    webrtc_id: str
    marker: int


def pictures(*_inputs):
    while True:
        yield frames.paint(marker)


# Without STUN servers: the default ones cannot be reached from every machine, and are waited for.
stream = Stream(
    pictures, modality="video", mode="receive", concurrency_limit=8, server_rtc_configuration={"iceServers": []}
)
app = FastAPI()
app.add_middleware(CORSMiddleware, allow_origins=["*"], allow_methods=["*"], allow_headers=["*"])
stream.mount(app)


@app.get("/health")
async def health():
    return {"state": "available"}


@app.post("/input_hook")
async def input_hook(inputs: Inputs):
    global marker
    marker = inputs.marker
    stream.set_input(inputs.webrtc_id, inputs.marker)


uvicorn.run(app, host="127.0.0.1", port=int(os.environ["PORT"]), log_level="warning")
