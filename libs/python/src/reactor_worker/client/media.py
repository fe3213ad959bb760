"""The pictures of a session, both ways, over WebRTC."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from typing import Any

import numpy as np

from .arrivals import Arrivals
from .errors import ClientError
from .requests import Message

Picture = np.ndarray
"""RGB, ``(height, width, 3)``, uint8."""

Request = Callable[..., Awaitable[Message]]

_KEPT_PICTURES = 8
"""Pictures of one track that wait to be taken; beyond, the oldest is dropped."""


class Media:
    """One peer connection that watches every video output of the model, and may send to every video input."""

    def __init__(self, outputs: list[str], inputs: list[str]) -> None:
        """Names of the model's video tracks. Raises ``no_package``."""
        try:
            import aiortc

            from .camera import Camera
        except ImportError as error:
            raise ClientError(
                "no_package",
                'the pictures need aiortc; pip install "nestjs-reactor-worker[client]", or connect with media=False',
            ) from error
        self._aiortc: Any = aiortc
        self._peer: Any = None
        self._names: dict[str, str] = {}
        self._readers: set[asyncio.Task[None]] = set()
        self.pictures = {track: Arrivals[Picture](_KEPT_PICTURES) for track in outputs}
        self._cameras = {track: Camera() for track in inputs}

    async def connect(self, ice_servers: list[Message], request: Request) -> None:
        """Offer, and wait until the connection is up. Raises what the server answers, and ``unreachable``."""
        aiortc = self._aiortc
        servers = [
            aiortc.RTCIceServer(urls=one["urls"], username=one.get("username"), credential=one.get("credential"))
            for one in ice_servers
        ]
        peer = self._peer = aiortc.RTCPeerConnection(aiortc.RTCConfiguration(iceServers=servers))
        peer.on("track", self._take_track)
        transceivers = [(track, peer.addTransceiver("video", direction="recvonly")) for track in self.pictures]
        for track, camera in self._cameras.items():
            transceivers.append((track, peer.addTransceiver(camera, direction="sendonly")))
        connected = self._connected(peer)
        await peer.setLocalDescription(await peer.createOffer())
        self._names = {transceiver.mid: track for track, transceiver in transceivers}
        mapping = [
            {"mid": one.mid, "name": track, "kind": "video", "direction": one.direction} for track, one in transceivers
        ]
        answer = await request("offer", sdp=peer.localDescription.sdp, track_mapping=mapping)
        await peer.setRemoteDescription(aiortc.RTCSessionDescription(answer["sdp"], "answer"))
        await connected
        for track in self.pictures:
            await request("resume", track=track)

    async def show(self, track: str, picture: Picture, request: Request) -> None:
        """Send a picture to an input; the first publishes it. Raises ``unknown_track`` and ``ValueError``."""
        camera = self._cameras.get(track)
        if camera is None:
            known = ", ".join(self._cameras) or "none"
            raise ClientError("unknown_track", f"the model has no video input {track!r}; it has {known}")
        camera.show(picture)
        if not camera.is_published:
            camera.is_published = True
            await request("publish", track=track)

    async def add_candidate(self, candidate: Message | None) -> None:
        """A network address of the server; None at the end."""
        if self._peer is None:
            return
        if candidate is None or not candidate["candidate"]:
            await self._peer.addIceCandidate(None)
            return
        from aiortc.sdp import candidate_from_sdp

        parsed = candidate_from_sdp(candidate["candidate"].removeprefix("candidate:"))
        parsed.sdpMid = candidate.get("sdp_mid")
        parsed.sdpMLineIndex = candidate.get("sdp_mline_index")
        await self._peer.addIceCandidate(parsed)

    def end(self, error: ClientError) -> None:
        """No picture comes any more."""
        for pictures in self.pictures.values():
            pictures.end(error)

    async def close(self) -> None:
        """Close the connection."""
        for reader in self._readers:
            reader.cancel()
        await asyncio.gather(*self._readers, return_exceptions=True)
        if self._peer is not None:
            await self._peer.close()

    def _connected(self, peer: Any) -> asyncio.Future[None]:
        connected: asyncio.Future[None] = asyncio.get_running_loop().create_future()

        def look() -> None:
            if connected.done():
                return
            if peer.connectionState == "connected":
                connected.set_result(None)
            elif peer.connectionState in ("failed", "closed"):
                connected.set_exception(
                    ClientError("unreachable", "no way for the pictures was found; is UDP to the server open?")
                )

        peer.on("connectionstatechange", look)
        return connected

    def _take_track(self, track: Any) -> None:
        transceiver = next(one for one in self._peer.getTransceivers() if one.receiver.track is track)
        reader = asyncio.ensure_future(self._read(track, self._names[transceiver.mid]))
        self._readers.add(reader)
        reader.add_done_callback(self._readers.discard)

    async def _read(self, track: Any, name: str) -> None:
        pictures = self.pictures[name]
        while True:
            try:
                frame = await track.recv()
            except self._aiortc.mediastreams.MediaStreamError:
                pictures.end(ClientError("unreachable", f"{name} has ended"))
                return
            pictures.put(frame.to_ndarray(format="rgb24"))
