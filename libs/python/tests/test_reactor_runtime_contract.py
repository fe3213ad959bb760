"""What is used of ``reactor-runtime``, checked against the installed package.

Its authors promise little of this. Where a test fails with a new version, the text says what a worker leans on: change
``reactor_worker/reactor_runtime`` first, then the versions that ``launch.py`` accepts.
"""

from __future__ import annotations

import asyncio
import dataclasses
import inspect
import queue
import threading
import time
import warnings
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from worker_process import ROOT, module_at

pytest.importorskip(
    "reactor_runtime", reason="reactor-runtime is not installed: pip install 'reactor-runtime>=3.10,<4'"
)

with warnings.catch_warnings():
    # The older styles say that they are deprecated.
    warnings.simplefilter("ignore")
    models: Any = module_at(ROOT / "tests" / "models" / "reactor_runtime_models.py")

from reactor_worker.reactor_runtime import installed
from reactor_worker.reactor_runtime.model_class import input_buffers_of

PATIENCE = 10.0


class Seen:
    """What a bridge called back, and on which thread."""

    def __init__(self) -> None:
        self.calls: queue.Queue[tuple[str, tuple[Any, ...], str]] = queue.Queue()

    def sink(self, name: str) -> Callable[..., None]:
        """A callback that notes its arguments, and holds a model up a little that emits."""

        def note(*args: Any) -> None:
            self.calls.put((name, args, threading.current_thread().name))
            if name == "media":
                time.sleep(0.002)

        return note

    def next(self, name: str) -> tuple[tuple[Any, ...], str]:
        """Arguments and thread of the next call of this callback; others before it are skipped."""
        while True:
            found, args, thread = self.calls.get(timeout=PATIENCE)
            if found == name:
                return args, thread


@dataclasses.dataclass
class Hosted:
    """A model behind its bridge."""

    model: Any
    bridge: Any
    seen: Seen

    def post(self, *events: Any) -> None:
        """Hand events to the model."""
        for event in events:
            self.bridge.dispatch_reactor_event(event)

    def submit(self, name: str, request: str | None = "r1", **args: Any) -> Any:
        """Submit a command of client 1001."""
        client = installed.ConnId(1001)
        return asyncio.run(self.bridge.submit_command(name, args, conn_id=client, request_id=request))


@pytest.fixture
def host() -> Iterator[Callable[..., Hosted]]:
    """Makes a bridge of a model class; its model ends with the test."""
    made: list[Hosted] = []

    def make(model_class: Any, start: bool = True) -> Hosted:
        model = model_class()
        model.load(Path("config.yaml"))
        bridge = installed.ModelBridge(model, installed.ModelContract.of(model_class))
        seen = Seen()
        operations = installed.MediaOps(seen.sink("flush"), seen.sink("set_rate"), seen.sink("set_depth"))
        names = ("broadcast", "addressed", "media", "failure", "step_refusal")
        bridge.bind_outbound(**{name: seen.sink(name) for name in names}, media_ops=operations)
        if start:
            bridge.start()
        made.append(Hosted(model, bridge, seen))
        return made[-1]

    yield make
    deadline = time.monotonic() + PATIENCE
    while (running := [one for one in threading.enumerate() if one.name == "model"]) and time.monotonic() < deadline:
        # A model that has only just been started does not hear it.
        for hosted in made:
            asyncio.run(hosted.bridge.stop())
        running[0].join(0.05)
    for hosted in made:
        # A read that waits has a thread of its own, which would keep the interpreter from ending.
        for buffer in input_buffers_of(hosted.model, hosted.bridge.contract.tracks):
            buffer.close()
        hosted.model._loop.close()


def session(number: int = 1) -> list[Any]:
    """A session with a client."""
    return [installed.SessionStarted(f"s{number}"), installed.ClientConnected(installed.ConnId(1001), 1)]


def fields_of(owner: Any) -> list[str]:
    """The fields of a dataclass."""
    return [field.name for field in dataclasses.fields(owner)]


def parameters_of(function: Any) -> set[str]:
    """The names of a function's parameters."""
    return set(inspect.signature(function).parameters) - {"self"}


