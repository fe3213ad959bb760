"""A real worker streams, takes commands, and ends its sessions."""

from __future__ import annotations

from worker_process import Message, WorkerProcess


def first_picture(worker: WorkerProcess, media: Message) -> set[int]:
    """The values in the first picture of an emission."""
    return set(worker.picture(media["bundles"][0]["video"]["main_video"], media).tolist())


def test_streams_what_the_model_yields_and_shows_a_command_in_the_next_frame() -> None:
    with WorkerProcess("sunny:Sunny") as worker:
        worker.start()
        media = worker.expect("media")
        entry = media["bundles"][0]["video"]["main_video"]
        assert (media["fps"], entry["width"], entry["height"], entry["format"]) == (30, 64, 48, "rgb24")
        assert first_picture(worker, media) == {0}
        assert worker.call("set_level", level=200) == {"ok": True, "turn": 2, "frame": 2}
        worker.show(media)
        media = worker.expect("media")
        assert first_picture(worker, media) == {200}
        assert (media["turn"], media["bundles"][0]["frame"]) == (2, 2)


def test_says_when_a_turn_works() -> None:
    with WorkerProcess("sunny:Sunny") as worker:
        worker.start()
        worker.expect("media")
        worker.expect("turnEnded")
        turns = [message["type"] for message in worker.messages if message["type"].startswith(("turn", "media"))]
        # Making the generator is the author's code too, and runs under the number of the first turn.
        assert turns == ["turnStarted", "turnEnded", "turnStarted", "media", "turnEnded"]
        assert {message["turn"] for message in worker.messages if message["type"].startswith("turn")} == {1}


def test_emits_no_more_than_its_credit() -> None:
    with WorkerProcess("sunny:Sunny", limits={"bufferSize": 3}) as worker:
        worker.start()
        shown = [worker.expect("media") for _ in range(3)]
        # An answer to a command comes after all that was sent before it.
        worker.call("set_level", level=1)
        assert [message["type"] for message in worker.messages].count("media") == 3
        worker.show(shown[0])
        assert worker.expect("media")["bundles"][0]["frame"] == 4


def test_uses_the_lowest_free_slot() -> None:
    with WorkerProcess("sunny:Sunny", limits={"bufferSize": 2}) as worker:
        worker.start()
        first, second = worker.expect("media"), worker.expect("media")
        assert [slot(first), slot(second)] == [0, 1]
        worker.show(second)
        assert slot(worker.expect("media")) == 1
        worker.show(first)
        assert slot(worker.expect("media")) == 0


def test_sends_a_picture_as_a_part_where_it_has_no_slot() -> None:
    with WorkerProcess("sunny:Sunny", slot_count=0) as worker:
        worker.start()
        media = worker.expect("media")
        assert first_picture(worker, media) == {0}
        assert [len(part) for part in media["parts"]] == [64 * 48 * 3]


def test_runs_one_session_after_the_other_with_a_state_of_its_own() -> None:
    with WorkerProcess("sunny:Sunny") as worker:
        worker.start()
        worker.expect("media")
        worker.call("set_level", level=9)
        worker.send("endSession", session="s1", reason="stopped")
        worker.expect("sessionEnded", session="s1")
        left = next(line for line in worker.log() if "turns" in line["text"])
        assert left["fields"] == {"session": "s1"}
        worker.begin("s2")
        worker.send("connect", session="s2", clientId=7, joinedAt=0)
        media = worker.expect("media", session="s2")
        assert (first_picture(worker, media), media["turn"], slot(media)) == ({0}, 1, 1)


def test_closes_the_generator_when_the_last_client_leaves() -> None:
    with WorkerProcess("sunny:Sunny") as worker:
        worker.start()
        worker.expect("media")
        worker.send("disconnect", session="s1", clientId=1001)
        worker.expect("message", message={"type": "greeting", "data": {"text": "bye 1001"}})
        worker.expect("turnEnded")
        worker.send("shutdown")
        worker.expect("closed")
        assert worker.output()[0].splitlines() == ["closed"]


def test_reports_what_changed_in_the_state_and_who_changed_it() -> None:
    with WorkerProcess("sunny:Sunny") as worker:
        worker.start()
        # A hook changed it: nobody's command.
        assert worker.expect("inputs")["changes"] == [{"name": "prompt", "value": "prepared"}]
        worker.command("set_token", token="secret")
        changes = worker.expect("inputs")["changes"]
        assert changes == [{"name": "token", "withheld": "secret", "clientId": 1001}]
        worker.command("look", call_id=2, height=0.25)
        assert worker.expect("inputs")["changes"] == [{"name": "tags", "value": ["0.25"], "clientId": 1001}]


def slot(media: Message) -> int:
    """The slot of the first picture of an emission."""
    number: int = media["bundles"][0]["video"]["main_video"]["slot"]
    return number
