"""Models that read what clients send."""

from __future__ import annotations

import json
import time
from pathlib import Path

import numpy as np
import pytest
from worker_process import WorkerProcess

from reactor_worker.media.i420 import pack_i420


def camera(value: int, width: int = 64, height: int = 48) -> bytes:
    """A grey picture in I420."""
    return pack_i420(np.full((height, width, 3), value, np.uint8)).tobytes()


def send_picture(worker: WorkerProcess, value: int, session: str = "s1", metadata: bytes | None = None) -> None:
    parts = [camera(value)] if metadata is None else [camera(value), metadata]
    worker.send("video", parts=parts, session=session, track="webcam", width=64, height=48)


def test_reads_pictures_and_their_metadata() -> None:
    with WorkerProcess("studio:Mirror") as worker:
        worker.start()
        send_picture(worker, 100, metadata=b'{"n":1}')
        worker.expect("taken", track="webcam")
        media = worker.expect("media")
        entry = media["bundles"][0]["video"]["main_video"]
        assert abs(int(worker.picture(entry, media)[0]) - 100) <= 2
        assert json.loads(media["parts"][entry["metadata"]]) == {"seen": {"n": 1}}


def test_a_turn_that_waits_for_input_lets_commands_through() -> None:
    with WorkerProcess("studio:Mirror") as worker:
        worker.start()
        # Making the generator, and the first turn until it waits.
        worker.expect("turnEnded")
        worker.expect("turnEnded")
        assert worker.call("set_offset", offset=50) == {"ok": True, "turn": 1, "frame": 1}
        send_picture(worker, 100)
        media = worker.expect("media")
        assert abs(int(worker.picture(media["bundles"][0]["video"]["main_video"], media)[0]) - 150) <= 2
        kinds = [message["type"] for message in worker.messages if message["type"].startswith("turn")]
        assert kinds[2:] == ["turnStarted", "turnEnded", "turnStarted"]


def test_passes_a_picture_on_without_a_conversion() -> None:
    with WorkerProcess("studio:Relay") as worker:
        worker.start()
        worker.expect("turnEnded")
        send_picture(worker, 77)
        media = worker.expect("media")
        entry = media["bundles"][0]["video"]["main_video"]
        assert "format" not in entry
        assert worker.picture(entry, media).tobytes() == camera(77)


def test_a_read_ends_with_its_timeout_and_with_its_session() -> None:
    with WorkerProcess("studio:Patient") as worker:
        worker.start()
        text = worker.expect("message")["message"]["data"]["text"]
        assert text.startswith("input webcam had no 1 frame(s) within 0.05 s; ")
        worker.send("endSession", session="s1", reason="stopped")
        worker.expect("sessionEnded")
        # The end of a session is no failure of the model.
        assert [line["level"] for line in worker.log()] == ["warn"]
        assert not any(message["type"] == "sessionFailed" for message in worker.messages)


def test_gives_pictures_of_one_session_to_no_other() -> None:
    with WorkerProcess("studio:Mirror") as worker:
        worker.start()
        worker.expect("turnEnded")
        worker.send("endSession", session="s1", reason="stopped")
        send_picture(worker, 100)
        worker.expect("sessionEnded")
        worker.begin("s2")
        send_picture(worker, 100, session="s1")
        worker.send("connect", session="s2", clientId=1, joinedAt=0)
        send_picture(worker, 200, session="s2")
        media = worker.expect("media")
        assert abs(int(worker.picture(media["bundles"][0]["video"]["main_video"], media)[0]) - 200) <= 2


def test_counts_what_it_dropped() -> None:
    with WorkerProcess("studio:Mirror", limits={"maxInputFrames": 2}) as worker:
        worker.expect("loaded")
        worker.begin("s1")
        send_picture(worker, 1)
        drops = worker.expect("stats")["stats"]["inputsDropped"]
        assert {"track": "webcam", "cause": "closed", "frames": 1} in drops


def test_reads_sound_at_its_own_rate() -> None:
    with WorkerProcess("studio:Echo") as worker:
        worker.start()
        time.sleep(0.05)
        stereo = np.repeat(np.full((480, 1), 1000, "<i2"), 2, axis=1)
        for _ in range(4):
            worker.send(
                "audio", parts=[stereo.tobytes()], session="s1", track="microphone", sampleRate=48_000, channels=2
            )
        media = worker.expect("media")
        sound = media["bundles"][0]["audio"]["voice"]
        assert (sound["sampleRate"], sound["channels"]) == (48_000, 1)
        worker.show(media)
        worker.send("shown", session="s1", slots=[], credit=1)
        second = worker.expect("media")
        heard = np.frombuffer(second["parts"][second["bundles"][0]["audio"]["voice"]["part"]], "<i2")
        assert abs(int(np.median(heard)) - 1000) < 20


