"""The examples of docs/guides/python.md run."""

from __future__ import annotations

import pytest
from test_inputs import send_picture
from worker_process import WorkerProcess


def test_the_first_model_streams_and_follows_its_slider() -> None:
    with WorkerProcess("guide_sky:Sky") as worker:
        worker.start()
        media = worker.expect("media")
        picture = worker.picture(media["bundles"][0]["video"]["main_video"], media).reshape(360, 640, 3)
        assert picture[-1, 0].tolist() == [127, 0, 0]
        worker.call("set_warmth", warmth=1)
        worker.show(media)
        media = worker.expect("media")
        picture = worker.picture(media["bundles"][0]["video"]["main_video"], media).reshape(360, 640, 3)
        assert picture[-1, 0].tolist() == [255, 0, 0]


def test_the_film_is_made_in_chunks_and_takes_trees() -> None:
    with WorkerProcess("guide:Film") as worker:
        worker.start()
        assert worker.expect("message")["message"]["data"] == {"index": 0, "warnings": ["It starts from nothing."]}
        media = worker.expect("media")
        assert len(media["bundles"]) == 8
        assert worker.call("place_tree", x=0.25, y=1)["reply"] == {"type": "placed", "data": {"count": 1}}
        worker.call("place_tree", call_id=2, x=0, y=0)
        assert worker.call("place_tree", call_id=3, x=0, y=0)["code"] == "too_many_trees"
        assert worker.call("set_camera", call_id=4, camera={"x": 1, "zoom": 2})["ok"]
        assert worker.call("set_camera", call_id=5, camera={"x": 1, "zoom": 0})["message"] == (
            "set_camera: camera.zoom must be above 0 (got 0)"
        )


def test_the_mirror_and_the_remote_model_answer_the_camera() -> None:
    for entry in ("guide:Mirror", "guide:Remote"):
        with WorkerProcess(entry) as worker:
            worker.start()
            worker.expect("turnEnded")
            send_picture(worker, 100)
            media = worker.expect("media")
            assert media["bundles"][0]["video"]["main_video"]["width"] == 64


def test_the_clock_runs() -> None:
    with WorkerProcess("guide:Clock") as worker:
        worker.start()
        worker.expect("media")


@pytest.mark.parametrize(("device_id", "device"), [(None, "cuda:0"), (0, "cuda:0"), (3, "cuda:3")])
def test_the_painter_takes_the_device_of_its_instance(device_id: int | None, device: str) -> None:
    with WorkerProcess("guide:Painter", device_id=device_id) as worker:
        worker.expect("loaded")
        assert worker.log()[0]["text"] == f"it paints on {device}"