class TestNames:
    @pytest.mark.parametrize(
        ("method", "names"),
        [
            ("submit_command", {"name", "raw_args", "conn_id", "request_id"}),
            ("check_command", {"name", "raw_args"}),
            ("submit_step", {"calls", "media_input", "conn_id", "request_id"}),
            ("push_media", {"track", "frame", "source", "session"}),
            ("dispatch_reactor_event", {"event"}),
            ("bind_outbound", {"broadcast", "addressed", "media", "media_ops", "failure", "step_refusal"}),
            ("start", set()),
            ("stop", set()),
        ],
    )
    def test_the_bridge_has_its_methods(self, method: str, names: set[str]) -> None:
        assert names <= parameters_of(getattr(installed.ModelBridge, method))

    def test_values_have_their_fields(self) -> None:
        assert fields_of(installed.SessionStarted)[0] == "session_id"
        assert fields_of(installed.SessionEnded)[:2] == ["session_id", "reason"]
        assert fields_of(installed.ClientConnected)[:2] == ["conn_id", "total"]
        assert fields_of(installed.ClientDisconnected)[:2] == ["conn_id", "total"]
        assert fields_of(installed.FileUploaded) == ["file", "conn_id"]
        assert fields_of(installed.UploadedFile) == ["name", "mime_type", "data"]
        assert {"data", "metadata", "capture_time_us"} <= parameters_of(installed.InputFrame)
        assert {"bundle", "fps", "n_frames", "wait", "session"} <= set(fields_of(installed.MediaChunk))
        assert fields_of(installed.TrackData)[:3] == ["info", "data", "metadata"]
        assert {"code", "message"} <= set(fields_of(installed.CommandFailure))
        assert "request_id" in fields_of(installed.StepRefusal)
        assert {"stopped", "timed_out", "error"} <= {reason.value for reason in installed.EndReason}

    def test_older_names_still_work_and_say_what_replaces_them(self) -> None:
        import reactor_runtime

        with pytest.warns(DeprecationWarning):
            assert reactor_runtime.ReactorModel is reactor_runtime.ReactorApp
        with pytest.warns(DeprecationWarning):
            assert issubclass(reactor_runtime.ReactorPipeline, reactor_runtime.ReactorApp)

    def test_the_core_declares_the_rate_that_is_no_authors(self) -> None:
        assert vars(installed.ReactorCore)["fps"] == 30.0
        assert "fps" not in vars(installed.ReactorApp)
        assert "fps" not in vars(installed.ReactorPipeline)


class TestContract:
    def test_has_tracks_with_inputs_first(self) -> None:
        tracks = installed.ModelContract.of(models.Garden).tracks
        found = [(name, track.kind.value, track.direction.value, track.rate) for name, track in tracks.items()]
        assert found == [
            ("webcam", "video", "in", 0.0),
            ("mic", "audio", "in", 24_000.0),
            ("main_video", "video", "out", 0.0),
            ("main_audio", "audio", "out", 48_000.0),
        ]

    def test_has_hooks_commands_and_replies(self) -> None:
        contract: Any = installed.ModelContract.of(models.Garden)
        hooks = contract.lifecycle
        assert hooks.session_started.__name__ == "prepare"
        assert hooks.session_ended.__name__ == "finish"
        assert (hooks.connected.__name__, hooks.disconnected.__name__) == ("greet", "leave")
        assert hooks.file_uploaded.__name__ == "received"
        assert contract.commands["look"].response.name == "looked"
        assert contract.commands["set_level"].response is None

    def test_renders_its_schema(self) -> None:
        document = installed.ModelContract.of(models.Garden).render_schema().to_openapi()
        level = document["paths"]["/events/set_level"]["post"]
        assert level["summary"] == "Brightness of the picture."
        assert level["requestBody"]["content"]["application/json"]["schema"] == {
            "type": "object",
            "properties": {
                "level": {
                    "type": "integer",
                    "default": 0,
                    "description": "Brightness of the picture.",
                    "minimum": 0,
                    "maximum": 255,
                    "x-reactor-moderate": False,
                }
            },
        }
        looked = document["webhooks"]["looked"]["post"]["requestBody"]["content"]["application/json"]["schema"]
        assert looked == {"$ref": "#/components/schemas/Looked"}
        assert document["components"]["schemas"]["Looked"]["required"] == ["level", "mood", "ratio", "names"]
        assert document["info"]["description"] == "A garden that is one colour."


