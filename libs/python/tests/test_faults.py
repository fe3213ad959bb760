"""A bad day: what goes wrong is said, and the worker stays what it was."""

from __future__ import annotations

import os
import re
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest
from worker_process import PATIENCE, ROOT, WorkerProcess


@pytest.mark.parametrize(
    ("fault", "text"),
    [
        ("raise", "RuntimeError: no paint"),
        ("exit", "SystemExit: leaving"),
        ("recursion", "RecursionError: maximum recursion depth exceeded"),
        ("memory", "MemoryError"),
        ("text", "Faulty emitted 'a picture'; yield a picture"),
        ("track", "Faulty emitted a track 'other', but its outputs are: main_video"),
        ("shape", "with layout hwc a picture has 3 or 4 channels last"),
        ("dtype", "a picture has numbers of the type uint8"),
        ("floats", "a picture of floats needs to say what is black and white"),
        ("size", "a picture has from 1 to 16384 pixels a side"),
        ("batches", "Faulty emitted an empty list"),
    ],
)
def test_a_turn_that_fails_ends_the_session_and_the_next_one_runs(fault: str, text: str) -> None:
    with WorkerProcess("faults:Faulty") as worker:
        worker.start()
        worker.command("set_fault", fault=fault)
        failure = worker.expect("sessionFailed")["failure"]
        # Clients learn nothing of what was raised.
        assert failure == {
            "code": "model_failed",
            "message": "The model sunny failed; the session is over. Start another one, or see the server's log.",
        }
        line = worker.log()[-1]
        assert line["text"].startswith(f"session s1: the model failed: {text}")
        assert (line["level"], line["context"], line["fields"]) == ("error", "Faulty", {"session": "s1"})
        assert "Traceback" in line["stack"]
        worker.send("endSession", session="s1", reason="model_failed")
        worker.expect("sessionEnded")
        worker.begin("s2")
        worker.send("connect", session="s2", clientId=1, joinedAt=0)
        worker.expect("turnStarted", session="s2", turn=2)


def test_a_process_that_leaves_is_gone() -> None:
    with WorkerProcess("faults:Faulty") as worker:
        worker.start()
        worker.command("set_fault", fault="os_exit")
        with pytest.raises(AssertionError, match="the worker ended"):
            worker.expect("never")
        assert worker.process.wait(PATIENCE) == 7


def test_handlers_and_hooks_that_fail_are_logged_and_change_nothing() -> None:
    with WorkerProcess("faults:Faulty") as worker:
        worker.start()
        worker.expect("hookEnded", hook="fail")
        assert worker.log()[-1]["text"] == "hook fail() failed: RuntimeError: hook failed"
        failed = {"ok": False, "code": "internal_error", "message": "The handler failed; see the server's log."}
        assert worker.call("leave", call_id=1) == failed
        assert worker.call("bad_reply", call_id=2) == failed
        assert "is not a message of sunny" in worker.log()[-1]["text"]
        assert worker.call("odd", call_id=3)["ok"]
        assert worker.log()[-1]["text"].startswith("a message was not sent: Odd.value cannot be sent: a float64 array")
        assert worker.call("unlisted", call_id=4)["ok"]
        assert "list its class in @model(messages=[…])" in worker.log()[-1]["text"]
        assert worker.expect("stats")["stats"]["messagesUnsent"] == 2


def test_a_refusal_of_the_author_reaches_the_caller() -> None:
    with WorkerProcess("sunny:Sunny") as worker:
        worker.start()
        assert worker.call("look", height=1) == {
            "ok": False,
            "code": "too_high",
            "message": "The sun is not there.",
        }


def test_rules_that_never_end_are_stopped() -> None:
    with WorkerProcess("faults:Faulty", limits={"ruleTimeoutMs": 50}) as worker:
        worker.start()
        assert worker.call("slow_pattern", call_id=1, text="aaa")["ok"]
        outcome = worker.call("slow_pattern", call_id=2, text="a" * 60 + "!")
        assert outcome == {
            "ok": False,
            "code": "invalid_command",
            "message": "slow_pattern: its arguments could not be checked within 50 ms; send shorter or simpler values",
            "rules": "expired",
        }
        outcome = worker.call("broken_rule", call_id=3, text="b")
        assert (outcome["code"], outcome["rules"]) == ("internal_error", "broken")


def test_a_session_whose_state_cannot_be_made_is_refused() -> None:
    with WorkerProcess("faults:Refuses") as worker:
        worker.expect("loaded")
        for session in ("s1", "s2"):
            worker.send("beginSession", session=session)
            assert worker.expect("sessionRefused", session=session)["reason"] == "RuntimeError: no state today"
            worker.send("endSession", session=session, reason="refused")
            worker.expect("sessionEnded", session=session)


def test_a_generator_without_a_yield_is_named() -> None:
    with WorkerProcess("faults:Nothing") as worker:
        worker.start()
        assert "Nothing.inference() returned without a yield" in worker.expect("log")["text"]
    with WorkerProcess("faults:NoGenerator") as worker:
        worker.start()
        worker.expect("sessionFailed")
        assert "returned a list of 1 items; make it a generator" in worker.log()[-1]["text"]


def test_a_generator_that_is_not_closed_fails_its_session() -> None:
    with WorkerProcess("faults:Stubborn") as worker:
        worker.start()
        worker.expect("turnStarted", turn=3)
        worker.send("disconnect", session="s1", clientId=1001)
        worker.expect("sessionFailed")
        assert "generator ignored GeneratorExit" in worker.log()[-1]["text"]