@pytest.fixture
def stored(tmp_path: Path) -> dict[str, object]:
    path = tmp_path / "u1"
    path.write_text("drawing")
    return {
        "upload_id": "u1",
        "name": "a.txt",
        "mime_type": "image/png",
        "size": 7,
        "path": str(path),
        "sniffedMimeType": "text/plain",
    }


def test_takes_uploads_in_commands_hooks_and_the_state(stored: dict[str, object]) -> None:
    with WorkerProcess("studio:Mirror") as worker:
        worker.start()
        worker.send("fileUploaded", session="s1", clientId=1001, file=stored)
        assert worker.expect("message")["message"]["data"]["text"] == "a.txt of 7 bytes"
        call = {"clientId": 1001, "command": {"name": "show", "args": {}, "uploads": {}}, "files": {"image": stored}}
        worker.send("command", session="s1", callId=1, call=call)
        outcome = worker.expect("commandDone", callId=1)["outcome"]
        assert outcome["reply"] == {"type": "seen", "data": {"text": "a.txt text/plain drawing 1001"}}
        call["command"], call["files"] = {"name": "set_overlay", "args": {}, "uploads": {}}, {"overlay": stored}
        worker.send("command", session="s1", callId=2, call=call)
        assert worker.expect("inputs")["changes"] == [
            {
                "name": "overlay",
                "value": {"name": "a.txt", "mime_type": "text/plain", "size": 7},
                "clientId": 1001,
            }
        ]


def test_an_async_generator_reads_and_lets_commands_through() -> None:
    with WorkerProcess("studio:AsyncMirror") as worker:
        worker.start()
        worker.expect("turnEnded")
        assert worker.call("hello")["reply"]["data"] == {"text": "hello"}
        assert worker.call("block", call_id=2)["reply"]["data"] == {"text": "None"}
        send_picture(worker, 100)
        media = worker.expect("media")
        assert media["bundles"][0]["video"]["main_video"]["width"] == 64
        worker.send("shutdown")
        worker.expect("closed")
        assert worker.output()[0].splitlines() == ["closed"]


def test_reads_of_one_turn_wait_at_the_same_time() -> None:
    with WorkerProcess("studio:Both") as worker:
        worker.start()
        # Making the generator, and the first turn until both wait.
        worker.expect("turnEnded")
        worker.expect("turnEnded")
        for call_id in (1, 2, 3):
            assert worker.call("hello", call_id=call_id)["turn"] == 1
        send_picture(worker, 5)
        sound = np.full(480, 7, "<i2").tobytes()
        worker.send("audio", parts=[sound], session="s1", track="microphone", sampleRate=48_000, channels=1)
        media = worker.expect("media")
        assert media["bundles"][0]["audio"]["voice"]["sampleRate"] == 48_000
        turns = [message["type"] for message in worker.messages if message["type"].startswith("turn")]
        assert turns == ["turnStarted", "turnEnded", "turnStarted", "turnEnded", "turnStarted"]


def test_a_batch_has_a_bundle_for_each_picture_and_its_share_of_the_sound() -> None:
    with WorkerProcess("studio:Film") as worker:
        worker.start()
        media = worker.expect("media")
        bundles = media["bundles"]
        # 300 ms of sound in blocks of at most 50 ms: two bundles for each of the three pictures.
        assert (len(bundles), media["bundlesPerFrame"], media["fps"]) == (6, 2, 20)
        pictures = [bundle["video"]["main_video"] for bundle in bundles if bundle["video"]]
        assert [int(worker.picture(picture, media)[0]) for picture in pictures] == [10, 20, 30]
        assert [("depth_map" in bundle["video"]) for bundle in bundles] == [True, False] * 3
        lengths = [len(media["parts"][bundle["audio"]["voice"]["part"]]) for bundle in bundles]
        assert max(lengths) <= 2 * 48_000 * 50 // 1000
        # The resampler holds the end of its input back, for a block that may follow.
        assert sum(lengths) == pytest.approx(2 * 14_400, abs=2 * 100)
        worker.show(media)
        for _ in range(6):
            worker.send("shown", session="s1", slots=[], credit=1)
        media = worker.expect("media")
        entry = media["bundles"][2]["video"]["main_video"]
        assert (media["bundles"][0]["frame"], media["parts"][entry["metadata"]]) == (7, b"raw")


def test_the_pulse_beats_from_loaded_on() -> None:
    with WorkerProcess("studio:Relay") as worker:
        worker.expect("loaded")
        worker.expect("stats")
        assert worker.pulses >= 4
