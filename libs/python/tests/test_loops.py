"""Models with loops of their own."""

from __future__ import annotations

from test_inputs import send_picture
from test_stream import first_picture
from worker_process import WorkerProcess


def test_emits_while_somebody_watches_and_ends_at_shutdown() -> None:
    with WorkerProcess("loops:Clock") as worker:
        worker.start(client=None)
        assert worker.call("set_shade", shade=5)["ok"]
        worker.send("connect", session="s1", clientId=1, joinedAt=0)
        media = worker.expect("media")
        assert (first_picture(worker, media), media["fps"]) == ({5}, 25)
        worker.send("endSession", session="s1", reason="stopped")
        worker.expect("sessionEnded")
        worker.begin("s2")
        worker.send("connect", session="s2", clientId=1, joinedAt=0)
        assert first_picture(worker, worker.expect("media", session="s2")) == {1}
        worker.send("shutdown")
        worker.expect("closed")
        assert worker.output()[0].splitlines() == ["session ended", "loop ended", "session ended"]


def test_changes_the_rate_and_drops_what_is_queued() -> None:
    with WorkerProcess("loops:Clock") as worker:
        worker.start()
        worker.expect("media")
        assert worker.call("flush")["reply"]["data"] == {"text": "12"}
        playouts = [message for message in worker.messages if message["type"] == "playout"]
        assert [(one.get("flush"), one.get("fps")) for one in playouts] == [(True, None), (None, 12)]


def test_an_async_loop_takes_commands_at_every_await() -> None:
    with WorkerProcess("loops:AsyncClock") as worker:
        worker.start()
        media = worker.expect("media")
        worker.show(media)
        # It sleeps for an hour now.
        assert worker.call("set_shade", shade=7)["ok"]
        assert worker.call("tell", call_id=2)["reply"]["data"] == {"text": "7"}
        worker.send("endSession", session="s1", reason="stopped")
        worker.expect("sessionEnded")
        worker.send("shutdown")
        worker.expect("closed")
        assert worker.output()[0].splitlines() == ["loop ended"]


def test_a_loop_that_waits_for_somebody_ends_at_shutdown() -> None:
    with WorkerProcess("loops:Clock") as worker:
        worker.expect("loaded")
        worker.send("shutdown")
        worker.expect("closed")
        assert worker.output()[0].splitlines() == ["loop ended"]


def test_drops_where_there_is_no_room() -> None:
    with WorkerProcess("loops:Greedy") as worker:
        worker.start()
        media = worker.expect("media")
        assert (media["drop"], media["fps"]) == (True, 10)
        # A model that takes that long may have two in transit.
        worker.expect("media")
        # Each wait of the loop runs one command, and after two of them it has emitted once more.
        dropped = [int(worker.call("dropped", call_id=i)["reply"]["data"]["text"]) for i in range(1, 5)]
        assert dropped[-1] > 0


def test_reads_over_sessions() -> None:
    with WorkerProcess("loops:Parrot") as worker:
        worker.start()
        for session in ("s1", "s2"):
            worker.call("nothing", session=session)
            send_picture(worker, 9, session=session)
            worker.expect("media", session=session)
            worker.send("endSession", session=session, reason="stopped")
            worker.expect("sessionEnded", session=session)
            if session == "s1":
                worker.begin("s2")
                worker.send("connect", session="s2", clientId=1, joinedAt=0)


def test_a_loop_that_ends_early_ends_the_model() -> None:
    for entry, reason in (
        ("loops:Returns", "Returns.run() returned; it must loop until the worker shuts down"),
        ("loops:Raises", "RuntimeError: out of paint"),
    ):
        with WorkerProcess(entry) as worker:
            worker.start()
            assert worker.expect("fatal")["reason"] == reason
            assert "Traceback" in worker.log()[-1]["stack"]


def test_refuses_a_call_that_would_block_an_event_loop() -> None:
    with WorkerProcess("loops:Blocking") as worker:
        worker.start()
        assert "await track.aread()" in worker.expect("fatal")["reason"]