def test_a_model_that_never_yields_still_sends_its_pulse() -> None:
    with WorkerProcess("faults:Holds") as worker:
        worker.start()
        # The making of the generator is over, and its first turn has begun.
        worker.expect("turnEnded")
        worker.expect("turnStarted")
        worker.send("endSession", session="s1", reason="stopped")
        before = worker.pulses
        worker.expect("stats")
        assert worker.pulses > before
        assert not any(message["type"] == "sessionEnded" for message in worker.messages)


def test_load_gets_the_configuration_and_the_defaults_of_the_state(tmp_path: Path) -> None:
    config = tmp_path / "model.yaml"
    config.write_text("weights: 1")
    with WorkerProcess("faults:Configured", config=str(config)) as worker:
        worker.expect("loaded")
        worker.begin("s1")
        assert worker.output()[0].splitlines() == ["weights: 1 none", "none"]


@pytest.mark.parametrize(
    ("entry", "reason"),
    [
        ("nowhere:Model", r"there is no module nowhere in .*models; correct the entry, or the option cwd"),
        ("sunny:Moon", r".*sunny\.py has no Moon; it has .*Sunny.*; correct the entry"),
        ("sunny:Weather", "the class Weather is no model; name a class that extends reactor_worker.Pipeline or .Loop"),
        (
            "broken_import:Model",
            r".*broken_import\.py, line 3: No module named 'absent_package'; run: .*-m pip install",
        ),
        ("broken_syntax:Model", r".*broken_syntax\.py, line 2: SyntaxError: "),
        ("broken_top:Model", r".*broken_top\.py, line 3: ZeroDivisionError: division by zero"),
        ("faults:LoadFails", "OSError: no weights"),
    ],
)
def test_a_model_that_cannot_be_loaded_says_what_and_where(entry: str, reason: str) -> None:
    with WorkerProcess(entry) as worker:
        message = worker.expect("loadFailed")
        assert re.match(reason, message["reason"]), message["reason"]
        assert "\n" not in message["reason"]
        assert "Traceback" in worker.log()[-1]["stack"]


def test_output_of_the_model_is_not_parsed() -> None:
    with WorkerProcess("chatty:Chatty") as worker:
        worker.start()
        worker.expect("media")
        assert worker.call("set_level", level=1)["ok"] is False
        printed, complained = worker.output()
        assert printed.startswith('{"type":"media"}')
        assert complained.startswith("to the error stream")


def test_signals_of_the_terminal_are_left_to_the_server() -> None:
    with WorkerProcess("sunny:Sunny") as worker:
        worker.start()
        for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
            worker.process.send_signal(number)
        assert worker.call("set_level", level=1)["ok"]


@pytest.mark.parametrize("entry", ["sunny:Sunny", "faults:Holds"])
def test_ends_with_its_server(entry: str) -> None:
    with WorkerProcess(entry) as worker:
        worker.start()
        worker.expect("turnStarted")
        worker.hang_up()
        assert worker.process.wait(PATIENCE) == -signal.SIGKILL


def test_ends_with_its_server_also_where_nobody_reads_what_it_writes() -> None:
    with WorkerProcess("sunny:Sunny") as worker:
        worker.start()
        for stream in (worker.process.stdout, worker.process.stderr):
            assert stream is not None
            stream.close()
        worker.hang_up()
        assert worker.process.wait(PATIENCE) == -signal.SIGKILL


@pytest.mark.skipif(not hasattr(os, "fork"), reason="the system cannot fork")
def test_a_process_that_the_model_forks_does_not_speak_for_it() -> None:
    with WorkerProcess("forks:Forks") as worker:
        worker.start()
        worker.expect("media")
        assert worker.call("fork")["ok"]
        assert worker.call("fork", call_id=2)["ok"]
        assert worker.log() == []
        assert worker.output()[1].splitlines() == ["WARNING:child:from the child"] * 2


def test_a_crash_of_native_code_names_the_line() -> None:
    with WorkerProcess("forks:Crashes") as worker:
        worker.start()
        assert worker.process.wait(PATIENCE) == -signal.SIGABRT
        assert "forks.py" in worker.output()[1]


@pytest.mark.skipif(not sys.platform.startswith("linux"), reason="only Linux ends a process with its parent")
def test_ends_with_its_parent_while_the_interpreter_is_held(tmp_path: Path) -> None:
    started = tmp_path / "pid"
    program = f"""
import sys, time
sys.path[:0] = [{str(ROOT / "tests")!r}, {str(ROOT / "src")!r}]
from pathlib import Path
from worker_process import WorkerProcess
worker = WorkerProcess("holds_lock:HoldsLock")
worker.start()
worker.expect("turnStarted", turn=1)
Path({str(started)!r}).write_text(str(worker.process.pid))
time.sleep(60)
"""
    server = subprocess.Popen([sys.executable, "-c", program])
    while not started.exists() or not started.read_text():
        assert server.poll() is None
        time.sleep(0.02)
    pid = int(started.read_text())
    server.kill()
    server.wait()
    deadline = time.monotonic() + PATIENCE
    while _is_running(pid):
        assert time.monotonic() < deadline, "the worker outlived its server"
        time.sleep(0.02)


def _is_running(pid: int) -> bool:
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    # A process that ended and was not waited for is there until its new parent has done so.
    return Path(f"/proc/{pid}/stat").read_text().rsplit(")", 1)[1].split()[0] != "Z"