class TestBridge:
    def test_is_bound_once_and_before_its_start(self, host: Callable[..., Hosted]) -> None:
        bound = host(models.Garden, start=False)
        with pytest.raises(RuntimeError, match="bind_outbound must be called once"):
            bound.bridge.bind_outbound(broadcast=print, addressed=print, media=print)
        bare = installed.ModelBridge(bound.model, installed.ModelContract.of(models.Garden))
        with pytest.raises(RuntimeError, match="bind_outbound must be called before start"):
            bare.start()

    def test_sets_the_declared_depth_when_bound(self, host: Callable[..., Hosted]) -> None:
        assert host(models.Garden, start=False).seen.next("set_depth")[0] == (1,)

    def test_runs_the_model_on_a_daemon_thread_of_its_name(self, host: Callable[..., Hosted]) -> None:
        before = set(threading.enumerate())
        host(models.Garden)
        (thread,) = [one for one in threading.enumerate() if one not in before]
        assert (thread.name, thread.daemon) == ("model", True)

    def test_emits_chunks_on_a_worker_thread_without_end_unless_it_blocks(self, host: Callable[..., Hosted]) -> None:
        hosted = host(models.Garden)
        hosted.post(*session())
        for _ in range(5):
            (chunk,), thread = hosted.seen.next("media")
        assert thread != "model"
        assert (chunk.fps, chunk.n_frames, chunk.wait, chunk.session) == (30.0, 1, True, 1)
        video, sound = chunk.bundle.tracks["main_video"], chunk.bundle.tracks["main_audio"]
        assert (video.data.shape, video.data.dtype, video.metadata) == ((48, 64, 3), np.uint8, b'{"level":0}')
        assert (video.info.name, video.info.kind) == ("main_video", installed.TrackKind.VIDEO)
        assert (sound.data.shape, sound.data.dtype, sound.metadata) == ((2, 1600), np.float32, None)

    def test_emits_a_batch_in_one_chunk_with_metadata_for_each_picture(self, host: Callable[..., Hosted]) -> None:
        hosted = host(models.Valley)
        hosted.post(*session())
        (chunk,), _ = hosted.seen.next("media")
        video = chunk.bundle.tracks["main_video"]
        assert (chunk.n_frames, video.data.shape, video.metadata) == (2, (2, 48, 64, 3), [b"first", b"second"])
        assert chunk.fps != 30.0

    def test_emits_through_its_public_output(self, host: Callable[..., Hosted]) -> None:
        """``CountedOutput`` takes its place."""
        hosted = host(models.Looper, start=False)
        inner, emitted = hosted.model.output, threading.Event()

        class Output:
            async def emit(self, output: Any, **options: Any) -> None:
                assert options.keys() == {"compute_time", "drop"}
                emitted.set()
                await inner.emit(output, **options)

        hosted.model.output = Output()
        hosted.bridge.start()
        hosted.post(*session())
        assert emitted.wait(PATIENCE)

    def test_copies_context_to_the_thread_of_the_media_sink(self) -> None:
        """``Emissions`` knows by it which emission a call of the sink belongs to."""
        from reactor_runtime import OutputStream

        source = inspect.getsource(OutputStream)
        assert "asyncio.to_thread(core._out_media" in source

    def test_handles_everything_in_the_order_of_its_arrival(self, host: Callable[..., Hosted]) -> None:
        hosted = host(models.Garden)
        hosted.post(*session())
        assert hosted.submit("look").accepted
        hosted.bridge.submit_step((), {}, conn_id=installed.ConnId(0), request_id="fence")
        order = []
        while "step_refusal" not in order:
            name, args, thread = hosted.seen.calls.get(timeout=PATIENCE)
            if name in ("addressed", "step_refusal"):
                order.append(name)
                assert thread == "model"
        # The greeting of the client, the reply, and then the fence: a step that no streamed session takes.
        assert order == ["addressed", "addressed", "step_refusal"]
        assert args[0].request_id == "fence"

    def test_refuses_a_step_between_sessions_too(self, host: Callable[..., Hosted]) -> None:
        for model in (models.Garden, models.Valley, models.Looper):
            hosted = host(model)
            hosted.bridge.submit_step((), {}, conn_id=installed.ConnId(0), request_id="fence")
            assert hosted.seen.next("step_refusal")[0][0].request_id == "fence"

    def test_answers_each_command_by_its_request(self, host: Callable[..., Hosted]) -> None:
        hosted = host(models.Garden)
        hosted.post(*session())
        hosted.submit("set_level", "bodyless", level=3)
        hosted.submit("look", "typed")
        hosted.submit("fail", "failed", how="code")
        answers: dict[str, Any] = {}
        while len(answers) < 3:
            (client, answer, request), _ = hosted.seen.next("addressed")
            if request is not None:
                assert client == 1001
                answers[request] = answer
        assert answers["bodyless"] is None
        assert answers["typed"].to_wire_format()["type"] == "looked"
        assert isinstance(answers["failed"], installed.CommandFailure)
        assert (answers["failed"].code, answers["failed"].message) == ("not_now", "Try later.")

    def test_says_which_field_a_command_is_refused_for(self, host: Callable[..., Hosted]) -> None:
        refused = host(models.Garden).submit("set_level", level=300)
        assert (refused.accepted, refused.field, refused.reason) == (False, "level", "level: 300 > le(255)")

    def test_fills_in_what_is_missing_unchecked_and_checks_what_is_there(self, host: Callable[..., Hosted]) -> None:
        """Why defaults are left out of what is submitted."""
        hosted = host(models.Garden)
        assert hosted.bridge.check_command("set_strength", {}).accepted
        assert not hosted.bridge.check_command("set_strength", {"strength": None}).accepted

    def test_has_its_state_before_the_hook_of_the_session(self, host: Callable[..., Hosted]) -> None:
        hosted = host(models.Garden)
        before: Any = hosted.model.state
        assert before is None
        hosted.post(installed.SessionStarted("s1"))
        hosted.bridge.submit_step((), {}, conn_id=installed.ConnId(0), request_id="fence")
        hosted.seen.next("step_refusal")
        assert hosted.model.state.prompt == "prepared"

    def test_counts_sessions_and_keeps_media_of_the_next_one(self, host: Callable[..., Hosted]) -> None:
        hosted = host(models.Garden)
        frame = installed.InputFrame(np.zeros((2, 2, 3), np.uint8))
        hosted.post(*session())
        hosted.seen.next("media")
        assert hosted.bridge.push_media("webcam", frame, session=2) == 0
        assert hosted.bridge.push_media("no_such", frame, session=2) == 0
        hosted.post(installed.SessionEnded("s1", installed.EndReason.STOPPED), installed.SessionStarted("s2"))
        hosted.bridge.submit_step((), {}, conn_id=installed.ConnId(0), request_id="fence")
        hosted.seen.next("step_refusal")
        assert hosted.model.inputs.webcam.available == 1

    def test_evicts_the_oldest_beyond_128_pictures(self, host: Callable[..., Hosted]) -> None:
        hosted = host(models.Garden, start=False)
        frame = installed.InputFrame(np.zeros((2, 2, 3), np.uint8))
        assert sum(hosted.bridge.push_media("webcam", frame, session=1) for _ in range(130)) == 2

    def test_a_pipeline_takes_a_closed_input_for_the_end_and_opens_it_again(self, host: Callable[..., Hosted]) -> None:
        hosted = host(models.Camera)
        hosted.post(*session())
        webcam = hosted.model.inputs.webcam
        frame = installed.InputFrame(np.zeros((2, 2, 3), np.uint8))
        webcam.close()
        hosted.post(installed.ClientDisconnected(installed.ConnId(1001), 0), *session()[1:])
        deadline = time.monotonic() + PATIENCE
        while hosted.seen.calls.empty() and time.monotonic() < deadline:
            hosted.bridge.push_media("webcam", frame, session=1)
            time.sleep(0.01)
        assert hosted.seen.next("media")

    def test_plays_and_flushes_through_its_operations(self, host: Callable[..., Hosted]) -> None:
        hosted = host(models.Garden)
        hosted.post(*session())
        hosted.submit("flush_now")
        assert hosted.seen.next("flush")[0] == (False,)
        assert hosted.seen.next("set_rate")[0] == (12.0,)
        assert vars(hosted.model)["fps"] == 12

    def test_says_once_that_the_loop_raised(self, host: Callable[..., Hosted]) -> None:
        hosted = host(models.Crashes)
        hosted.post(*session())
        (error,), thread = hosted.seen.next("failure")
        assert (str(error), thread) == ("no garden", "model")
        with pytest.raises(queue.Empty):
            hosted.seen.calls.get(timeout=0.2)

    def test_supports_steps_only_with_its_own_loop(self, host: Callable[..., Hosted]) -> None:
        found = [
            host(one, start=False).bridge.supports_stepped for one in (models.Garden, models.Looper, models.Valley)
        ]
        assert found == [True, False, False]


def test_its_manifest_file_can_be_read(tmp_path: Path) -> None:
    from reactor_runtime.manifest import import_model_class, load_config

    path = tmp_path / "reactor.yaml"
    path.write_text("model:\n  name: garden\nruntime:\n  import: reactor_runtime_models:Garden\n")
    config = load_config(path)
    assert (config.model_ref, config.model_name) == ("reactor_runtime_models:Garden", "garden")
    assert import_model_class(config.model_ref) is models.Garden
