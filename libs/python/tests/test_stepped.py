"""A stepped session: one credit is one turn, and random numbers start from the seed."""

from __future__ import annotations

from worker_process import WorkerProcess


def step(worker: WorkerProcess) -> list[bytes]:
    """Grant one turn; the pictures that it emitted."""
    before = len(worker.messages)
    worker.send("shown", session="s1", slots=[], credit=1)
    worker.expect("stepped")
    made = [message for message in worker.messages[before:] if message["type"] == "media"]
    return [
        worker.picture(bundle["video"]["main_video"], message).tobytes()
        for message in made
        for bundle in message["bundles"]
    ]


def pictures(seed: int, count: int = 3) -> list[bytes]:
    with WorkerProcess("grain:Grain", limits={"stepped": True, "seed": seed}) as worker:
        worker.start()
        worker.call("set_level", level=200)
        return [picture for _ in range(count) for picture in step(worker)]


def test_takes_no_turn_without_credit_and_one_for_each_even_where_it_shows_nothing() -> None:
    with WorkerProcess("grain:Grain", limits={"stepped": True, "bufferSize": 4}) as worker:
        worker.start()
        assert worker.call("set_level", level=0) == {"ok": True, "turn": 1, "frame": 1}
        assert step(worker) == []
        assert worker.call("set_level", level=9, call_id=2) == {"ok": True, "turn": 2, "frame": 1}
        assert len(step(worker)) == 1
        assert worker.call("set_level", level=0, call_id=3) == {"ok": True, "turn": 3, "frame": 2}
        assert [message["turn"] for message in worker.messages if message["type"] == "stepped"] == [1, 2]


def test_draws_the_same_from_the_same_seed() -> None:
    first = pictures(7)
    assert len(set(first)) == 3
    assert pictures(7) == first
    assert pictures(8)[0] != first[0]


def test_says_what_a_read_waits_for() -> None:
    with WorkerProcess("grain:Pairs", limits={"stepped": True}) as worker:
        worker.start()
        worker.send("shown", session="s1", slots=[], credit=1)
        assert worker.expect("inputWanted")["frames"] == 2
        for _ in range(2):
            worker.send("video", session="s1", track="webcam", width=4, height=2, parts=[bytes(12)])
        assert worker.expect("stepped")["turn"] == 1


def test_steps_a_loop_that_would_drop_its_frames() -> None:
    with WorkerProcess("loops:Greedy", limits={"stepped": True}) as worker:
        worker.start()
        assert [len(step(worker)) for _ in range(3)] == [1, 1, 1]
