"""Real workers host real classes of the Reactor Runtime, in each of its styles."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np
import pytest
from worker_process import Message, WorkerProcess

pytest.importorskip(
    "reactor_runtime", reason="reactor-runtime is not installed: pip install 'reactor-runtime>=3.10,<4'"
)


def host(model: str, **options: Any) -> WorkerProcess:
    """A worker with one of the models."""
    return WorkerProcess(f"reactor_runtime_models:{model}", name=model.lower(), runtime="reactor-runtime", **options)


def brightness(worker: WorkerProcess, media: Message, bundle: int = 0) -> int:
    """The value of a picture that has one colour."""
    (value,) = set(worker.picture(media["bundles"][bundle]["video"]["main_video"], media).tolist())
    return int(value)


def looked(outcome: Message) -> Message:
    """The values of a reply."""
    found: Message = outcome["reply"]["data"]
    return found


def stored(tmp_path: Path, name: str, content: bytes) -> Message:
    """An uploaded file."""
    path = tmp_path / name
    path.write_bytes(content)
    size = len(content)
    return {
        "upload_id": "u1",
        "name": name,
        "mime_type": "text/plain",
        "size": size,
        "path": str(path),
        "sniffedMimeType": "text/plain",
    }


def count(worker: WorkerProcess, kind: str) -> int:
    """How many messages of a type there were so far."""
    return [message["type"] for message in worker.messages].count(kind)


class TestApp:
    def test_streams_pictures_sound_and_metadata(self) -> None:
        with host("Garden") as worker:
            worker.start()
            media = worker.expect("media")
            (bundle,) = media["bundles"]
            entry, sound = bundle["video"]["main_video"], bundle["audio"]["main_audio"]
            assert (media["fps"], entry["width"], entry["height"], entry["format"]) == (30, 64, 48, "rgb24")
            assert media["parts"][entry["metadata"]] == b'{"level":0}'
            samples = np.frombuffer(media["parts"][sound["part"]], np.int16)
            # Two channels of 0.5 as floats are mixed to one.
            assert (sound["sampleRate"], sound["channels"], len(samples)) == (48_000, 1, 1600)
            assert set(np.abs(samples - 16_384).tolist()) <= {0, 1}

    def test_shows_a_command_in_the_frame_that_its_answer_names(self) -> None:
        with host("Garden") as worker:
            worker.start()
            for level in range(1, 30):
                media = worker.expect("media")
                # Read before the slot is given back, because the next picture may be written into it.
                shown = brightness(worker, media)
                if level % 2:
                    worker.show(media)
                outcome = worker.call("set_level", level=level, call_id=level)
                if not level % 2:
                    worker.show(media)
                while media["bundles"][0]["frame"] < outcome["frame"] - 1:
                    media = worker.expect("media")
                    shown = brightness(worker, media)
                    worker.show(media)
                assert shown < level
                media = worker.expect("media")
                assert (brightness(worker, media), media["turn"]) == (level, outcome["turn"])
                worker.show(media)

    def test_makes_frames_as_fast_as_they_are_shown(self) -> None:
        with host("Garden") as worker:
            worker.start()
            media = worker.expect("media")
            # One answer comes after all that was sent before it.
            for call in range(5):
                worker.call("look", call_id=call)
            assert count(worker, "media") <= 2
            worker.show(media)
            worker.expect("media")

    def test_answers_with_the_typed_reply_of_its_handler(self) -> None:
        with host("Garden") as worker:
            worker.start()
            assert looked(worker.call("look", times=2)) == {
                "level": 0,
                "mood": "calm",
                "ratio": 0.5,
                "names": ["a", "a"],
            }

    def test_answers_with_the_code_of_a_command_error_and_hides_what_else_is_raised(self) -> None:
        with host("Garden") as worker:
            worker.start()
            failed = worker.call("fail", how="code")
            assert failed == {"ok": False, "code": "not_now", "message": "Try later."}
            crashed = worker.call("fail", call_id=2, how="crash")
            message = "The handler raised an unexpected error."
            assert crashed == {"ok": False, "code": "internal_error", "message": message}
            (line,) = [line for line in worker.log() if "error in command handler" in line["text"]]
            assert "RuntimeError: secret detail" in line["stack"]
            assert line["fields"] == {"command": "fail", "session": "s1"}

    def test_refuses_a_reply_that_json_cannot_represent_and_answers_the_next_command(self) -> None:
        with host("Garden") as worker:
            worker.start()
            assert worker.call("unsendable")["code"] == "internal_error"
            assert any("Looked.ratio cannot be sent" in line["text"] for line in worker.log())
            assert worker.call("look", call_id=2)["ok"]

    def test_refuses_with_the_texts_of_the_class(self) -> None:
        with host("Garden") as worker:
            worker.start()
            text = "level: 300 > le(255)"
            assert worker.call("set_level", level=300) == {
                "ok": False,
                "code": "invalid_command",
                "message": text,
                "field": "level",
                "fields": [{"field": "level", "message": text}],
                "rules": "broken",
            }
            assert worker.call("no_such", call_id=2)["message"] == "unknown command"

    def test_takes_the_default_of_a_bounded_value_that_may_be_none(self) -> None:
        with host("Garden") as worker:
            worker.start()
            assert worker.call("set_strength", strength=None)["ok"]
            assert worker.call("set_note", call_id=2, note=None)["ok"]

    def test_reports_what_changed_in_the_state_and_who_changed_it(self) -> None:
        with host("Garden") as worker:
            worker.start()
            # A hook changed it: nobody's command.
            assert worker.expect("inputs")["changes"] == [{"name": "prompt", "value": "prepared"}]
            worker.command("set_mood", mood="wild")
            assert worker.expect("inputs")["changes"] == [{"name": "mood", "value": "wild", "clientId": 1001}]

    def test_waits_while_a_step_is_refused(self) -> None:
        with host("Garden") as worker:
            worker.start()
            media = worker.expect("media")
            worker.call("set_paused", paused=True)
            worker.show(media)
            before = count(worker, "media")
            for call in range(2, 6):
                worker.call("look", call_id=call)
            assert count(worker, "media") <= before + 1
            worker.call("set_paused", call_id=9, paused=False)
            worker.show(worker.expect("media"))

    def test_hooks_see_clients_and_their_messages_arrive(self) -> None:
        with host("Garden") as worker:
            worker.start()
            greeting = worker.expect("message")
            assert (greeting["message"], greeting["clientId"]) == (
                {"type": "greeting", "data": {"text": "hello 1001"}},
                1001,
            )
            worker.send("connect", session="s1", clientId=1002, joinedAt=0)
            assert worker.expect("message")["clientId"] == 1002
            worker.send("disconnect", session="s1", clientId=1002)
            bye = worker.expect("message")
            assert (bye["message"]["data"], "clientId" in bye) == ({"text": "bye 1002"}, False)

    def test_reads_files_of_commands_and_of_notices(self, tmp_path: Path) -> None:
        with host("Garden") as worker:
            worker.start()
            file = stored(tmp_path, "note.txt", b"hi")
            call = {"clientId": 1001, "command": {"name": "paint", "args": {"at": {"x": 1}}, "uploads": {}}}
            worker.send("command", session="s1", callId=1, call={**call, "files": {"image": file}})
            reply = looked(worker.expect("commandDone")["outcome"])
            assert reply["names"] == ["started", "note.txt text/plain b'hi' {'x': 1}"]
            worker.send("fileUploaded", session="s1", clientId=1001, file=file)
            assert looked(worker.call("heard_so_far", call_id=2))["names"][-1] == "upload note.txt of 1001"
            worker.send("fileUploaded", session="s1", clientId=1001, file={**file, "path": "/nowhere"})
            gone = {**call, "files": {"image": {**file, "path": "/nowhere"}}}
            worker.send("command", session="s1", callId=3, call=gone)
            assert worker.expect("commandDone")["outcome"]["code"] == "unresolved_upload"

    def test_an_uploaded_value_is_shown_without_its_bytes(self, tmp_path: Path) -> None:
        with host("Garden") as worker:
            worker.start()
            worker.expect("inputs")
            call = {"clientId": 1001, "command": {"name": "set_overlay", "args": {}, "uploads": {}}}
            file = stored(tmp_path, "note.txt", b"hi")
            worker.send("command", session="s1", callId=1, call={**call, "files": {"overlay": file}})
            (change,) = worker.expect("inputs")["changes"]
            assert change["value"] == {"name": "note.txt", "mime_type": "text/plain", "size": 2}

    def test_gets_pictures_in_rgb_and_sound_at_the_rate_of_its_track(self) -> None:
        with host("Garden") as worker:
            worker.start()
            grey = bytes([126]) * (4 * 2) + bytes([128]) * 4
            worker.send("video", [grey, b"tag"], session="s1", track="webcam", width=4, height=2, captureTimeUs=77)
            worker.expect("taken", track="webcam")
            sound = np.full(9_600, 1000, "<i2").tobytes()
            worker.send("audio", [sound], session="s1", track="mic", sampleRate=48_000, channels=2)
            worker.expect("taken", track="mic")
            names = looked(worker.call("camera"))["names"]
            assert names == ["(2, 4, 3) uint8 128 b'tag' 77", "1 int16 True"]

    def test_flushes_and_sets_its_rate(self) -> None:
        with host("Garden") as worker:
            worker.start()
            worker.command("flush_now")
            assert worker.expect("playout")["flush"] is True
            assert worker.expect("playout")["fps"] == 12

    def test_gets_its_configuration(self, tmp_path: Path) -> None:
        config = tmp_path / "garden.yaml"
        config.write_text("{}")
        with host("Garden", config=str(config)) as worker:
            worker.expect("loaded")

    def test_runs_one_session_after_the_other_with_a_state_of_its_own(self) -> None:
        with host("Garden") as worker:
            worker.start()
            worker.call("set_level", level=9)
            worker.send("endSession", session="s1", reason="stopped")
            worker.expect("sessionEnded")
            worker.begin("s2")
            worker.send("connect", session="s2", clientId=1001, joinedAt=0)
            media = worker.expect("media", session="s2")
            assert (brightness(worker, media), media["turn"], media["bundles"][0]["frame"]) == (0, 1, 1)
            worker.send("shutdown")
            worker.expect("closed")
            assert worker.output()[0].splitlines() == ["ended with level 9", "ended with level 0"]


class TestPipeline:
    def test_shows_a_batch_as_several_frames(self) -> None:
        with host("Valley") as worker:
            worker.start()
            media = worker.expect("media")
            assert [bundle["frame"] for bundle in media["bundles"]] == [1, 2]
            assert [brightness(worker, media, i) for i in (0, 1)] == [7, 8]
            assert media["parts"] == [b"first", b"second"]
            assert 1 <= media["fps"] <= 60

    def test_closes_its_generator_when_the_last_client_leaves(self) -> None:
        with host("Valley") as worker:
            worker.start()
            worker.expect("media")
            worker.send("disconnect", session="s1", clientId=1001)
            worker.send("endSession", session="s1", reason="timed_out")
            worker.expect("sessionEnded")
            worker.send("shutdown")
            worker.expect("closed")
            assert worker.output()[0].splitlines() == ["closed"]

    def test_a_read_that_waits_ends_with_its_session(self) -> None:
        with host("Camera") as worker:
            worker.start()
            worker.send("endSession", session="s1", reason="stopped")
            worker.expect("sessionEnded")
            worker.begin("s2")
            worker.send("connect", session="s2", clientId=7, joinedAt=0)
            grey = bytes([126]) * 8 + bytes([128]) * 4
            worker.send("video", [grey], session="s2", track="webcam", width=4, height=2)
            entry = worker.expect("media", session="s2")["bundles"][0]["video"]["main_video"]
            assert (entry["width"], entry["height"]) == (4, 2)


class TestLoop:
    def test_waits_for_room_and_drops_where_it_says_so(self) -> None:
        with host("Looper") as worker:
            worker.start()
            first = worker.expect("media")
            assert (first["fps"], first.get("drop")) == (30, None)
            worker.show(first)
            second = worker.expect("media")
            assert second["drop"] is True
            worker.call("count")
            assert count(worker, "media") == 2


class TestFault:
    @pytest.mark.parametrize(
        ("model", "reason"),
        [
            ("NeedsState", "RequiredState cannot be made from its defaults"),
            ("FailsToLoad", "OSError: no weights"),
            ("BadBuffer", "buffer_size must be positive, got 0"),
            ("Plain", "Plain is no class of the Reactor Runtime; derive it from ReactorApp"),
            ("Albums", "show: its argument images has files inside of a list"),
            ("Missing", "has no Missing; it has"),
        ],
    )
    def test_a_model_that_cannot_be_served_is_not_loaded(self, model: str, reason: str) -> None:
        with host(model) as worker:
            assert reason in worker.expect("loadFailed")["reason"]

    @pytest.mark.parametrize(
        ("model", "reason"),
        [
            ("Crashes", "run() raised ValueError: no garden"),
            ("WrongFrame", "track main_video takes a uint8 array of shape (height, width, 3)"),
        ],
    )
    def test_a_loop_that_raises_ends_the_model_with_its_traceback(self, model: str, reason: str) -> None:
        with host(model) as worker:
            worker.start()
            assert reason in worker.expect("fatal")["reason"]
            assert any("model run() crashed" in line["text"] and "Traceback" in line["stack"] for line in worker.log())

    def test_a_loop_that_returns_ends_the_model(self) -> None:
        with host("Returns") as worker:
            assert "run() returned" in worker.expect("fatal")["reason"]
